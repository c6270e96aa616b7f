import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Run } from "../../electron/contract/run.ts";
import { ThroughputSeries } from "../trace/throughput-series.ts";
import { useSingleKeys } from "../shell/use-keys.ts";
import { StepHead, StepPart, useStepping } from "../step/stepping.tsx";
import { ControlContext } from "../step/use-control.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import { Announcer } from "./announcer.tsx";
import { CommandList } from "./command-list.tsx";
import { DiagramTable } from "./diagram-table.tsx";
import { Figures } from "./figures.tsx";
import { HandoffDiagram } from "./handoff-diagram.tsx";
import "./monitor.css";
import { MonitorHead } from "./monitor-head.tsx";
import { PhaseTrack } from "./phase-track.tsx";
import { SelectionContext } from "./selection.ts";
import { ThroughputPane } from "./throughput-pane.tsx";
import { useAutoSelection } from "./use-auto-selection.ts";
import { useSlowRun } from "./use-slow-run.ts";
import { compactQuery, useMedia } from "../ui/use-size.ts";
import { useTraceFeed } from "./use-trace-feed.ts";

/**
 * A run while it goes on: phase, figures, handoff diagram, throughput and commands.
 *
 * Freezing stops what is drawn, never the run; what is drawn all comes from one picture of the trace, so
 * that diagram, strip, legend and list agree with each other.
 */
export function LiveMonitor({ run: newest }: { readonly run: Run }): React.JSX.Element {
  const { feed, selection } = useTraceFeed(newest.runId, newest.devices.length);
  const { picture, isFrozen, behindSeconds } = useStore(feed.view);
  const run = useSlowRun(newest, isFrozen);
  const isCompact = useMedia(compactQuery);
  const [isTable, setIsTable] = useState(false);
  const series = useThroughputSeries(newest);
  useAutoSelection(selection, feed, picture);
  const stepping = useStepping(newest.runId);

  const freeze = (): void => feed.setFrozen(!feed.view.getState().isFrozen);
  const showTable = (): void => setIsTable((before) => !before);
  useSingleKeys({ " ": freeze, t: showTable });
  useViewAction("freeze", freeze);
  useViewAction("table", showTable);

  return (
    <SelectionContext value={selection}>
      <ControlContext value={stepping.control}>
        <div className={`monitor${isCompact ? " compact" : ""}`}>
          <MonitorHead
            run={run}
            step={<StepHead {...stepping} />}
            isFrozen={isFrozen}
            behindSeconds={behindSeconds}
            onFreeze={freeze}
          />
          <PhaseTrack run={run} />
          <StepPart run={newest} {...stepping} />
          <Figures run={run} isCompact={isCompact} />
          {isTable ? (
            <DiagramTable run={run} picture={picture} feed={feed} />
          ) : (
            <HandoffDiagram
              run={run}
              picture={picture}
              feed={feed}
              isCompact={isCompact}
              isFrozen={isFrozen}
            />
          )}
          <div className="monitor-bottom">
            <ThroughputPane
              run={run}
              series={series}
              isTable={isTable}
              isFrozen={isFrozen}
              isCompact={isCompact}
            />
            <CommandList picture={picture} isCompact={isCompact} />
          </div>
          <Announcer run={newest} />
        </div>
      </ControlContext>
    </SelectionContext>
  );
}

/** The run's throughput of the last minute, fed with every state of the run. */
function useThroughputSeries(run: Run): ThroughputSeries {
  const deviceCount = run.devices.length;
  const { runId } = run;
  // The series begins with the run as it is when the Monitor opens; later states are pushed.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a newer state of the same run must not begin it anew
  const series = useMemo(() => new ThroughputSeries(run), [runId, deviceCount]);
  useEffect(() => {
    series.push(run);
  }, [series, run]);
  return series;
}
