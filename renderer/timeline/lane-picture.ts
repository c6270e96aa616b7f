/** What a picture of the lanes shows, and the sums that it is drawn from. Pure. */
import type { Annotation } from "./annotations.ts";
import type { Answer } from "./lane-index.ts";
import type { Lane, Span } from "./lanes.ts";
import type { TimelinePalette } from "./palette.ts";
import type { Row } from "./rows.ts";
import { stay, type Stay } from "./spans.ts";
import type { TraceModel } from "./trace-model.ts";

export interface Chosen {
  readonly device: number;
  readonly ordinal: number;
}

export interface LanePicture {
  readonly model: TraceModel;
  readonly rows: readonly Row[];
  readonly view: Span;
  readonly width: number;
  readonly chosen: Chosen | null;
  readonly area: Span | null;
  /** Moments that the user marked, ns. */
  readonly pins: readonly number[];
  readonly annotations: readonly Annotation[];
  /** Totals from here on are slow, ns. */
  readonly slowNs: number;
}

export interface PaintedPicture extends LanePicture {
  readonly palette: TimelinePalette;
  readonly sums: LaneSums;
}

/** Commands from where on a lane is drawn as shares of its time, and not as slices. */
const slicesPerPixelMax = 0.4;

/** Sums of the last view, so that a picture that only chooses another command counts nothing anew. */
export class LaneSums {
  private readonly answers = new Map<string, Answer>();
  private of = "";
  private picture: LanePicture | null = null;

  /** From now on answers are about this picture. */
  open(picture: LanePicture): this {
    const { model, view, width, slowNs } = picture;
    const of = `${model.version} ${view.fromNs} ${view.toNs} ${width} ${slowNs}`;
    if (of !== this.of || this.picture?.model !== model) this.answers.clear();
    this.of = of;
    this.picture = picture;
    return this;
  }

  /** Sums over the view, one bucket a pixel. */
  ask(device: number, where: Stay, secondary = -1): Answer {
    const key = `${device} ${where} ${secondary}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const { picture } = this;
    const index = picture?.model.indexes[device];
    if (picture === null || index === undefined)
      return { sums: new Float64Array(), marks: new Uint8Array() };
    const { view, width, model, slowNs } = picture;
    const nowNs = model.lastNs;
    const answer = index.ask({ where, view, buckets: width, secondary, nowNs, slowNs });
    this.answers.set(key, answer);
    return answer;
  }

  /** The same over all devices. */
  askAll(where: Stay): Float64Array {
    const all = new Float64Array(this.picture?.width ?? 0);
    this.picture?.model.devices.forEach((_, device) => {
      this.ask(device, where).sums.forEach((sum, x) => {
        all[x] = (all[x] ?? 0) + sum;
      });
    });
    return all;
  }
}

/** Whether a device's commands are drawn one by one. */
export function isSliced(picture: LanePicture, device: number): boolean {
  const ring = picture.model.devices[device];
  if (ring === undefined) return false;
  const { from, to } = ring.between(picture.view.fromNs, picture.view.toNs);
  return to - from <= 64 + picture.width * slicesPerPixelMax;
}

/** Where a moment lies, CSS pixels. */
export function xOf({ view, width }: LanePicture, timeNs: number): number {
  return ((timeNs - view.fromNs) / (view.toNs - view.fromNs)) * width;
}

/** Where a stay is known to whom it belongs. */
export function secondaryOf(lane: Lane): number {
  return lane.kind === "secondary" ? lane.secondary : -1;
}

/** ns that the primary's own thread had commands, per bucket: not on lease. */
export function ownShare(sums: LaneSums, device: number): Float64Array {
  const all = sums.ask(device, stay.primary).sums;
  const ring = sums.ask(device, stay.ring).sums;
  const secondary = sums.ask(device, stay.secondary).sums;
  return all.map((sum, x) => Math.max(0, sum - (ring[x] ?? 0) - (secondary[x] ?? 0)));
}
