import { ChevronDown, ChevronRight } from "lucide-react";
import { useFormat, useWords } from "../app-context.ts";
import { iconSmall } from "../ui/icons.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import type { Owner } from "../ui/owner.ts";
import { counterValues } from "./counter-painter.ts";
import type { LanePicture, LaneSums } from "./lane-picture.ts";
import type { LaneKind } from "./lanes.ts";
import type { CounterRow, LaneRow, ProcessRow, Row } from "./rows.ts";
import type { TimelineSource } from "./timeline-source.ts";
import type { Timeline } from "./use-timeline.ts";

interface GutterProps {
  readonly source: TimelineSource;
  readonly timeline: Timeline;
  readonly rows: readonly Row[];
  readonly picture: LanePicture;
  readonly sums: LaneSums;
}

/** The names of the rows, with the process ids, and the top of each counter. */
export function Gutter({ source, timeline, rows, picture, sums }: GutterProps): React.JSX.Element {
  return (
    <div className="timeline-gutter">
      {rows.map((row) => (
        <div key={row.key} className={`timeline-row ${row.type}`} style={{ height: row.height }}>
          {row.type === "process" && <ProcessName {...{ source, timeline, row }} />}
          {row.type === "lane" && <LaneName source={source} row={row} />}
          {row.type === "counter" && <CounterName {...{ row, picture, sums }} />}
        </div>
      ))}
    </div>
  );
}

interface Named {
  readonly kind: LaneKind;
  readonly secondary: number;
}

function Sign({ kind, secondary }: Named): React.JSX.Element {
  const owner: Owner =
    kind === "secondary"
      ? { kind, index: secondary }
      : kind === "disk"
        ? { kind: "free" }
        : { kind };
  return <OwnerSign owner={owner} />;
}

function useNames(): (named: Named) => string {
  const { timeline: w } = useWords();
  return ({ kind, secondary }) => (kind === "secondary" ? w.secondary(secondary + 1) : w[kind]);
}

function Pid({
  source,
  kind,
  secondary,
}: Named & { readonly source: TimelineSource }): React.JSX.Element {
  const process = source.processes.findLast(
    ({ role, index }) => role === kind && (kind !== "secondary" || index === secondary),
  );
  return (
    <span className="pid">{process === undefined || process.pid === 0 ? "" : process.pid}</span>
  );
}

function ProcessName({
  source,
  timeline,
  row,
}: {
  readonly source: TimelineSource;
  readonly timeline: Timeline;
  readonly row: ProcessRow;
}): React.JSX.Element {
  const nameOf = useNames();
  const { kind, secondary } = row;
  const Chevron = row.isClosed ? ChevronRight : ChevronDown;
  return (
    <button
      type="button"
      className="timeline-process"
      aria-expanded={!row.isClosed}
      onClick={() => timeline.toggleClosed(row.key)}
    >
      <Chevron {...iconSmall} />
      <Sign {...{ kind, secondary }} />
      <b>{nameOf(row)}</b>
      <Pid {...{ source, kind, secondary }} />
    </button>
  );
}

function LaneName({
  source,
  row,
}: {
  readonly source: TimelineSource;
  readonly row: LaneRow;
}): React.JSX.Element {
  const { timeline: w } = useWords();
  const nameOf = useNames();
  const { lane } = row;
  if (!row.isAlone)
    return (
      <span className="timeline-device">
        {lane.kind === "primary" ? w.thread(lane.device + 1) : w.device(lane.device + 1)}
      </span>
    );
  return (
    <span className="timeline-process">
      <span className="timeline-nothing" />
      <Sign {...lane} />
      <b>{nameOf(lane)}</b>
      <Pid source={source} {...lane} />
    </span>
  );
}

function CounterName({
  row,
  picture,
  sums,
}: {
  readonly row: CounterRow;
  readonly picture: LanePicture;
  readonly sums: LaneSums;
}): React.JSX.Element {
  const { timeline: w } = useWords();
  const format = useFormat();
  const { view, width } = picture;
  const { top } = counterValues({ sums: sums.open(picture), view, width }, row.counter);
  const text = row.counter === "rate" ? format.text(format.rate(top)) : format.decimal(top);
  return (
    <span className="timeline-counter" data-tip={w.counterTips[row.counter]}>
      <span>{w.counters[row.counter]}</span>
      <span className="top">{top === 0 ? "" : text}</span>
      <small>{w.counterLayers[row.counter]}</small>
    </span>
  );
}
