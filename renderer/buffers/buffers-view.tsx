import { Grid3x3, Pause, Play, Table } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { Run } from "../../electron/contract/run.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { SelectionContext, useSelection } from "../monitor/selection.ts";
import { useAutoSelection } from "../monitor/use-auto-selection.ts";
import { useTraceFeed } from "../monitor/use-trace-feed.ts";
import { runViewPath } from "../run/run-views.ts";
import { useSingleKeys } from "../shell/use-keys.ts";
import type { Picture } from "../trace/picture.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import "./buffers.css";
import { BufferDetail } from "./buffer-detail.tsx";
import { BytesPanes } from "./bytes-panes.tsx";
import { colourings, type Colouring } from "./colouring.ts";
import { MapPane } from "./map-pane.tsx";
import { useTraceClock } from "./use-trace-clock.ts";

/** All buffers of a run's set: who holds each, the selected one in full, and its bytes when asked for. */
export function BuffersView({ run }: { readonly run: Run }): React.JSX.Element {
  const { feed, selection } = useTraceFeed(run.runId, run.devices.length);
  const { picture, isFrozen, behindSeconds } = useStore(feed.view);
  useAutoSelection(selection, feed, picture);
  const [isTable, setIsTable] = useState(false);
  const [colouring, setColouring] = useState<Colouring>("owner");
  const nowNs = useTraceClock(picture, run.result === null && !isFrozen);
  const { buffers } = useWords();
  const [, navigate] = useLocation();
  const freeze = (): void => feed.setFrozen(!feed.view.getState().isFrozen);
  const showTable = (): void => setIsTable((before) => !before);
  useSingleKeys({
    " ": freeze,
    t: showTable,
    c: () =>
      setColouring(colourings[(colourings.indexOf(colouring) + 1) % colourings.length] ?? "owner"),
  });
  useViewAction("freeze", freeze);
  useViewAction("table", showTable);

  if (run.set === null) return <Empty title={buffers.noSet} text={buffers.noSetText} />;
  if (run.result !== null && picture.nowNs === 0) {
    return (
      <Empty
        title={buffers.notSeen}
        text={buffers.notSeenText}
        action={
          <Button onClick={() => navigate(runViewPath(run.runId, "monitor"))}>
            {buffers.toMonitor}
          </Button>
        }
      />
    );
  }
  return (
    <SelectionContext value={selection}>
      <div className="buffers-view">
        <Head
          run={run}
          picture={picture}
          freeze={{ isFrozen, behindSeconds, toggle: freeze }}
          table={{ isTable, toggle: showTable }}
        />
        <div className={`buffers-top${isTable ? " as-table" : ""}`}>
          <MapPane {...{ run, picture, isTable, colouring, nowNs }} onColouring={setColouring} />
          <Detail run={run} picture={picture} feed={feed} />
        </div>
        <BytesPanes run={run} picture={picture} />
      </div>
    </SelectionContext>
  );
}

function Detail(props: {
  readonly run: Run;
  readonly picture: Picture;
  readonly feed: TraceFeed;
}): React.JSX.Element {
  const { buffers } = useWords();
  const buffer = useSelection((state) => state.buffer);
  return (
    <section className="buffer-detail" aria-label={buffers.chosen} data-region tabIndex={0}>
      {buffer === null ? (
        <Empty title={buffers.nothingChosen} text={buffers.nothingChosenText} />
      ) : (
        <BufferDetail {...props} buffer={buffer} />
      )}
    </section>
  );
}

interface HeadProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly freeze: {
    readonly isFrozen: boolean;
    readonly behindSeconds: number;
    readonly toggle: () => void;
  };
  readonly table: { readonly isTable: boolean; readonly toggle: () => void };
}

function Head({ run, picture, freeze, table }: HeadProps): React.JSX.Element {
  const { buffers, monitor, keys } = useWords();
  const format = useFormat();
  const isEnded = run.result !== null;
  return (
    <header className="page-head">
      <h1>{buffers.title}</h1>
      {run.set !== null && <SetText set={run.set} processes={run.processes.length} />}
      {picture.sampleEvery > 1 && (
        <p className="caption ellipsis">{buffers.sampled(format.count(picture.sampleEvery))}</p>
      )}
      {freeze.isFrozen && <p className="warn frozen">{monitor.frozen(freeze.behindSeconds)}</p>}
      {isEnded && <p className="quiet ended">{buffers.ended}</p>}
      <span className="spring" />
      <Button
        icon={table.isTable ? <Grid3x3 {...iconSize} /> : <Table {...iconSize} />}
        aria-pressed={table.isTable}
        tip={keys.table}
        onClick={table.toggle}
      >
        {table.isTable ? buffers.asMap : buffers.asTable}
      </Button>
      {!isEnded && <LiveTools runId={run.runId} freeze={freeze} />}
    </header>
  );
}

/** Buffers, segments and processes of the set in one line. */
function SetText({
  set,
  processes,
}: {
  readonly set: NonNullable<Run["set"]>;
  readonly processes: number;
}): React.JSX.Element {
  const { buffers } = useWords();
  const format = useFormat();
  const size = format.text(format.sizeRound(set.transferSize));
  const count = format.count(set.bufferCount);
  return (
    <p className="quiet ellipsis">{buffers.head(count, size, set.segments.length, processes)}</p>
  );
}

/** What can be done while the run goes on. */
function LiveTools({
  runId,
  freeze,
}: {
  readonly runId: string;
  readonly freeze: HeadProps["freeze"];
}): React.JSX.Element {
  const { ui } = useApp();
  const { monitor, keys } = useWords();
  return (
    <>
      <Button
        icon={freeze.isFrozen ? <Play {...iconSize} /> : <Pause {...iconSize} />}
        aria-pressed={freeze.isFrozen}
        tip={keys.freeze}
        onClick={freeze.toggle}
      >
        {freeze.isFrozen ? monitor.goOn : monitor.freeze}
      </Button>
      <Button tone="danger" onClick={() => ui.setState({ abortAsked: runId })}>
        {monitor.abort}
      </Button>
    </>
  );
}
