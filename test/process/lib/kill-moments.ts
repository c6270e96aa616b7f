/** Seeded random moments at which tests kill a process. */
import type { Run } from "../../../electron/contract/run.ts";
import { seeded } from "./jobs.ts";

export interface KillMoment {
  readonly index: number;
  readonly isRestore: boolean;
  /** Counted from the run's start or from when its data began to move. */
  readonly from: "start" | "data";
  readonly afterMs: number;
  /** 0..1, which of several victims. */
  readonly choice: number;
}

/** @param spanMs moments are drawn from so many ms; those counted from the start from three times as many */
export function killMoments(wanted: { seed: number; count: number; spanMs: number }): KillMoment[] {
  const random = seeded(wanted.seed);
  return Array.from({ length: wanted.count }, (_, index) => {
    const from = random() < 0.3 ? "start" : "data";
    const span = from === "start" ? 3 * wanted.spanMs : wanted.spanMs;
    return { index, from, isRestore: index % 3 === 2, afterMs: random() * span, choice: random() };
  });
}

/** Whether the broker is at work. */
export function isUnderRun(run: Run): boolean {
  return run.phase !== "attach" && run.phase !== "configure";
}
