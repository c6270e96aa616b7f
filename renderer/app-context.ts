/** The things that views share, built once in main.tsx (or by a test) and passed down. */
import { createContext, useContext, useMemo } from "react";
import { useStore } from "zustand";
import type { Run } from "../electron/contract/run.ts";
import type { App } from "./app.ts";
import { createFormat, type Format } from "./format.ts";
import { languageOf, type SettingsState } from "./stores/settings-store.ts";
import { type Words, wordsOf } from "./words/words.ts";

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error("AppContext is missing");
  return app;
}

export function useWords(): Words {
  return wordsOf(useSettings(languageOf));
}

/** Formatters in the user's language. */
export function useFormat(): Format {
  const language = useSettings(languageOf);
  return useMemo(() => createFormat(language), [language]);
}

export function useSettings<T>(select: (state: SettingsState) => T): T {
  return useStore(useApp().settings, select);
}

/** A run by id, open or past; undefined when it is not known (yet). */
export function useRun(runId: string): Run | undefined {
  return useStore(useApp().runs, (state) => state.byId[runId]);
}
