/** The journal as Recent runs and the Runs page show it, newest first. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { RunSummary } from "../../electron/contract/run.ts";

export interface JournalState {
  /** null before the first answer. */
  readonly runs: readonly RunSummary[] | null;
  /** Why the journal cannot be read, or null. */
  readonly problem: string | null;
}

export type JournalStore = StoreApi<JournalState>;

export function createJournalStore(): JournalStore {
  return createStore<JournalState>(() => ({ runs: null, problem: null }));
}

/** Newest first, whatever order the journal answered in. */
export function newestFirst(runs: readonly RunSummary[]): RunSummary[] {
  return runs.toSorted((a, b) => b.startedAtMs - a.startedAtMs);
}
