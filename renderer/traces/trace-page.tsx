import { GitCompareArrows, TriangleAlert, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";
import type { TraceFigures } from "../../electron/contract/trace-figures.ts";
import type { TraceInfo } from "../../electron/contract/trace-file.ts";
import { messageOf } from "../app.ts";
import { useApp, useFormat, useSettings, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { RecordedBytes } from "../buffers/recorded-bytes.tsx";
import { jobKind } from "../shell/run-figures.ts";
import { languageOf } from "../stores/settings-store.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import type { Words } from "../words/words.ts";
import { RecordedCommands } from "./recorded-commands.tsx";
import { SlowestCommands } from "./slowest-commands.tsx";
import { StageTable } from "./stage-table.tsx";
import { closeTrace } from "./trace-actions.ts";
import { TraceConfiguration } from "./trace-configuration.tsx";
import { TraceExport } from "./trace-export.tsx";
import { TraceFigureRow } from "./trace-figure-row.tsx";
import { TraceMessages } from "./trace-messages.tsx";
import { TraceProcesses } from "./trace-processes.tsx";
import { TraceTimeline } from "./trace-timeline.tsx";
import "./traces.css";
import { nameOfTrace } from "./traces-store.ts";
import { useTraceModel, type TraceReading } from "./use-trace-model.ts";

const views = [
  "overview",
  "timeline",
  "commands",
  "configuration",
  "processes",
  "messages",
  "bytes",
] as const;
type View = (typeof views)[number];

/** A recorded trace: what ran, how it ended, where the time went, and its commands. */
export function TracePage({ traceId }: { readonly traceId: string }): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const [, navigate] = useLocation();
  const trace = useStore(app.traces, ({ open }) => open.find((one) => one.traceId === traceId));
  return trace === undefined ? (
    <Empty
      title={w.notOpen}
      text={w.notOpenText}
      action={<Button onClick={() => navigate("/traces")}>{w.allTraces}</Button>}
    />
  ) : (
    <ShownTrace key={traceId} trace={trace} />
  );
}

function ShownTrace({ trace }: { readonly trace: OpenTrace }): React.JSX.Element {
  const { traces: w } = useWords();
  const { traceId, info } = trace;
  const [view, setView] = useState<View>("overview");
  const reading = useTraceModel(trace);
  const figures = useFigures(traceId, reading.isWhole);
  return (
    <div className="trace-page">
      <TraceHead trace={trace} />
      <Warnings info={info} problem={reading.problem} />
      {view !== "timeline" && <TraceFigureRow figures={figures.value} />}
      <div className="trace-bar">
        <SegmentedControl
          label={w.viewOf}
          value={view}
          options={views.map((value) => ({ value, text: w.views[value] }))}
          onChange={setView}
        />
        <ReadingNote reading={reading} total={info.events} />
      </div>
      {view === "overview" && <Overview figures={figures} />}
      {view === "timeline" && <TraceTimeline info={info} reading={reading} />}
      {view === "commands" && <RecordedCommands model={reading.model} isWhole={reading.isWhole} />}
      {view === "configuration" && <TraceConfiguration info={info} />}
      {view === "processes" && <TraceProcesses info={info} />}
      {view === "messages" && <TraceMessages info={info} />}
      {view === "bytes" && <RecordedBytes trace={trace} />}
    </div>
  );
}

/** Where the time went, once that is counted. */
function Overview({ figures }: { readonly figures: Figures }): React.JSX.Element {
  const { traces: w } = useWords();
  const { value, problem } = figures;
  if (problem !== null) return <Empty title={w.noFigures} text={problem} />;
  return value === null ? (
    <Empty title={w.opening} text={w.openingText} />
  ) : (
    <div className="trace-columns">
      <StageTable figures={value} />
      <SlowestCommands slowest={value.slowest} />
    </div>
  );
}

/** Both null until they are counted. */
interface Figures {
  readonly value: TraceFigures | null;
  /** Why they cannot be counted. */
  readonly problem: string | null;
}

function useFigures(traceId: string, isRead: boolean): Figures {
  const { bridge } = useApp();
  const language = useSettings(languageOf);
  const [figures, setFigures] = useState<Figures>({ value: null, problem: null });
  useEffect(() => {
    // Not while the events are on their way: one reader at a time is enough for a machine.
    if (!isRead) return;
    bridge.call("traceFigures", { traceId }).then(
      (value) => setFigures({ value, problem: null }),
      (error: unknown) => setFigures({ value: null, problem: messageOf(error, language) }),
    );
  }, [bridge, language, traceId, isRead]);
  return figures;
}

function TraceHead({ trace }: { readonly trace: OpenTrace }): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const [, navigate] = useLocation();
  const w = words.traces;
  const { traceId, info } = trace;
  const close = async (): Promise<void> => {
    await closeTrace(app, traceId);
    navigate("/traces");
  };
  return (
    <header className="page-head">
      <h1 className="ellipsis">{nameOfTrace(trace)}</h1>
      <span className={`trace-outcome ${info.end?.outcome ?? ""}`}>{outcomeOf(info, words)}</span>
      <span className="caption ellipsis">{captionOf(info, words, format)}</span>
      <span className="spring" />
      <Button
        icon={<GitCompareArrows {...iconSize} />}
        onClick={() => navigate(`/traces/${traceId}`)}
      >
        {w.compare}
      </Button>
      <TraceExport of={{ kind: "trace", traceId }} hasPeeks={info.peeks.length > 0} />
      <Button
        tone="quiet"
        label={w.close}
        icon={<X {...iconSize} />}
        onClick={() => void close()}
      />
    </header>
  );
}

export function outcomeOf({ end }: Pick<TraceInfo, "end">, { traces: w }: Words): string {
  return end === null ? w.cutOff : w.outcomes[end.outcome];
}

function captionOf({ header, events, bytes }: TraceInfo, words: Words, format: Format): string {
  const day = `${format.day(header.startedAtMs, Date.now())}, ${format.clock(header.startedAtMs)}`;
  const size = format.text(format.size(bytes));
  const job = jobKind(header.spec.kind, words.common);
  return words.traces.headOf(job, day, format.count(events), size);
}

function ReadingNote({
  reading,
  total,
}: {
  readonly reading: TraceReading;
  readonly total: number;
}): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const share = total === 0 ? 1 : reading.events / total;
  return (
    <span className="caption" role="status">
      {reading.isWhole ? "" : w.reading(format.percent(share))}
    </span>
  );
}

/** What is not as it should be with the file. */
function Warnings({
  info,
  problem,
}: {
  readonly info: TraceInfo;
  readonly problem: string | null;
}): React.JSX.Element | null {
  const { traces: w } = useWords();
  const format = useFormat();
  const { damage, end, limitBytes } = info;
  const lines = [
    damage?.kind === "torn" ? w.torn(format.count(damage.at)) : null,
    damage?.kind === "altered" ? w.altered(format.count(damage.at)) : null,
    end === null && damage === null ? w.noEnd : null,
    limitBytes === null ? null : w.limit(format.text(format.size(limitBytes))),
    end !== null && end.droppedEvents > 0 ? w.dropped(format.count(end.droppedEvents)) : null,
    problem,
  ].filter((line) => line !== null);
  if (lines.length === 0) return null;
  return (
    <ul className="trace-warnings">
      {lines.map((line) => (
        <li key={line}>
          <TriangleAlert {...iconSmall} />
          {line}
        </li>
      ))}
    </ul>
  );
}
