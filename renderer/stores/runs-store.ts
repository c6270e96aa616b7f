/** Open runs, and past runs that were opened from the journal. Written by the event pump only. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Run } from "../../electron/contract/run.ts";
import type { FrameFacts } from "../event-pump.ts";

export interface RunsState {
  /** Ids of open runs, oldest first. */
  readonly openIds: readonly string[];
  readonly byId: Readonly<Record<string, Run>>;
}

export type RunsStore = StoreApi<RunsState>;

export function createRunsStore(open: readonly Run[]): RunsStore {
  return createStore<RunsState>(() => ({
    openIds: open.map((run) => run.runId),
    byId: Object.fromEntries(open.map((run) => [run.runId, run])),
  }));
}

/** The state after the facts of one frame; the same object when nothing of it changed. */
export function reduceRuns(
  state: RunsState,
  facts: Pick<FrameFacts, "runs" | "closed">,
): RunsState {
  if (facts.runs.size === 0 && facts.closed.length === 0) return state;
  const byId = { ...state.byId };
  let openIds = state.openIds;
  for (const [runId, run] of facts.runs) {
    if (!openIds.includes(runId)) openIds = [...openIds, runId];
    byId[runId] = run;
  }
  if (facts.closed.length > 0) openIds = openIds.filter((runId) => !facts.closed.includes(runId));
  return { openIds, byId };
}

/** Keeps a past run so that its page can be shown without opening it again. */
export function withPastRun(state: RunsState, run: Run): RunsState {
  return { ...state, byId: { ...state.byId, [run.runId]: run } };
}

/** Open runs in order. */
export function openRunsOf(state: RunsState): Run[] {
  return state.openIds.map((runId) => state.byId[runId]).filter((run) => run !== undefined);
}

/** The runs that still go on. */
export function runningOf(state: RunsState): Run[] {
  return openRunsOf(state).filter((run) => run.result === null);
}
