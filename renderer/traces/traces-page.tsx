import { FolderOpen, GitCompareArrows } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { KnownTrace } from "../../electron/contract/trace-calls.ts";
import { messageOf } from "../app.ts";
import { useApp, useFormat, useSettings, useWords } from "../app-context.ts";
import { jobKind } from "../shell/run-figures.ts";
import { languageOf } from "../stores/settings-store.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";
import { useMinute } from "../runs/use-minute.ts";
import { compareFiles, openTrace } from "./trace-actions.ts";
import "./traces.css";

interface Listed {
  /** null before the first answer. */
  readonly traces: readonly KnownTrace[] | null;
  readonly problem: string | null;
}

/** Trace files that were opened or recorded lately; two of them can be set side by side. */
export function TracesPage({ chosen }: { readonly chosen: string | null }): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const [, navigate] = useLocation();
  const { traces, problem } = useKnownTraces();
  const first = useStore(app.traces, ({ open }) => open.find((one) => one.traceId === chosen));
  const [picked, setPicked] = useState<readonly string[]>(
    first === undefined ? [] : [first.info.path],
  );
  const pick = (path: string): void =>
    setPicked((before) =>
      before.includes(path)
        ? before.filter((other) => other !== path)
        : [...before.slice(-1), path],
    );
  const [a, b] = picked;
  return (
    <div className="trace-page">
      <header className="page-head">
        <h1>{w.title}</h1>
        <span className="caption trace-hint">{chosen === null ? w.hint : w.compareHint}</span>
        <span className="spring" />
        <Button
          icon={<GitCompareArrows {...iconSize} />}
          disabledReason={b === undefined ? w.twoNeededText : null}
          onClick={() =>
            a !== undefined && b !== undefined && void compareFiles(app, [a, b], navigate)
          }
        >
          {w.compare}
        </Button>
        <Button
          icon={<FolderOpen {...iconSize} />}
          onClick={() => void openTrace(app, { kind: "choose" }, navigate)}
        >
          {w.open}
        </Button>
      </header>
      {problem !== null && <Empty title={w.unreadable} text={problem} />}
      {traces !== null && traces.length === 0 && <Empty title={w.none} text={w.noneText} />}
      {traces !== null && traces.length > 0 && (
        <TraceTable traces={traces} picked={picked} onPick={pick} />
      )}
    </div>
  );
}

function useKnownTraces(): Listed {
  const { bridge } = useApp();
  const language = useSettings(languageOf);
  const [listed, setListed] = useState<Listed>({ traces: null, problem: null });
  useEffect(() => {
    let isWanted = true;
    bridge.call("knownTraces", {}).then(
      (traces) => isWanted && setListed({ traces, problem: null }),
      (error: unknown) =>
        isWanted && setListed({ traces: null, problem: messageOf(error, language) }),
    );
    return () => {
      isWanted = false;
    };
  }, [bridge, language]);
  return listed;
}

interface TraceTableProps {
  readonly traces: readonly KnownTrace[];
  readonly picked: readonly string[];
  readonly onPick: (path: string) => void;
}

function TraceTable({ traces, picked, onPick }: TraceTableProps): React.JSX.Element {
  const { traces: w } = useWords();
  return (
    <div className="trace-scroll" tabIndex={0}>
      <table className="table ruled trace-table">
        <thead>
          <tr>
            <td />
            <th>{w.file}</th>
            <th>{w.job}</th>
            <th>{w.recorded}</th>
            <th>{w.ended}</th>
            <th className="number">{w.events}</th>
            <th className="number">{w.size}</th>
          </tr>
        </thead>
        <tbody>
          {traces.map((trace) => (
            <TraceRow
              key={trace.path}
              trace={trace}
              letter={picked.indexOf(trace.path)}
              onPick={() => onPick(trace.path)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TraceRowProps {
  readonly trace: KnownTrace;
  /** 0: A, 1: B, -1: not chosen. */
  readonly letter: number;
  readonly onPick: () => void;
}

function TraceRow({ trace, letter, onPick }: TraceRowProps): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const nowMs = useMinute();
  const { path, header, isRecorded, problem } = trace;
  const file = path.split("/").at(-1) ?? path;
  const name = isRecorded && header !== null ? header.database : file;
  const shown =
    header === null
      ? ""
      : `${format.day(header.startedAtMs, nowMs)}, ${format.clock(header.startedAtMs)}`;
  return (
    <tr aria-selected={letter >= 0}>
      <td>
        <label className="trace-pick">
          <input
            type="checkbox"
            checked={letter >= 0}
            disabled={problem !== null}
            aria-label={w.choose(`${name} ${shown}`)}
            onChange={onPick}
          />
          <span className="letter" aria-hidden>
            {letter < 0 ? "" : letter === 0 ? w.a : w.b}
          </span>
        </label>
      </td>
      <td className="trace-name">
        <TraceName trace={trace} name={name} shown={shown} />
      </td>
      {header === null ? (
        <td colSpan={5} />
      ) : (
        <TraceCells {...trace} header={header} shown={shown} />
      )}
    </tr>
  );
}

interface TraceNameProps {
  readonly trace: KnownTrace;
  readonly name: string;
  readonly shown: string;
}

function TraceName({ trace, name, shown }: TraceNameProps): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const [, navigate] = useLocation();
  const { path, problem } = trace;
  if (problem !== null)
    return (
      <span className="quiet" data-tip={problem}>
        {name}: {problem}
      </span>
    );
  return (
    <button
      type="button"
      className="link"
      data-tip={path}
      aria-label={w.openOf(`${name} ${shown}`)}
      onClick={() => void openTrace(app, { kind: "file", path }, navigate)}
    >
      {name}
    </button>
  );
}

function TraceCells({
  header,
  shown,
  outcome,
  events,
  bytes,
}: KnownTrace & {
  readonly header: NonNullable<KnownTrace["header"]>;
  readonly shown: string;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.traces;
  return (
    <>
      <td className="quiet">{jobKind(header.spec.kind, words.common)}</td>
      <td className="quiet">{shown}</td>
      <td className={outcome === "failed" ? "err" : ""}>
        {outcome === null ? w.cutOff : w.outcomes[outcome]}
      </td>
      <td className="number">{format.count(events)}</td>
      <td className="number">{format.text(format.size(bytes))}</td>
    </>
  );
}
