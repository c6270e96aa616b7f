/** The trace files that are open in this window. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";

export interface TracesState {
  /** Oldest first. */
  readonly open: readonly OpenTrace[];
}

export type TracesStore = StoreApi<TracesState>;

export function createTracesStore(open: readonly OpenTrace[]): TracesStore {
  return createStore<TracesState>(() => ({ open }));
}

/** The state with one trace more; the same file opened again takes its place. */
export function withTrace({ open }: TracesState, trace: OpenTrace): TracesState {
  return open.some(({ traceId }) => traceId === trace.traceId)
    ? { open }
    : { open: [...open, trace] };
}

export function withoutTrace({ open }: TracesState, traceId: string): TracesState {
  return { open: open.filter((trace) => trace.traceId !== traceId) };
}

/** What a trace is called: its database, and when it is a file that was named, that. */
export function nameOfTrace({ info }: OpenTrace): string {
  const file = info.path.split("/").at(-1) ?? info.path;
  const base = file.replace(/\.vditrace$/, "");
  return base === info.header.runId ? info.header.database : base;
}
