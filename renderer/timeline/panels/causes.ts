/** Which stage is to blame: for a slow command, and for an area that differs from the rest. Pure. */
import { stageNames, type StageName, type SpanName } from "../../trace/stage-readers.ts";
import type { Medians, StageFigures } from "./statistics.ts";

/** From here on a stage is slow: so many times its median, and so much more than it in ns. */
const slowTimes = 2;
const slowFloorNs = 20_000;
/** Medians that differ by less than this factor, or by less than the floor, say nothing. */
const differsTimes = 1.5;
const differsFloorNs = 5_000;

export interface Cause {
  readonly stage: StageName;
  readonly ns: number;
  readonly times: number;
}

/** Whether a span is so much above its median that it is worth a word. */
export function isSlow(ns: number, medianNs: number): boolean {
  return ns - medianNs > slowFloorNs && ns >= slowTimes * medianNs;
}

/** The stage that took most more than its median, when that is at least twice the median; null when none did. */
export function causeOf(
  spentNs: Readonly<Record<StageName, number>>,
  medians: Medians,
): Cause | null {
  let cause: Cause | null = null;
  let mostNs = 0;
  for (const stage of stageNames) {
    const ns = spentNs[stage];
    const overNs = ns - medians[stage];
    if (!isSlow(ns, medians[stage]) || overNs <= mostNs) continue;
    mostNs = overNs;
    cause = { stage, ns, times: ns / medians[stage] };
  }
  return cause;
}

export interface Difference {
  readonly name: SpanName;
  /** Medians in ns. */
  readonly here: number;
  readonly there: number;
  readonly times: number;
}

/** The stage whose median differs most in time from that of the other commands; null when none does by much. */
export function differenceIn(stages: readonly StageFigures[]): Difference | null {
  let most: Difference | null = null;
  for (const { name, inside, outsideMedian: there } of stages) {
    const here = inside.median;
    const times = here / there;
    const isMuch = times >= differsTimes || times <= 1 / differsTimes;
    const apart = Math.abs(here - there);
    if (name === "total" || !isMuch || apart < differsFloorNs) continue;
    if (most === null || apart > Math.abs(most.here - most.there))
      most = { name, here, there, times };
  }
  return most;
}
