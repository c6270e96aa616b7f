/** From which total on a command counts as slow, where nobody said so. Pure. */
import { totalNs } from "./spans.ts";
import type { TraceModel } from "./trace-model.ts";

const samples = 2_000;
const timesMedian = 5;
const share = 0.999;

/** Five times the median of a sample, and at least what one in a thousand took; Infinity before anything has ended. */
export function slowFrom(model: TraceModel): number {
  const totals: number[] = [];
  for (const ring of model.devices) {
    const step = Math.max(1, Math.floor((ring.end - ring.oldest) / samples));
    for (let ordinal = ring.oldest; ordinal < ring.end; ordinal += step) {
      const total = totalNs(ring.columns, ring.rowOf(ordinal));
      if (total > 0) totals.push(total);
    }
  }
  if (totals.length === 0) return Infinity;
  totals.sort((a, b) => a - b);
  const at = (part: number): number => totals[Math.floor(part * (totals.length - 1))] ?? Infinity;
  return Math.max(timesMedian * at(0.5), at(share));
}
