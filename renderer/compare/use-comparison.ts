import { useEffect, useState } from "react";
import type { Comparison } from "../../electron/contract/step-calls.ts";
import { useApp } from "../app-context.ts";

/** The newest comparison as it goes on; null before the first. Its runs' figures are in the runs store. */
export function useComparison(): readonly [Comparison | null, (comparison: Comparison) => void] {
  const app = useApp();
  const [comparison, setComparison] = useState<Comparison | null>(null);
  useEffect(() => {
    let isWanted = true;
    const stop = app.bridge.onEvent("comparison", setComparison);
    void app
      .attempt(() => app.bridge.call("comparison", {}))
      .then((newest) => {
        if (!isWanted || newest === undefined || newest === null) return;
        setComparison((before) => before ?? newest);
        // Closed runs are not among the open ones any more; the journal has them.
        for (const runId of [newest.ring, newest.port])
          if (runId !== null && app.runs.getState().byId[runId] === undefined)
            void app.attempt(() => app.loadRun(runId));
      });
    return () => {
      isWanted = false;
      stop();
    };
  }, [app]);
  return [comparison, setComparison];
}
