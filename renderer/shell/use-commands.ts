import { useMemo } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useWords } from "../app-context.ts";
import { codeCommands, type Command, commandsOf } from "./commands.ts";

/** The commands as they stand now. */
export function useCommands(): Command[] {
  const app = useApp();
  const words = useWords();
  const runs = useStore(app.runs);
  const ui = useStore(app.ui);
  const servers = useStore(app.servers, (state) => state.listed);
  const [path, navigate] = useLocation();
  // There are many, and they stay while runs change in every frame.
  const codes = useMemo(() => codeCommands({ app, words }), [app, words]);
  return useMemo(
    () => [...commandsOf({ app, words, runs, ui, servers, path, navigate }), ...codes],
    [app, words, runs, ui, servers, path, navigate, codes],
  );
}
