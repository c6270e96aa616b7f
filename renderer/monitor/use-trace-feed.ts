/** Watches a run's trace while one of its views is shown. */
import { useEffect } from "react";
import { useApp } from "../app-context.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import type { TraceModel } from "../timeline/trace-model.ts";
import type { SelectionStore } from "./selection.ts";

interface Watched {
  readonly feed: TraceFeed;
  readonly selection: SelectionStore;
  readonly model: TraceModel;
}

/**
 * A feed of the run's trace and what is selected in it; main is asked for batches as long as the view is there.
 * @param deviceCount of the run; a change (none is known before the set is configured) begins a new feed
 */
export function useTraceFeed(runId: string, deviceCount: number): Watched {
  const { bridge, pump, attempt, memories } = useApp();
  const { feed, selection, model } = memories.of(runId, deviceCount);

  useEffect(() => {
    void attempt(() => bridge.call("watch", { runId }));
    return () => void bridge.call("watch", { runId: null }).catch(() => undefined);
  }, [bridge, attempt, runId]);

  useEffect(
    () =>
      pump.onFrame(({ trace }) => {
        const batches = trace.filter((message) => message.runId === runId);
        for (const { batch, sampleEvery } of batches) model.take(batch, sampleEvery);
        feed.frame(batches, performance.now());
      }),
    [pump, feed, model, runId],
  );
  return { feed, selection, model };
}
