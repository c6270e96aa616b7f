/** What is open over the page: palette, keys, the question before an abort, a notice. Nothing of it is kept. */
import type { CodeKey } from "../../electron/contract/codes/codes.ts";
import { createStore, type StoreApi } from "zustand/vanilla";

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "neutral" | "error";
}

/** Something that the shown view can do when asked by key, menu or palette. */
export interface ViewAction {
  readonly run: () => void;
  /** Why it cannot be done now, or null. */
  readonly disabledReason: string | null;
}

export type ViewActionName = "start" | "filter" | "freeze" | "table" | "copyText" | "exportReport";

export interface UiState {
  readonly isPaletteOpen: boolean;
  readonly isKeysOpen: boolean;
  readonly isTourOpen: boolean;
  /** The run that the user is asked about. */
  readonly abortAsked: string | null;
  /** The code that is explained over the page. */
  readonly explained: CodeKey | null;
  readonly notice: Notice | null;
  readonly isConnected: boolean;
  /** What the shown view offers; a view enters and removes its own. */
  readonly actions: Readonly<Partial<Record<ViewActionName, ViewAction>>>;
}

export type UiStore = StoreApi<UiState>;

export function createUiStore(): UiStore {
  return createStore<UiState>(() => ({
    isPaletteOpen: false,
    isKeysOpen: false,
    isTourOpen: false,
    abortAsked: null,
    explained: null,
    notice: null,
    isConnected: true,
    actions: {},
  }));
}
