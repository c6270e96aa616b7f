/**
 * Draws the way of the chosen command's handle from lane to lane, with the methods that carry it: GetBufferHandle gives
 * it out, MapBufferHandle makes an address of it, CompleteCommand gives the command back.
 */
import { stage, type Stage } from "../trace/command-columns.ts";
import { isSliced, type PaintedPicture, xOf } from "./lane-picture.ts";
import { laneHeight, rowOfLane } from "./rows.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const arrow = 5;
const labelHeight = 18;

export function paintFlow(context: CanvasRenderingContext2D, picture: PaintedPicture): void {
  const { chosen, model, rows } = picture;
  const ring = chosen === null ? undefined : model.devices[chosen.device];
  if (chosen === null || ring === undefined || !isSliced(picture, chosen.device)) return;
  const row = ring.rowOf(chosen.ordinal);
  const { columns } = ring;
  const middle = (kind: "server" | "primary" | "secondary"): number | null => {
    const secondary = kind === "secondary" ? (columns.secondary[row] ?? -1) : -1;
    const lane = rowOfLane(rows, kind, chosen.device, secondary);
    return lane === undefined ? null : lane.y + laneHeight / 2;
  };
  const [server, primary, secondary] = [middle("server"), middle("primary"), middle("secondary")];
  const hop = (from: Stage, fromY: number | null, to: Stage, toY: number | null): Hop | null => {
    const [fromNs, toNs] = [columns.timeOf(row, from), columns.timeOf(row, to)];
    if (fromNs === 0 || toNs === 0 || fromY === null || toY === null) return null;
    const [fromX, toX] = [xOf(picture, fromNs), xOf(picture, toNs)];
    const isSeen = Math.max(fromX, toX) >= 0 && Math.min(fromX, toX) <= picture.width;
    return isSeen ? { from: { x: fromX, y: fromY }, to: { x: toX, y: toY } } : null;
  };
  const hops: [Hop | null, string][] = [
    [hop(stage.received, server, stage.handleTaken, primary), "GetBufferHandle"],
    [hop(stage.leased, primary, stage.mapped, secondary), "MapBufferHandle"],
    [hop(stage.moved, secondary, stage.completed, primary), "CompleteCommand"],
    [hop(stage.completed, primary, stage.acknowledged, server), ""],
  ];
  const drawn = hops.flatMap(([way, name]) => (way === null ? [] : [{ way, name }]));
  for (const { way } of drawn) paintHop(context, picture, way);
  let before: Point | null = null;
  for (const { way, name } of drawn)
    if (name !== "") before = paintName(context, picture, way, { name, before });
}

interface Hop {
  readonly from: Point;
  readonly to: Point;
}

function paintHop(
  context: CanvasRenderingContext2D,
  { palette }: PaintedPicture,
  { from, to }: Hop,
): void {
  const down = Math.sign(to.y - from.y);
  const half = (to.y - from.y) / 2;
  const [beginY, endY] = [from.y + down * 6, to.y - down * 8];
  context.beginPath();
  context.moveTo(from.x, beginY);
  context.bezierCurveTo(from.x, from.y + half, to.x, to.y - half, to.x, endY - down * 3);
  context.strokeStyle = palette.background;
  context.lineWidth = 4;
  context.stroke();
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = palette.ink;
  context.beginPath();
  context.moveTo(to.x, endY);
  context.lineTo(to.x - arrow, endY - down * arrow * 1.4);
  context.lineTo(to.x + arrow, endY - down * arrow * 1.4);
  context.fill();
}

/** @returns where the name stands, so that the next one keeps clear of it */
function paintName(
  context: CanvasRenderingContext2D,
  { palette, width }: PaintedPicture,
  { from, to }: Hop,
  { name, before }: { readonly name: string; readonly before: Point | null },
): Point {
  context.font = `11px ${palette.font}`;
  context.textBaseline = "middle";
  const wide = context.measureText(name).width + 12;
  const x = Math.max(2, Math.min(width - wide - 2, (from.x + to.x) / 2 + 10));
  const middle = (from.y + to.y) / 2;
  const isNear =
    before !== null && Math.abs(before.y - middle) < labelHeight + 2 && x < before.x + wide + 24;
  const y = isNear ? before.y + labelHeight + 4 : middle;
  context.fillStyle = palette.background;
  context.strokeStyle = palette.line3;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y - labelHeight / 2, wide, labelHeight, 4);
  context.fill();
  context.stroke();
  context.fillStyle = palette.ink;
  context.fillText(name, x + 6, y + 0.5);
  return { x, y };
}
