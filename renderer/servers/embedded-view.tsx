import { Plus } from "lucide-react";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import type { Run } from "../../electron/contract/run.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { RecentRuns } from "../runs/recent-runs.tsx";
import { jobKind, shareOf } from "../shell/run-figures.ts";
import { runningOf } from "../stores/runs-store.ts";
import { Button } from "../ui/button.tsx";
import { DeviceBar } from "../ui/device-bar.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";

interface EmbeddedViewProps {
  readonly onAdd: () => void;
  readonly hasServers: boolean;
}

/** The server that is always there: what it is, what runs on it now, what ran. */
export function EmbeddedView({ onAdd, hasServers }: EmbeddedViewProps): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const [, navigate] = useLocation();
  const mine = runningOf(useStore(app.runs)).filter(({ spec }) => !isElsewhere(spec));
  const { servers: w, watch, shell } = words;
  return (
    <>
      <header className="page-head server-head">
        <div className="server-title">
          <h2>{w.embedded}</h2>
          <p className="caption">{w.embeddedTitle}</p>
        </div>
        <span className="spring" />
        <Button icon={<Plus {...iconSize} />} onClick={() => navigate("/")}>
          {shell.newJob}
        </Button>
      </header>
      <div className="embedded-about">
        <p>{w.embeddedText}</p>
        {!hasServers && (
          <Button tone="primary" icon={<Plus {...iconSize} />} onClick={onAdd}>
            {w.addFirst}
          </Button>
        )}
      </div>
      <section className="pane embedded-running" aria-label={watch.running}>
        <div className="pane-head">
          <h3>{watch.running}</h3>
        </div>
        {mine.length === 0 ? (
          <Empty title={w.embeddedNone} text={w.embeddedNoneText} />
        ) : (
          <ul className="embedded-runs">
            {mine.map((run) => (
              <RunningRow key={run.runId} run={run} />
            ))}
          </ul>
        )}
      </section>
      <RecentRuns />
    </>
  );
}

/** Whether a job runs on a SQL Server of the list. */
function isElsewhere(spec: Run["spec"]): boolean {
  return spec.server?.kind === "sqlserver" && spec.server.session !== undefined;
}

function RunningRow({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const share = shareOf(run);
  return (
    <li>
      <Link className="database-name ellipsis" to={`/run/${encodeURIComponent(run.runId)}`}>
        {run.database}
      </Link>
      <span className="quiet">{jobKind(run.spec.kind, words.common)}</span>
      <span className="activity-progress">
        <DeviceBar share={share} label={`${words.watch.progress} ${run.database}`} />
        <span className="number">{format.percent(share)}</span>
      </span>
      <span className="number">{format.duration(run.secondsLeft?.seconds ?? null)}</span>
    </li>
  );
}
