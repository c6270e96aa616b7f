/** Which runs of the journal a filter text keeps. Pure. */
import type { RunSummary } from "../../electron/contract/run.ts";
import { jobKind } from "../shell/run-figures.ts";
import type { Words } from "../words/words.ts";
import { devicesText, noteOf } from "./run-row.tsx";

/** All words of the text must occur in the run's own words: result, database, job, codec, note, paths. */
export function filterRuns(
  runs: readonly RunSummary[],
  text: string,
  words: Words,
): readonly RunSummary[] {
  const wanted = plain(text)
    .split(/\s+/)
    .filter((word) => word !== "");
  if (wanted.length === 0) return runs;
  return runs.filter((run) => {
    const own = plain(wordsOfRun(run, words));
    return wanted.every((word) => own.includes(word));
  });
}

function wordsOfRun(run: RunSummary, words: Words): string {
  const paths = run.spec.kind === "backup" ? run.spec.targets : run.spec.media;
  const parts = [
    words.outcomes[run.outcome],
    run.database,
    jobKind(run.spec.kind, words.common),
    devicesText(run),
    noteOf(run, words),
    run.failure?.code ?? "",
    ...paths,
  ];
  return parts.join(" ");
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
