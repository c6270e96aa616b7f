import { useMemo } from "react";
import type { TraceInfo } from "../../electron/contract/trace-file.ts";
import type { SelectionStore } from "../monitor/selection.ts";
import type { ViewLink } from "../timeline/use-view-range.ts";
import { NoCommands } from "./no-commands.tsx";
import { TimelineView } from "../timeline/timeline-view.tsx";
import type { TraceReading } from "./use-trace-model.ts";

/** The timeline of a recorded trace. */
export function TraceTimeline({
  info,
  reading,
  selection = null,
  link = null,
  name,
}: {
  readonly info: TraceInfo;
  readonly reading: TraceReading;
  readonly selection?: SelectionStore | null;
  readonly link?: ViewLink | null;
  /** Of one of two. */
  readonly name?: string;
}): React.JSX.Element {
  const { model, version } = reading;
  const { header, messages, notes, processes } = info;
  const facts = useMemo(
    () => ({ startedAtNs: header.startedAtNs, messages, notes, strikes: [] }),
    [header, messages, notes],
  );
  if (model.commandCount === 0) return <NoCommands isWhole={reading.isWhole} />;
  const source = { model, version, isLive: false, facts, processes, selection, link };
  return (
    <div className="trace-timeline" data-whole={reading.isWhole}>
      <TimelineView source={source} isPart name={name} />
    </div>
  );
}
