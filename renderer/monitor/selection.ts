/**
 * What the user looks at: one buffer, and where it came from the list one command. Diagram, strip and list
 * share it.
 */
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

export interface Selection {
  readonly buffer: number | null;
  /** The command of that buffer when a row of the list was chosen. */
  readonly command: { readonly device: number; readonly sequence: number } | null;
  /** Buffer under the pointer; lights its tile, tag and rows. */
  readonly hovered: number | null;
  /** The user chose; the Monitor no longer chooses by itself. */
  readonly isChosen: boolean;
}

export type SelectionStore = StoreApi<Selection>;

export function createSelection(): SelectionStore {
  return createStore<Selection>(() => ({
    buffer: null,
    command: null,
    hovered: null,
    isChosen: false,
  }));
}

export const SelectionContext = createContext<SelectionStore | null>(null);

export function useSelectionStore(): SelectionStore {
  const store = useContext(SelectionContext);
  if (store === null) throw new Error("SelectionContext is missing");
  return store;
}

export function useSelection<T>(select: (state: Selection) => T): T {
  return useStore(useSelectionStore(), select);
}

/** The user chose a buffer in a picture. */
export function chooseBuffer(store: SelectionStore, buffer: number): void {
  store.setState({ buffer, command: null, isChosen: true });
}
