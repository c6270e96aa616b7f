/**
 * Draws lanes on a canvas. Where commands are wide enough each is a slice; else each pixel is filled as far as its time
 * was taken, with slow and failed commands marked, so that no picture has more strokes than pixels.
 */
import { bufferText, handleText } from "../format.ts";
import { type CommandColumns, none } from "../trace/command-columns.ts";
import { paintCounter } from "./counter-painter.ts";
import type { DeviceRing } from "./device-ring.ts";
import {
  type Chosen,
  isSliced,
  type LanePicture,
  ownShare,
  type PaintedPicture,
  secondaryOf,
  xOf,
} from "./lane-picture.ts";
import { type Lane, stayIn } from "./lanes.ts";
import { type Colours, coloursOf } from "./palette.ts";
import { type LaneRow, laneHeight, type ProcessRow, type Row, rowAt } from "./rows.ts";
import { stay, stayOf, totalNs } from "./spans.ts";

export type { Chosen } from "./lane-picture.ts";

const sliceHeight = 17;
const partHeight = 11;
const inset = (laneHeight - sliceHeight) / 2;
const labelFrom = 52;

/** Paints the rows between two heights; `context` is scaled to CSS pixels and moved to the rows. */
export function paintRows(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  seen: { readonly from: number; readonly to: number },
): void {
  const { palette, width } = picture;
  context.textBaseline = "middle";
  for (const row of picture.rows) {
    if (row.y + row.height < seen.from || row.y > seen.to) continue;
    const isHead = row.type !== "lane" || row.isAlone;
    context.fillStyle = isHead ? palette.line2 : palette.line1;
    context.fillRect(0, row.y, width, 1);
    context.font = `11px ${palette.font}`;
    if (row.type === "counter") paintCounter(context, picture, row);
    else if (row.type === "lane") paintLane(context, picture, row);
    else paintProcess(context, picture, row);
  }
}

/** A head; closed it shows how far all its lanes are taken together. */
function paintProcess(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  row: ProcessRow,
): void {
  const { palette, width, sums } = picture;
  if (!row.isClosed) {
    context.fillStyle = palette.raised;
    context.fillRect(0, row.y + 1, width, row.height - 1);
    return;
  }
  const taken = new Float64Array(width);
  for (const lane of row.lanes)
    sums.ask(lane.device, stayIn(lane), secondaryOf(lane)).sums.forEach((sum, x) => {
      taken[x] = (taken[x] ?? 0) + sum / row.lanes.length;
    });
  context.fillStyle = coloursOf(palette, row).fill;
  fillShares(context, picture, taken, { y: row.y + inset, height: sliceHeight });
}

function paintLane(context: CanvasRenderingContext2D, picture: PaintedPicture, row: LaneRow): void {
  const ring = picture.model.devices[row.lane.device];
  if (ring === undefined) return;
  if (!isSliced(picture, row.lane.device)) {
    paintShares(context, picture, row);
    return;
  }
  const { from, to } = ring.between(picture.view.fromNs, picture.view.toNs);
  for (let ordinal = from; ordinal < to; ordinal++)
    if (ring.startOf(ordinal) !== 0) paintSlice(context, picture, row, { ring, ordinal });
}

function paintShares(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  row: LaneRow,
): void {
  const { palette, sums } = picture;
  const { lane } = row;
  const { sums: taken, marks } = sums.ask(lane.device, stayIn(lane), secondaryOf(lane));
  const place = { y: row.y + inset, height: sliceHeight };
  context.fillStyle = coloursOf(palette, lane).fill;
  if (lane.kind === "primary") {
    context.globalAlpha = 0.35;
    fillShares(context, picture, taken, place);
    context.globalAlpha = 1;
    fillShares(context, picture, ownShare(sums, lane.device), place);
  } else fillShares(context, picture, taken, place);
  if (row.isParted) {
    context.fillStyle = palette.ink3;
    const disk = sums.ask(lane.device, stay.disk, lane.secondary).sums;
    fillShares(context, picture, disk, { y: place.y + sliceHeight + 2, height: partHeight });
  }
  context.fillStyle = palette.error.fill;
  marks.forEach((mark, x) => {
    if (mark === 2) context.fillRect(x, place.y, 1, sliceHeight);
    // Slow is the whole command: one lane says so.
    else if (mark === 1 && lane.kind === "primary") context.fillRect(x, row.y + 1, 1, 4);
  });
}

