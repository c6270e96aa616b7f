/**
 * Draws the map of buffers on a canvas: many small cells whose colour is the owner's. From 14 px on a cell bears
 * its owner's sign, from 8 px on a cut-out for it (primary a bar, secondaries one to four dots, errors a hatch).
 */
import { holder } from "../trace/buffer-map.ts";
import type { Picture } from "../trace/picture.ts";
import { cellAt, type StripLayout } from "./strip-layout.ts";

/** Colours of the page as a canvas needs them. */
export interface Palette {
  readonly fills: readonly string[];
  readonly ons: readonly string[];
  readonly secondaries: readonly { readonly fill: string; readonly on: string }[];
  readonly line1: string;
  readonly line2: string;
  readonly line3: string;
  readonly ink: string;
  readonly background: string;
  readonly font: string;
}

/** Smallest cells, px, that bear a sign as text, and as a cut-out. */
export const signFrom = 14;
export const cutFrom = 8;

/** Reads the page's colours. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const fills = new Array<string>(7).fill("");
  const ons = new Array<string>(7).fill("");
  fills[holder.server] = token("--srv");
  ons[holder.server] = token("--srv-on");
  fills[holder.primary] = token("--pri");
  ons[holder.primary] = token("--pri-on");
  fills[holder.error] = token("--err");
  ons[holder.error] = token("--err-on");
  const secondaries = [1, 2, 3, 4].map((n) => ({
    fill: token(`--sec-${n}`),
    on: token(`--sec-${n}-on`),
  }));
  return {
    fills,
    ons,
    secondaries,
    line1: token("--line-1"),
    line2: token("--line-2"),
    line3: token("--line-3"),
    ink: token("--ink-1"),
    background: token("--bg-1"),
    font: token("--font-mono"),
  };
}

interface PaintOptions {
  readonly layout: StripLayout;
  readonly picture: Picture;
  readonly palette: Palette;
  readonly selected: number | null;
  readonly hovered: number | null;
  /** Left out: by owner. */
  readonly paintCell?: CellPainter | undefined;
}

/** Paints one buffer of a picture into its cell. */
export type CellPainter = (
  context: CanvasRenderingContext2D,
  cell: Cell,
  buffer: number,
  from: Pick<PaintOptions, "picture" | "palette">,
) => void;

/** Paints all cells; `context` is scaled to CSS pixels already. */
export function paintStrip(context: CanvasRenderingContext2D, options: PaintOptions): void {
  const { layout, palette } = options;
  const size = layout.cellWidth;
  context.clearRect(0, 0, layout.columns * layout.pitchX + 8, layout.height + 8);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `600 ${Math.min(12, size - 6)}px ${palette.font}`;
  const paint = options.paintCell ?? paintOwner;
  for (let buffer = 0; buffer < layout.count; buffer++)
    paint(context, { ...cellAt(layout, buffer), size }, buffer, options);
  for (const segment of layout.segments) paintBorder(context, options, segment.first);
  for (const [buffer, width] of [
    [options.hovered, 1],
    [options.selected, 2],
  ] as const) {
    if (buffer === null || buffer >= layout.count) continue;
    const { x, y } = cellAt(layout, buffer);
    const room = size >= cutFrom ? 2 : 1;
    context.strokeStyle = palette.ink;
    context.lineWidth = width;
    context.strokeRect(x - room, y - room, size + 2 * room, size + 2 * room);
  }
}

/** The line between two segments: below the last row of the one, up before the other's first cell. */
function paintBorder(
  context: CanvasRenderingContext2D,
  { layout, palette }: PaintOptions,
  first: number,
): void {
  if (first === 0) return;
  const { x, y } = cellAt(layout, first);
  const gap = layout.pitchX - layout.cellWidth;
  const [left, top] = [x - gap / 2, y - gap / 2];
  context.beginPath();
  context.moveTo(-gap / 2, top + layout.pitchY);
  context.lineTo(left, top + layout.pitchY);
  context.lineTo(left, top);
  context.lineTo(layout.columns * layout.pitchX, top);
  context.strokeStyle = palette.ink;
  context.lineWidth = 1;
  context.stroke();
}

const paintOwner: CellPainter = (context, cell, buffer, { picture, palette }) => {
  const held = picture.holder[buffer] ?? holder.free;
  if (held === holder.free || held === holder.completed) {
    paintHollow(context, cell, palette, held === holder.completed);
    return;
  }
  const secondary = picture.secondary[buffer] ?? 0;
  const colours = coloursOf(palette, held, secondary);
  const { x, y, size } = cell;
  context.fillStyle = colours.fill;
  context.fillRect(x, y, size, size);
  context.fillStyle = colours.on;
  if (size >= signFrom) context.fillText(signOf(held, secondary), x + size / 2, y + size / 2 + 0.5);
  else if (size >= cutFrom) paintCut(context, held, secondary, cell);
};

/** A free or a completed buffer: an edge, the smallest a quiet fill. */
export function paintHollow(
  context: CanvasRenderingContext2D,
  { x, y, size }: Cell,
  palette: Palette,
  isCompleted: boolean,
): void {
  if (size < cutFrom) {
    context.fillStyle = isCompleted ? palette.line3 : palette.line1;
    context.fillRect(x, y, size, size);
    return;
  }
  context.lineWidth = 1;
  context.strokeStyle = isCompleted ? palette.line3 : palette.line2;
  context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
  if (isCompleted) paintCheck(context, x, y, size);
}

function coloursOf(
  palette: Palette,
  held: number,
  secondary: number,
): { fill: string; on: string } {
  const shade = isWithSecondary(held) ? palette.secondaries[secondary % 4] : undefined;
  return (
    shade ?? {
      fill: palette.fills[held] ?? palette.ink,
      on: palette.ons[held] ?? palette.background,
    }
  );
}

function isWithSecondary(held: number): boolean {
  return held === holder.waiting || held === holder.held;
}

function signOf(held: number, secondary: number): string {
  if (held === holder.server) return "S";
  if (held === holder.primary) return "P";
  return held === holder.error ? "!" : String(secondary + 1);
}

export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The sign where a letter has no room. */
function paintCut(
  context: CanvasRenderingContext2D,
  held: number,
  secondary: number,
  { x, y, size }: Cell,
): void {
  const middle = y + size / 2 - 1;
  if (held === holder.primary) context.fillRect(x + 2, middle, size - 4, 2);
  if (held === holder.error) {
    for (let step = 2; step < size; step += 3)
      context.fillRect(x + step - 1, y + size - step - 1, 2, 2);
  }
  if (isWithSecondary(held)) paintDots(context, (secondary % 4) + 1, { x, y, size });
}

/** One to four dots. */
export function paintDots(
  context: CanvasRenderingContext2D,
  dots: number,
  { x, y, size }: Cell,
): void {
  for (let dot = 0; dot < dots; dot++) {
    const column = dot % 2;
    const line = Math.floor(dot / 2);
    const left = dots === 1 ? size / 2 - 1 : size / 2 - 3 + column * 4;
    const top = dots <= 2 ? size / 2 - 1 : size / 2 - 3 + line * 4;
    context.fillRect(x + left, y + top, 2, 2);
  }
}

function paintCheck(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x + size * 0.28, y + size * 0.54);
  context.lineTo(x + size * 0.44, y + size * 0.7);
  context.lineTo(x + size * 0.74, y + size * 0.32);
  context.stroke();
}
