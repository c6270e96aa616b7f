/** The lab as the page sees it: what the main process tells, kept in order of the calls. */
import { useCallback, useEffect, useReducer } from "react";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import type { LabEntry } from "../../electron/contract/lab/transcript.ts";
import { useApp, useWords } from "../app-context.ts";
import { messageOf } from "../app.ts";

export interface LabState {
  readonly view: LabView | null;
  readonly entries: readonly LabEntry[];
  readonly problem: string | null;
}

export type LabFact =
  | { readonly kind: "snapshot"; readonly view: LabView; readonly entries: readonly LabEntry[] }
  | { readonly kind: "view"; readonly view: LabView }
  | { readonly kind: "entry"; readonly entry: LabEntry }
  | { readonly kind: "problem"; readonly text: string };

export const nothingYet: LabState = { view: null, entries: [], problem: null };

/** Pure. An entry replaces the one of its number; a lab without processes has none. */
export function reduceLab(state: LabState, fact: LabFact): LabState {
  switch (fact.kind) {
    case "snapshot":
      return { view: fact.view, entries: fact.entries, problem: null };
    case "view":
      return fact.view.isOpen
        ? { ...state, view: fact.view }
        : { ...state, view: fact.view, entries: [] };
    case "entry": {
      const entries = [...state.entries];
      entries[fact.entry.number - 1] = fact.entry;
      return { ...state, entries };
    }
    case "problem":
      return { ...state, problem: fact.text };
  }
}

export interface LabDeeds {
  readonly open: () => void;
  readonly deed: (intent: () => Promise<unknown>) => Promise<void>;
}

/** Opens the lab with the page; it goes on when the page is left. */
export function useLab(): LabState & LabDeeds {
  const app = useApp();
  const { language } = useWords();
  const [state, tell] = useReducer(reduceLab, nothingYet);
  const open = useCallback(() => {
    app.bridge.call("labOpen", {}).then(
      ({ view, entries }) => tell({ kind: "snapshot", view, entries }),
      (error: unknown) => tell({ kind: "problem", text: messageOf(error, language) }),
    );
  }, [app, language]);
  useEffect(() => {
    const stops = [
      app.bridge.onEvent("lab", (view) => tell({ kind: "view", view })),
      app.bridge.onEvent("labEntry", (entry) => tell({ kind: "entry", entry })),
    ];
    return () => stops.forEach((stop) => stop());
  }, [app]);
  useEffect(open, [open]);
  const deed = useCallback(
    async (intent: () => Promise<unknown>): Promise<void> => {
      const answer = await app.attempt(intent);
      if (isSnapshot(answer)) tell({ kind: "snapshot", ...answer });
    },
    [app],
  );
  return { ...state, open, deed };
}

function isSnapshot(
  answer: unknown,
): answer is { readonly view: LabView; readonly entries: readonly LabEntry[] } {
  return typeof answer === "object" && answer !== null && "view" in answer && "entries" in answer;
}