/** One outline for all pixels. */
function fillShares(
  context: CanvasRenderingContext2D,
  { view, width }: LanePicture,
  taken: Float64Array,
  { y, height }: { readonly y: number; readonly height: number },
): void {
  const bucketNs = (view.toNs - view.fromNs) / width;
  const foot = y + height;
  context.beginPath();
  let before = 0;
  for (let x = 0; x <= width; x++) {
    const share = x === width ? 0 : Math.min(1, (taken[x] ?? 0) / bucketNs);
    const high = share > 0 ? Math.max(1, Math.round(share * height)) : 0;
    if (high === before) continue;
    if (before === 0) context.moveTo(x, foot);
    else context.lineTo(x, foot - before);
    context.lineTo(x, foot - high);
    before = high;
  }
  context.fill();
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Where the slice of a command is; null where it is not in sight, or in another lane. */
function boxOf(
  picture: LanePicture,
  { lane, y }: LaneRow,
  { columns, at, nowNs }: Omit<Placed, "y">,
): Box | null {
  if (lane.kind === "secondary" && columns.secondary[at] !== lane.secondary) return null;
  const span = stayOf(columns, at, stayIn(lane), nowNs);
  if (span === null || span.toNs < picture.view.fromNs) return null;
  const x = Math.max(-4, xOf(picture, span.fromNs));
  const right = Math.min(picture.width + 4, xOf(picture, span.toNs));
  if (x > picture.width) return null;
  return { x, y: y + inset, width: Math.max(1, right - x - (right - x > 3 ? 1 : 0)) };
}

function paintSlice(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  row: LaneRow,
  { ring, ordinal }: { readonly ring: DeviceRing; readonly ordinal: number },
): void {
  const { model, palette, chosen, slowNs } = picture;
  const { lane } = row;
  const { columns } = ring;
  const at = ring.rowOf(ordinal);
  const nowNs = ring.openUntil(ordinal, model.lastNs);
  const box = boxOf(picture, row, { columns, at, nowNs });
  if (box === null) return;
  const isBad = (columns.completion[at] ?? 0) !== 0;
  const colours = isBad ? palette.error : coloursOf(palette, lane);
  context.fillStyle = colours.fill;
  if (lane.kind === "primary") paintLease(context, picture, { columns, at, nowNs, y: box.y });
  else paintBody(context, box, colours, (isBad ? "! " : "") + labelOf(lane, columns, at));
  context.fillStyle = colours.fill;
  if (row.isParted)
    paintParts(context, picture, { columns, at, nowNs, y: box.y + sliceHeight + 2 });
  if (lane.kind === "secondary" && totalNs(columns, at) >= slowNs)
    paintCorner(context, box, palette.error.fill);
  if (chosen?.device !== lane.device || chosen.ordinal !== ordinal) return;
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.strokeRect(box.x - 2, box.y - 2, box.width + 4, sliceHeight + 4);
}

function paintBody(
  context: CanvasRenderingContext2D,
  box: Box,
  { on }: Colours,
  label: string,
): void {
  context.fillRect(box.x, box.y, box.width, sliceHeight);
  if (box.width < labelFrom) return;
  context.fillStyle = on;
  context.fillText(label, Math.max(2, box.x + 5), box.y + 9);
}

/** A command and the height that it is drawn at. */
interface Placed {
  readonly columns: CommandColumns;
  readonly at: number;
  /** End of what goes on. */
  readonly nowNs: number;
  readonly y: number;
}

/** In the primary: its own work as blocks, the lease in between as a line. */
function paintLease(
  context: CanvasRenderingContext2D,
  picture: LanePicture,
  { columns, at, nowNs, y }: Placed,
): void {
  const whole = stayOf(columns, at, stay.primary, nowNs);
  if (whole === null) return;
  const lease = stayOf(columns, at, stay.ring, nowNs);
  const moved = stayOf(columns, at, stay.secondary, nowNs);
  const block = (fromNs: number, toNs: number, height: number): void => {
    const x = Math.max(-4, xOf(picture, fromNs));
    const right = Math.min(picture.width + 4, xOf(picture, toNs));
    context.fillRect(x, y + (sliceHeight - height) / 2, Math.max(1, right - x), height);
  };
  block(whole.fromNs, whole.toNs, 2);
  block(whole.fromNs, lease?.fromNs ?? whole.toNs, sliceHeight - 2);
  if (moved !== null && moved.toNs < whole.toNs) block(moved.toNs, whole.toNs, sliceHeight - 2);
}

/** What codec and disk took, below the slice. */
function paintParts(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  { columns, at, nowNs, y }: Placed,
): void {
  const disk = stayOf(columns, at, stay.disk, nowNs);
  if (disk === null) return;
  const part = (fromNs: number, toNs: number): void => {
    const x = xOf(picture, fromNs);
    context.fillRect(x, y, Math.max(1, xOf(picture, toNs) - x - 1), partHeight);
  };
  context.globalAlpha = 0.55;
  part(disk.fromNs - (columns.codecNs[at] ?? 0), disk.fromNs);
  context.globalAlpha = 1;
  context.fillStyle = picture.palette.ink3;
  part(disk.fromNs, disk.toNs);
}

/** A slow command: a red corner, so that its owner's colour stays. */
function paintCorner(context: CanvasRenderingContext2D, box: Box, fill: string): void {
  const right = box.x + box.width;
  const size = Math.min(8, box.width);
  context.fillStyle = fill;
  context.beginPath();
  context.moveTo(right - size, box.y);
  context.lineTo(right, box.y);
  context.lineTo(right, box.y + size);
  context.fill();
}

/** Buffer or handle of a slice; "" for a command that has none. */
function labelOf({ kind }: Lane, columns: CommandColumns, row: number): string {
  const buffer = columns.buffer[row] ?? none;
  if (buffer === none) return "";
  return kind === "server" ? bufferText(buffer) : handleText(columns.handle[row] ?? 0);
}

/** The command under a point of the rows, or null. */
export function chosenAt(picture: LanePicture, x: number, y: number): Chosen | null {
  const row = rowAt(picture.rows, y);
  return row?.type === "lane" ? commandIn(picture, row, x) : null;
}

function commandIn(
  picture: LanePicture,
  row: Extract<Row, { type: "lane" }>,
  x: number,
): Chosen | null {
  const { model, view, width } = picture;
  const { lane } = row;
  const ring = model.devices[lane.device];
  if (ring === undefined) return null;
  const pixelNs = (view.toNs - view.fromNs) / width;
  const atNs = view.fromNs + x * pixelNs;
  const slackNs = 2 * pixelNs;
  const { from, to } = ring.between(atNs, atNs + slackNs);
  for (let ordinal = to - 1; ordinal >= from; ordinal--) {
    if (ring.startOf(ordinal) === 0) continue;
    const at = ring.rowOf(ordinal);
    if (lane.kind === "secondary" && ring.columns.secondary[at] !== lane.secondary) continue;
    const nowNs = ring.openUntil(ordinal, model.lastNs);
    const span = stayOf(ring.columns, at, stayIn(lane), nowNs);
    if (span !== null && span.fromNs <= atNs + slackNs && span.toNs >= atNs - slackNs)
      return { device: lane.device, ordinal };
  }
  return null;
}
