/** What an average hides: commands that took far longer than the mean, close together in time. Pure. */
import { type SpanName, spanReader } from "../../trace/stage-readers.ts";
import { type Parts, type Picked, rowsAtOnce } from "./pick.ts";
import type { CommandsSource } from "./source.ts";

/** So many times the mean is far longer, and at least so many ns. */
const stallTimes = 8;
const stallFloorNs = 100_000;

export interface Stall {
  readonly meanNs: number;
  readonly count: number;
  /** All of them took at least this long. */
  readonly leastNs: number;
  /** First and last beginning of them, ns after the trace's first moment. */
  readonly fromNs: number;
  readonly toNs: number;
}

/** @returns null where no command took far longer than the mean */
export function* stallOf(
  source: CommandsSource,
  picked: Picked,
  stage: SpanName,
): Parts<Stall | null> {
  let sum = 0;
  let known = 0;
  yield* eachSpan(source, picked, stage, (ns) => {
    sum += ns;
    known++;
  });
  const meanNs = sum / known;
  const leastNs = Math.max(stallFloorNs, stallTimes * meanNs);
  let count = 0;
  let fromNs = Infinity;
  let toNs = 0;
  yield* eachSpan(source, picked, stage, (ns, startNs) => {
    if (ns < leastNs) return;
    count++;
    fromNs = Math.min(fromNs, startNs - source.firstNs);
    toNs = Math.max(toNs, startNs - source.firstNs);
  });
  return count === 0 ? null : { meanNs, count, leastNs, fromNs, toNs };
}

function* eachSpan(
  source: CommandsSource,
  picked: Picked,
  stage: SpanName,
  see: (ns: number, startNs: number) => void,
): Parts<void> {
  for (const [device, ordinals] of picked.byDevice.entries()) {
    const ring = source.devices[device];
    if (ring === undefined) continue;
    const read = spanReader(ring.columns, stage);
    for (let at = 0; at < ordinals.length; at++) {
      const ordinal = ordinals[at] ?? 0;
      const ns = read(ring.rowOf(ordinal));
      if (!Number.isNaN(ns)) see(ns, ring.startOf(ordinal));
      if (at % rowsAtOnce === rowsAtOnce - 1) yield;
    }
  }
}
