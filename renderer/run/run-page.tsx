import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useApp, useRun, useWords } from "../app-context.ts";
import { BuffersView } from "../buffers/buffers-view.tsx";
import { LiveMonitor } from "../monitor/live-monitor.tsx";
import { RunTimeline } from "../timeline/run-timeline.tsx";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { DoneRun } from "./done-run.tsx";
import { FailedRun } from "./failed-run.tsx";
import type { RunViewId } from "./run-views.ts";

/** One run: monitor while it goes on, verdict or first cause afterwards. */
export function RunPage({
  runId,
  view,
}: {
  readonly runId: string;
  readonly view: RunViewId;
}): React.JSX.Element {
  const { ended } = useWords();
  const app = useApp();
  const [, navigate] = useLocation();
  const run = useRun(runId);
  const [isMissing, setIsMissing] = useState(false);
  const isKnown = run !== undefined;
  useEffect(() => {
    if (isKnown) return undefined;
    let isWanted = true;
    void app
      .attempt(() => app.loadRun(runId))
      .then((past) => isWanted && past === null && setIsMissing(true));
    return () => {
      isWanted = false;
    };
  }, [app, runId, isKnown]);

  if (run === undefined) {
    if (!isMissing) return <Empty title={ended.loading} text={ended.loadingText} />;
    return (
      <Empty
        title={ended.notInJournal}
        text={ended.notInJournalText}
        action={<Button onClick={() => navigate("/runs")}>{ended.allRuns}</Button>}
      />
    );
  }
  if (view === "buffers") return <BuffersView key={run.runId} run={run} />;
  if (view === "timeline") return <RunTimeline key={run.runId} run={run} />;
  if (run.result === null) return <LiveMonitor key={run.runId} run={run} />;
  if (run.result.outcome === "failed" && run.result.failure !== null)
    return <FailedRun run={run} failure={run.result.failure} result={run.result} />;
  return <DoneRun run={run} result={run.result} />;
}
