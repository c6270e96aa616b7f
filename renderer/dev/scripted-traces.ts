/** Trace files as a scripted main process answers for them. */
import type { KnownTrace, OpenTrace } from "../../electron/contract/trace-calls.ts";
import type { TraceComparison, TraceFigures } from "../../electron/contract/trace-figures.ts";
import { FaultError } from "../../electron/contract/fault.ts";
import type { traceCalls } from "../../electron/contract/trace-calls.ts";
import type { Handlers } from "../../electron/ipc/tables.ts";

export interface ScriptedTraces {
  /** By path, or by the id of their run. */
  readonly files: Map<string, OpenTrace>;
  readonly open: OpenTrace[];
  batches: readonly ArrayBuffer[];
  known: KnownTrace[];
  figures: TraceFigures | null;
  comparison: TraceComparison | null;
  /** Formats that were exported, and "save". */
  readonly written: string[];
}

export function noTraces(): ScriptedTraces {
  return {
    files: new Map(),
    open: [],
    batches: [],
    known: [],
    figures: null,
    comparison: null,
    written: [],
  };
}

/** How events reach the page. */
interface Wire {
  readonly send: (traceId: string, batch: ArrayBuffer) => void;
  readonly end: (traceId: string) => void;
}

export function scriptedTraces(traces: ScriptedTraces, wire: Wire): Handlers<typeof traceCalls> {
  let sent = 0;
  const send = (traceId: string, count: number): void => {
    for (let at = 0; at < count; at += 1) {
      const batch = traces.batches[sent];
      sent += 1;
      if (batch !== undefined) wire.send(traceId, batch);
      else if (sent === traces.batches.length + 1) wire.end(traceId);
    }
  };
  const write = (what: string): { path: string } => {
    traces.written.push(what);
    return { path: `/home/ana/${what}` };
  };
  return {
    openTrace: ({ source }) => {
      const key =
        source.kind === "file" ? source.path : source.kind === "run" ? source.runId : "chosen";
      const trace = traces.files.get(key);
      if (trace === undefined) throw new FaultError("TRACE_MISSING", { file: key });
      traces.open.push(trace);
      return trace;
    },
    openTraces: () => traces.open,
    closeTrace: () => ({}),
    readTrace: ({ traceId, batches }) => {
      sent = 0;
      setTimeout(() => send(traceId, batches), 0); // after the answer, as a file is read
      return {};
    },
    moreTrace: ({ traceId, batches }) => {
      send(traceId, batches);
      return {};
    },
    traceFigures: () => present(traces.figures),
    compareTraces: () => present(traces.comparison),
    saveTrace: () => write("save"),
    tracePeek: () => null,
    exportTrace: ({ format }) => write(format),
    knownTraces: () => traces.known,
  };
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error("The test gives no such figures.");
  return value;
}
