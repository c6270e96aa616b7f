/** Round moments of a ruler. Pure. */
import type { Span } from "./lanes.ts";

const stepsNs = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power))
  .flat()
  .concat([60e9, 120e9, 300e9, 600e9, 1800e9, 3600e9])
  .filter((step) => step < 60e9 || step % 60e9 === 0)
  .sort((a, b) => a - b);

export interface Tick {
  readonly timeNs: number;
  /** Since `fromNs` of the whole, rounded to the step. */
  readonly sinceNs: number;
}

/** @param stepPixels at least so far apart */
export function ticksOf(
  view: Span,
  originNs: number,
  { width, stepPixels }: { readonly width: number; readonly stepPixels: number },
): { readonly stepNs: number; readonly ticks: readonly Tick[] } {
  const wantedNs = ((view.toNs - view.fromNs) * stepPixels) / Math.max(1, width);
  const stepNs = stepsNs.find((step) => step >= wantedNs) ?? 3600e9;
  const ticks: Tick[] = [];
  // Before the origin there is no time: another trace on the same axis may begin earlier.
  let count = Math.max(0, Math.ceil((view.fromNs - originNs) / stepNs));
  for (; originNs + count * stepNs <= view.toNs && ticks.length < 200; count++)
    ticks.push({ timeNs: originNs + count * stepNs, sinceNs: count * stepNs });
  return { stepNs, ticks };
}

/** "+1.5 ms": an offset in the unit of its step. */
export function offsetText(ns: number, stepNs: number, number: (value: number) => string): string {
  const roundNs = 5 * stepNs;
  const [divisor, unit] =
    roundNs >= 1e9
      ? [1e9, "s"]
      : roundNs >= 1e6
        ? [1e6, "ms"]
        : roundNs >= 1e3
          ? [1e3, "µs"]
          : [1, "ns"];
  return `+${number(ns / divisor)} ${unit}`;
}
