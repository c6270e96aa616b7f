import {
  Activity,
  ChartGantt,
  Check,
  FlaskConical,
  GitCompareArrows,
  FileSearch,
  Grid3x3,
  FileClock,
  History,
  OctagonX,
  Plus,
  Server,
  Settings,
  Square,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import type { Run } from "../../electron/contract/run.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { NavTour } from "../tour/nav-tour.tsx";
import { runViewPath, runViews, type RunViewId } from "../run/run-views.ts";
import { openRunsOf } from "../stores/runs-store.ts";
import { Button, KeyHint } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { NavTraces } from "../traces/nav-traces.tsx";
import type { Words } from "../words/words.ts";
import { closeRun, shownRunId } from "./commands.ts";
import { jobKind, shareOf } from "./run-figures.ts";

/** The column at the left: new job, open runs with their views, tools. Icons only below 1200 px. */
export function Navigation(): React.JSX.Element {
  const { runs } = useApp();
  const { shell, lab, compare, inspector, traces, servers } = useWords();
  const state = useStore(runs);
  const [path] = useLocation();
  const open = openRunsOf(state);
  const shown = shownRunId(path);
  const past = shown !== null && !state.openIds.includes(shown) ? state.byId[shown] : undefined;
  const listed = past === undefined ? open : [...open, past];
  return (
    <nav className="navigation" aria-label={shell.navigation} data-region tabIndex={-1}>
      <NavItem
        to="/"
        icon={<Plus {...iconSize} />}
        text={shell.newJob}
        keys="Ctrl N"
        className="nav-new"
      />
      {listed.length > 0 && (
        <p className="nav-caption">
          <span>{shell.openRuns}</span>
        </p>
      )}
      {listed.map((run) => (
        <NavRun key={run.runId} run={run} isShown={run.runId === shown} isPast={run === past} />
      ))}
      <p className="nav-caption">
        <span>{shell.tools}</span>
      </p>
      <NavItem to="/runs" icon={<History {...iconSize} />} text={shell.runs} keys="G R" />
      <NavItem
        to="/servers"
        icon={<Server {...iconSize} />}
        text={servers.title}
        keys="G S"
        isWithin={path.startsWith("/servers/")}
      />
      <NavItem to="/lab" icon={<FlaskConical {...iconSize} />} text={lab.title} keys="G L" />
      <NavItem to="/compare" icon={<GitCompareArrows {...iconSize} />} text={compare.nav} keys="" />
      <NavItem
        to="/inspector"
        icon={<FileSearch {...iconSize} />}
        text={inspector.title}
        keys="G I"
      />
      <NavItem to="/traces" icon={<FileClock {...iconSize} />} text={traces.title} keys="G T" />
      <NavTraces />
      <span className="nav-spring" />
      <NavTour />
      <NavItem
        to="/settings"
        icon={<Settings {...iconSize} />}
        text={shell.settings}
        keys="Ctrl ,"
      />
    </nav>
  );
}

interface NavItemProps {
  readonly to: string;
  readonly icon?: ReactNode;
  readonly text: string;
  readonly keys: string;
  readonly className?: string;
  readonly tip?: string;
  /** A page of it is shown. */
  readonly isWithin?: boolean;
}

function NavItem(props: NavItemProps): React.JSX.Element {
  const { to, icon, text, keys, className = "", tip, isWithin = false } = props;
  const [path] = useLocation();
  const isHere = path === to || isWithin;
  return (
    <Link
      to={to}
      className={`nav-item ${className}`}
      aria-current={isHere ? "page" : undefined}
      data-tip={tip}
      aria-label={tip === undefined ? `${text} ${keys}` : `${text} ${keys}, ${tip}`}
    >
      {icon}
      <span>{text}</span> <KeyHint keys={keys} isPlain />
    </Link>
  );
}

interface NavRunProps {
  readonly run: Run;
  readonly isShown: boolean;
  readonly isPast: boolean;
}

function NavRun({ run, isShown, isPast }: NavRunProps): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const [, navigate] = useLocation();
  const share = shareOf(run);
  const outcome = run.result?.outcome;
  const job = jobKind(run.spec.kind, words.common);
  const said = {
    done: words.shell.doneAt,
    failed: words.shell.failedAt,
    stopped: words.shell.stoppedAt,
  };
  const caption =
    outcome === undefined
      ? job
      : words.shell.jobAt(job, said[outcome], format.clockShort(run.startedAtMs + run.elapsedMs));
  const to = `/run/${encodeURIComponent(run.runId)}`;
  const close = (): void => {
    if (isShown) navigate("/");
    if (!isPast) void closeRun(app, run.runId);
  };
  return (
    <div className="nav-run">
      <div className="nav-run-head">
        <Link to={to} className="nav-run-link">
          <span className="nav-run-name">
            <span className="ellipsis">{run.database}</span>
            <RunMark run={run} text={format.percent(share)} />
          </span>
          <span className="caption ellipsis" style={{ display: "block" }}>
            {caption}
          </span>
          {(outcome === undefined || outcome === "failed") && share !== null && (
            <span className={`nav-run-bar ${outcome ?? ""}`} style={{ display: "block" }}>
              <span style={{ width: `${share * 100}%` }} />
            </span>
          )}
        </Link>
        {outcome !== undefined && (
          <Button
            className="nav-run-close"
            size="small"
            tone="quiet"
            label={words.shell.closeRun}
            icon={<X {...iconSmall} />}
            onClick={close}
          />
        )}
      </div>
      {isShown ? (
        runViews.map(({ id, key }) => (
          <NavItem
            key={id}
            to={runViewPath(run.runId, id)}
            icon={<ViewIcon view={id} />}
            text={viewTitles(words)[id]}
            keys={key}
            className="sub"
            tip={viewTips(words, run.database)[id]}
          />
        ))
      ) : (
        <span className="nav-compact-run">
          <NavItem
            to={to}
            icon={<ViewIcon view="monitor" />}
            text={run.database}
            keys=""
            tip={words.commands.monitorOf(run.database)}
          />
        </span>
      )}
    </div>
  );
}

/** Drawn only where the navigation is icons. */
function ViewIcon({ view }: { readonly view: RunViewId }): React.JSX.Element {
  const Icon = viewIcons[view];
  return (
    <span className="nav-compact-icon">
      <Icon {...iconSize} />
    </span>
  );
}

const viewIcons = { monitor: Activity, timeline: ChartGantt, buffers: Grid3x3 } as const;

const viewTitles = (words: Words): Record<RunViewId, string> => ({
  monitor: words.shell.monitor,
  timeline: words.timeline.title,
  buffers: words.buffers.title,
});

const viewTips = (words: Words, database: string): Record<RunViewId, string> => ({
  monitor: words.commands.monitorOf(database),
  timeline: words.timeline.viewOf(database),
  buffers: words.buffers.viewOf(database),
});

function RunMark({ run, text }: { readonly run: Run; readonly text: string }): React.JSX.Element {
  const words = useWords();
  const outcome = run.result?.outcome;
  if (outcome === undefined) return <span>{text}</span>;
  const label = words.outcomes[outcome];
  if (outcome === "done") return <Check {...iconSmall} aria-hidden={false} aria-label={label} />;
  if (outcome === "failed")
    return <OctagonX {...iconSmall} className="err" aria-hidden={false} aria-label={label} />;
  return <Square {...iconSmall} aria-hidden={false} aria-label={label} />;
}
