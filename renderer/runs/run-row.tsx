import { Check, CircleDot, CircleSlash, OctagonX, RotateCcw, Square } from "lucide-react";
import { Link } from "wouter";
import type { RunSummary } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { useRepeat } from "../run/use-repeat.ts";
import { jobKind } from "../shell/run-figures.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { Spark } from "../ui/spark.tsx";
import { faultText } from "../words/fault-words.ts";
import type { Words } from "../words/words.ts";
import "./runs.css";

/** Cells of a run in Recent runs and on the Runs page, in the order of runColumns. */
export function RunCells({
  run,
  nowMs,
}: {
  readonly run: RunSummary;
  readonly nowMs: number;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const isEmpty = run.bytes === 0;
  const { repeat } = useRepeat(run.spec);
  return (
    <>
      <OutcomeCell outcome={run.outcome} />
      <span role="cell" className="run-cell">
        {startedText(run.startedAtMs, nowMs, format, words)}
      </span>
      <span role="cell" className="run-cell run-name">
        <Link
          to={`/run/${encodeURIComponent(run.runId)}`}
          onClick={(event) => event.stopPropagation()}
        >
          {run.database}
        </Link>
      </span>
      <span role="cell" className="run-cell">
        {jobKind(run.spec.kind, words.common)}
      </span>
      <span role="cell" className="run-cell">
        {devicesText(run)}
      </span>
      <span role="cell" className="run-cell number">
        {isEmpty ? format.text(format.size(null)) : format.text(format.size(run.bytes))}
      </span>
      <span role="cell" className="run-cell number">
        {isEmpty ? format.text(format.size(null)) : format.text(format.size(run.storedBytes))}
      </span>
      <span role="cell" className="run-cell number">
        {format.duration(run.seconds)}
      </span>
      <span role="cell" className="run-cell number">
        {format.text(format.rate(run.seconds > 0 && !isEmpty ? run.bytes / run.seconds : null))}
      </span>
      <span role="cell" className="run-cell">
        <Spark points={run.spark} isFailed={run.outcome === "failed"} />
      </span>
      <span role="cell" className="run-cell run-note" data-tip={noteOf(run, words)}>
        {noteOf(run, words)}
      </span>
      <span role="cell" className="run-cell run-repeat">
        <Button
          size="small"
          tone="quiet"
          label={words.table.repeat(run.database)}
          icon={<RotateCcw {...iconSmall} />}
          onClick={(event) => {
            event.stopPropagation();
            repeat();
          }}
        />
      </span>
    </>
  );
}

function OutcomeCell({ outcome }: { readonly outcome: RunSummary["outcome"] }): React.JSX.Element {
  const { outcomes } = useWords();
  const Glyph = {
    running: CircleDot,
    done: Check,
    failed: OctagonX,
    stopped: Square,
    interrupted: CircleSlash,
  }[outcome];
  return (
    <span role="cell" className={`run-cell run-outcome ${outcome}`}>
      <Glyph {...iconSmall} />
      {outcomes[outcome]}
    </span>
  );
}

export function startedText(
  atMs: number,
  nowMs: number,
  format: Format,
  { common }: Words,
): string {
  const days = format.daysAgo(atMs, nowMs);
  const clock = format.clockShort(atMs);
  if (days === 0) return common.today(clock);
  return days === 1 ? common.yesterday(clock) : common.dayAt(format.day(atMs, nowMs), clock);
}

/** "3, zstd:3": how many devices and how they were kept. */
export function devicesText({ spec }: Pick<RunSummary, "spec">): string {
  if (spec.kind === "restore") return String(spec.media.length);
  const { codec } = spec;
  return `${spec.targets.length}, ${codec.kind === "zstd" ? `zstd:${codec.level}` : codec.kind}`;
}

/** What is worth a word about a run, "" when nothing is. */
export function noteOf(run: RunSummary, words: Words): string {
  if (run.outcome === "failed" && run.failure !== null) {
    const short = words.failed.short[run.failure.code];
    if (short !== undefined) return short(run.failure.parameters);
    return faultText(words.language, run.failure.code, run.failure.parameters, run.failure).message;
  }
  if (run.outcome === "stopped") return words.table.stoppedByYou;
  if (run.outcome === "interrupted") return words.table.interrupted;
  if (run.secondaryRestarts > 0) return words.table.replaced(run.secondaryRestarts);
  const isCompared =
    run.spec.kind === "restore" && run.spec.sink.kind === "compare" && run.outcome === "done";
  return isCompared ? words.table.compared : "";
}

interface RunColumn {
  readonly text: string;
  readonly isNumber: boolean;
  /** There is no room for the words: only screen readers get them. */
  readonly isSilent?: boolean;
}

/** Heads of the columns in their order. */
export function runColumns({ table: w, ended }: Words): readonly RunColumn[] {
  const text = (title: string): RunColumn => ({ text: title, isNumber: false });
  const figure = (title: string): RunColumn => ({ text: title, isNumber: true });
  return [
    text(w.result),
    text(w.started),
    text(w.database),
    text(w.job),
    text(w.devices),
    figure(w.read),
    figure(w.kept),
    figure(w.time),
    figure(w.rate),
    text(w.throughput),
    text(w.note),
    { text: ended.repeat, isNumber: false, isSilent: true },
  ];
}

/** The head row. */
export function RunHead(): React.JSX.Element {
  const words = useWords();
  return (
    <div className="run-row run-head" role="row">
      {runColumns(words).map(({ text, isNumber, isSilent }) => (
        <span key={text} role="columnheader" className={`run-cell${isNumber ? " number" : ""}`}>
          {isSilent === true ? <span className="visually-hidden">{text}</span> : text}
        </span>
      ))}
    </div>
  );
}
