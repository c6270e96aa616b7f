/** What the page may ask about step, slow motion, breakpoints and faults, and about comparing the two modes. */
import { FaultError } from "../contract/fault.ts";
import type { Comparison } from "../contract/step-calls.ts";
import { Comparisons } from "./comparisons.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { WindowHandlers } from "./window-link.ts";

type StepCalls = Pick<
  WindowHandlers,
  "control" | "controlState" | "startComparison" | "stopComparison" | "comparison"
>;

/** @param onComparison told at each change of a comparison */
export function stepCalls(
  runs: RunRegistry,
  onComparison: (comparison: Comparison) => void,
): StepCalls {
  const comparisons = new Comparisons(runs, onComparison);
  return {
    control: ({ runId, action }) => {
      const job = runs.get(runId);
      if (job === undefined) {
        throw new FaultError("USAGE", {
          what: "The run is not open.",
          remedy: "Start it again to step through it.",
        });
      }
      return job.control.apply(action);
    },
    controlState: ({ runId }) => runs.get(runId)?.control.state() ?? null,
    startComparison: ({ spec }) => comparisons.start(spec),
    stopComparison: ({ comparisonId }) => {
      comparisons.stop(comparisonId);
      return {};
    },
    comparison: () => comparisons.newest,
  };
}
