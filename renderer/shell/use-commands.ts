import { useMemo } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { codeCommands, type Command, commandsOf, pastRunCommands } from "./commands.ts";

/** The commands as they stand now. */
export function useCommands(): Command[] {
  const app = useApp();
  const words = useWords();
  const runs = useStore(app.runs);
  const ui = useStore(app.ui);
  const servers = useStore(app.servers, (state) => state.listed);
  const journal = useStore(app.journal, (state) => state.runs);
  const format = useFormat();
  const [path, navigate] = useLocation();
  // As text: it stays the same while the runs themselves change in every frame.
  const openIds = Object.keys(runs.byId).join(" ");
  // There are many of both, and they stay, too.
  const codes = useMemo(() => codeCommands({ app, words }), [app, words]);
  const pastRuns = useMemo(() => {
    const open = new Set(openIds.split(" "));
    const past = journal?.filter(({ runId }) => !open.has(runId)) ?? [];
    return pastRunCommands(past, { words, format, navigate });
  }, [journal, openIds, words, format, navigate]);
  return useMemo(
    () => [...commandsOf({ app, words, runs, ui, servers, path, navigate }), ...pastRuns, ...codes],
    [app, words, runs, ui, servers, path, navigate, pastRuns, codes],
  );
}
