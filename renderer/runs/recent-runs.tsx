import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useWords } from "../app-context.ts";
import { NoRuns } from "./no-runs.tsx";
import { RunCells, RunHead } from "./run-row.tsx";
import { useMinute } from "./use-minute.ts";

const shownMax = 8;

/** The last runs under the form; the demo one click away when there are none. */
export function RecentRuns(): React.JSX.Element {
  const app = useApp();
  const { job } = useWords();
  const [, navigate] = useLocation();
  const { runs, problem } = useStore(app.journal);
  const nowMs = useMinute();
  return (
    <section className="recent-runs" aria-label={job.recentRuns}>
      <div className="pane-head">
        <h2>{job.recentRuns}</h2>
        <span className="spring" />
        {runs !== null && runs.length > 0 && <Link to="/runs">{job.allRuns}</Link>}
      </div>
      {problem !== null && <p className="err run-problem">{problem}</p>}
      {runs !== null && runs.length === 0 && <NoRuns />}
      {runs !== null && runs.length > 0 && (
        <div role="table" aria-label={job.recentRuns}>
          <RunHead />
          {runs.slice(0, shownMax).map((run) => (
            <div
              key={run.runId}
              role="row"
              className="run-row"
              onClick={() => navigate(`/run/${encodeURIComponent(run.runId)}`)}
            >
              <RunCells run={run} nowMs={nowMs} />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
