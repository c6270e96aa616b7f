/** Cells of the map on a canvas, by device and by the age of the lease. By owner is monitor/strip-painter.ts itself. */
import {
  cutFrom,
  paintDots,
  paintHollow,
  signFrom,
  type Cell,
  type CellPainter,
  type Palette,
} from "../monitor/strip-painter.ts";
import { holder } from "../trace/buffer-map.ts";
import { ageLevel, ageLevels, ageShares, darkFrom, deviceOf, leaseAgeNs } from "./colouring.ts";

type Context = CanvasRenderingContext2D;

/** The device's shade, with its number or, where that has no room, one to four dots for the shade. */
export const paintDevice: CellPainter = (context, cell, buffer, { picture, palette }) => {
  const held = picture.holder[buffer] ?? holder.free;
  if (held === holder.error) {
    paintError(context, cell, palette);
    return;
  }
  const device = deviceOf(picture, buffer);
  if (device === null) {
    paintHollow(context, cell, palette, held === holder.completed);
    return;
  }
  const shade = palette.secondaries[device % 4];
  fill(context, cell, shade?.fill ?? palette.ink);
  context.fillStyle = shade?.on ?? palette.background;
  if (cell.size >= signFrom) paintSign(context, cell, String(device + 1));
  else if (cell.size >= cutFrom) paintDots(context, (device % 4) + 1, cell);
};

/** The older the lease the darker the cell; its number, or how far it is filled, says the same. */
export function paintAges(nowNs: number): CellPainter {
  return (context, cell, buffer, { picture, palette }) => {
    const held = picture.holder[buffer] ?? holder.free;
    if (held === holder.error) {
      paintError(context, cell, palette);
      return;
    }
    const age = leaseAgeNs(picture, buffer, nowNs);
    if (age === null) {
      paintHollow(context, cell, palette, held === holder.completed);
      return;
    }
    const level = ageLevel(age);
    const { x, y, size } = cell;
    if (size < cutFrom || size >= signFrom) {
      context.globalAlpha = ageShares[level] ?? 1;
      fill(context, cell, palette.ink);
      context.globalAlpha = 1;
    }
    if (size >= signFrom) {
      context.fillStyle = level >= darkFrom ? palette.background : palette.ink;
      paintSign(context, cell, String(level + 1));
    } else if (size >= cutFrom) {
      paintHollow(context, cell, palette, false);
      const height = Math.round((size * (level + 1)) / ageLevels);
      context.fillStyle = palette.ink;
      context.fillRect(x, y + size - height, size, height);
    }
  };
}

function paintError(context: Context, cell: Cell, palette: Palette): void {
  fill(context, cell, palette.fills[holder.error] ?? palette.ink);
  if (cell.size < signFrom) return;
  context.fillStyle = palette.ons[holder.error] ?? palette.background;
  paintSign(context, cell, "!");
}

function fill(context: Context, { x, y, size }: Cell, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(x, y, size, size);
}

function paintSign(context: Context, { x, y, size }: Cell, sign: string): void {
  context.fillText(sign, x + size / 2, y + size / 2 + 0.5);
}
