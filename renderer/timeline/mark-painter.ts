/** Draws what goes across all lanes: ticks, annotations, pins of the user, and the chosen area. */
import { type LanePicture, type PaintedPicture, xOf } from "./lane-picture.ts";
import { ticksOf } from "./ticks.ts";

/** Ticks stand at least so far apart. */
export const tickPixels = 88;
/** Names keep so far apart; one without room is left out, its line stays. */
const textRoom = 4;

/** Below the slices: hairlines at round moments, and the area. */
export function paintGround(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  high: number,
): void {
  const { palette, view, width, area, model } = picture;
  context.fillStyle = palette.line1;
  const { ticks } = ticksOf(view, model.firstNs, { width, stepPixels: tickPixels });
  for (const { timeNs } of ticks) context.fillRect(Math.round(xOf(picture, timeNs)), 0, 1, high);
  if (area === null) return;
  const x = xOf(picture, area.fromNs);
  context.fillStyle = palette.ink;
  context.globalAlpha = 0.09;
  context.fillRect(x, 0, Math.max(1, xOf(picture, area.toNs) - x), high);
  context.globalAlpha = 1;
}

/** Above the slices: lines of annotations and pins, edges of the area. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  high: number,
): void {
  const { palette, area } = picture;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  for (const { timeNs, isError } of seenOf(picture)) {
    context.strokeStyle = isError ? palette.errorInk : palette.ink2;
    line(context, xOf(picture, timeNs), high);
  }
  context.setLineDash([]);
  context.strokeStyle = palette.ink;
  for (const pin of picture.pins) line(context, xOf(picture, pin), high);
  if (area === null) return;
  line(context, xOf(picture, area.fromNs), high);
  line(context, xOf(picture, area.toNs), high);
}

/** Names of annotations and pins, in the ruler. */
export function paintMarkNames(
  context: CanvasRenderingContext2D,
  picture: PaintedPicture,
  y: number,
): void {
  const { palette, width } = picture;
  context.font = `11px ${palette.sans}`;
  context.textBaseline = "middle";
  const taken: (readonly [number, number])[] = [];
  for (const { timeNs, text, isError } of seenOf(picture).toSorted((a, b) => a.rank - b.rank)) {
    const x = xOf(picture, timeNs);
    const shown = isError ? `! ${text}` : text;
    const wide = context.measureText(shown).width + 10;
    const left = Math.max(0, Math.min(x, width - wide));
    if (taken.some(([from, to]) => left < to && left + wide > from)) continue;
    taken.push([left - textRoom, left + wide + textRoom]);
    context.fillStyle = palette.raised;
    context.fillRect(left, y - 8, wide, 16);
    context.fillStyle = isError ? palette.errorInk : palette.ink2;
    context.fillRect(Math.round(x), y - 8, 1, 16);
    context.fillText(shown, left + 5, y + 0.5);
  }
  context.fillStyle = palette.ink;
  picture.pins.forEach((pin, index) => {
    const x = xOf(picture, pin);
    if (x < 0 || x > width) return;
    context.beginPath();
    context.moveTo(x, y - 8);
    context.lineTo(x + 9, y - 4);
    context.lineTo(x, y);
    context.fill();
    context.fillText(String(index + 1), x + 12, y - 3);
  });
}

function seenOf({ annotations, view }: LanePicture): LanePicture["annotations"] {
  return annotations.filter(({ timeNs }) => timeNs >= view.fromNs && timeNs <= view.toNs);
}

function line(context: CanvasRenderingContext2D, x: number, high: number): void {
  const at = Math.round(x) + 0.5;
  context.beginPath();
  context.moveTo(at, 0);
  context.lineTo(at, high);
  context.stroke();
}
