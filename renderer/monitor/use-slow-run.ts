import { useState } from "react";
import type { Run } from "../../electron/contract/run.ts";

/** Figures change at 4 Hz. */
const figuresMs = 250;

/**
 * The run as the Monitor shows it: at most four times a second, at once when its phase changes, and not at
 * all while the picture is frozen.
 */
export function useSlowRun(run: Run, isFrozen: boolean): Run {
  const [shown, setShown] = useState(run);
  const isOther = shown.runId !== run.runId;
  const isDue = run.elapsedMs - shown.elapsedMs >= figuresMs * 0.9 || run.phase !== shown.phase;
  if (!isOther && (isFrozen || !isDue)) return shown;
  setShown(run);
  return run;
}
