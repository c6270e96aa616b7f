/** Draws counters below the lanes: bytes a second, buffers by owner, depth of the rings. Step areas from 0. */
import type { LaneSums, PaintedPicture } from "./lane-picture.ts";
import { coloursOf } from "./palette.ts";
import type { Counter, CounterRow } from "./rows.ts";
import { stay } from "./spans.ts";

/** Pixels over which a rate is taken: one alone would be a comb. */
const ratePixels = 6;
const topRoom = 6;

/** Values of a counter for each pixel, in layers from the bottom; of a rate in bytes a second, else commands. */
export interface CounterValues {
  readonly layers: readonly Float64Array[];
  /** Highest of the sum of all layers. */
  readonly top: number;
}

export function counterValues(
  { sums, view, width }: Pick<PaintedPicture, "sums" | "view" | "width">,
  counter: Counter,
): CounterValues {
  const bucketNs = (view.toNs - view.fromNs) / Math.max(1, width);
  const layers = layersOf(sums, counter, bucketNs);
  const isStacked = counter !== "rate";
  let top = 0;
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (const layer of layers)
      sum = isStacked ? sum + (layer[x] ?? 0) : Math.max(sum, layer[x] ?? 0);
    top = Math.max(top, sum);
  }
  return { layers, top };
}

function layersOf(sums: LaneSums, counter: Counter, bucketNs: number): Float64Array[] {
  const shared = (values: Float64Array): Float64Array => values.map((sum) => sum / bucketNs);
  if (counter === "rate")
    return [stay.received, stay.moved].map((where) =>
      smoothed(sums.askAll(where)).map((bytes) => (bytes / bucketNs) * 1e9),
    );
  const ring = shared(sums.askAll(stay.ring));
  if (counter === "ring") return [ring];
  const secondary = shared(sums.askAll(stay.secondary));
  const primary = shared(sums.askAll(stay.primary)).map((held, x) =>
    Math.max(0, held - (ring[x] ?? 0) - (secondary[x] ?? 0)),
  );
  return [secondary, ring, primary, shared(sums.askAll(stay.server))];
}

/** Mean of neighbours. */
function smoothed(values: Float64Array): Float64Array {
  const half = ratePixels / 2;
  return values.map((_, x) => {
    let sum = 0;
    let count = 0;
    for (let at = Math.max(0, x - half); at <= Math.min(values.length - 1, x + half); at++) {
      sum += values[at] ?? 0;
      count++;
    }
    return sum / count;
  });
}

export function paintCounter(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  row: CounterRow,
): void {
  const { palette } = picture;
  const { layers, top } = counterValues(picture, row.counter);
  if (top === 0) return;
  const foot = row.y + row.height - 2;
  const scale = (row.height - topRoom - 2) / top;
  const teal = coloursOf(palette, { kind: "secondary", secondary: 1 }).fill;
  const server = coloursOf(palette, { kind: "server", secondary: -1 }).fill;
  if (row.counter === "rate") {
    layers.forEach((layer, at) => {
      context.strokeStyle = at === 0 ? server : palette.ink2;
      context.setLineDash(at === 0 ? [] : [3, 2]);
      context.lineWidth = 1;
      steps(context, layer, { foot, scale, from: null });
      context.stroke();
    });
    context.setLineDash([]);
    return;
  }
  const primary = coloursOf(palette, { kind: "primary", secondary: -1 }).fill;
  const below = new Float64Array(picture.width);
  layers.forEach((layer, at) => {
    const above = layer.map((value, x) => value + (below[x] ?? 0));
    const isWaiting = row.counter === "ring" || at === 1;
    context.fillStyle = [teal, teal, primary, server][at] ?? teal;
    context.globalAlpha = isWaiting ? 0.45 : 1;
    steps(context, above, { foot, scale, from: below.slice() });
    context.fill();
    context.globalAlpha = 1;
    below.set(above);
  });
}

/** Path of a step line, closed along `from` where it is an area. */
function steps(
  context: CanvasRenderingContext2D,
  values: Float64Array,
  {
    foot,
    scale,
    from,
  }: { readonly foot: number; readonly scale: number; readonly from: Float64Array | null },
): void {
  context.beginPath();
  const line = (of: Float64Array, isBack: boolean): void => {
    const count = of.length;
    let before = Number.NaN;
    for (let step = 0; step < count; step++) {
      const x = isBack ? count - 1 - step : step;
      const y = foot - Math.round((of[x] ?? 0) * scale);
      if (y === before && step < count - 1) continue;
      const edge = isBack ? x + 1 : x;
      if (!Number.isNaN(before)) context.lineTo(edge, before);
      if (step === 0 && !isBack) context.moveTo(edge, y);
      else context.lineTo(edge, y);
      before = y;
    }
    context.lineTo(isBack ? 0 : count, before);
  };
  line(values, false);
  if (from !== null) {
    line(from, true);
    context.closePath();
  }
}
