/** What the Inspector shows. It outlives the page, so that coming back finds it as it was. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Inspection } from "../../electron/contract/inspection.ts";

export interface InspectorState {
  /** Paths in the order in which they were added. */
  readonly files: readonly string[];
  /** null before the first one. */
  readonly inspection: Inspection | null;
  readonly busy: "reading" | "verifying" | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Why the last inspection could not be made, in words. */
  readonly problem: string | null;
  /** How long the shown inspection took. */
  readonly tookMs: number;
  /** Key of the chosen set; null: the first. */
  readonly selected: string | null;
}

export type InspectorStore = StoreApi<InspectorState>;

const nothing: InspectorState = {
  files: [],
  inspection: null,
  busy: null,
  progress: null,
  problem: null,
  tookMs: 0,
  selected: null,
};

export function createInspectorStore(): InspectorStore {
  return createStore<InspectorState>(() => nothing);
}

/** Back to the empty page. */
export function clearInspector(store: InspectorStore): void {
  store.setState(nothing);
}
