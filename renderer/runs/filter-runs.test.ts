import { describe, expect, it } from "vitest";
import { journalAt } from "../dev/samples.ts";
import { wordsOf } from "../words/words.ts";
import { filterRuns } from "./filter-runs.ts";

const runs = journalAt(Date.now());
const ids = (text: string, language: "en" | "pt-BR" = "en"): string[] =>
  filterRuns(runs, text, wordsOf(language)).map((run) => run.runId);

describe("the journal's filter", () => {
  it("keeps runs that have all words, in any order", () => {
    expect(ids("")).toHaveLength(runs.length);
    expect(ids("failed sales")).toEqual(["failed"]);
    expect(ids("sales failed")).toEqual(["failed"]);
    expect(ids("target_full")).toEqual(["failed"]);
    expect(ids("hr_archive.bak")).toEqual(["restored"]);
  });

  it("reads the words of the shown language, with or without accents", () => {
    expect(ids("restauração", "pt-BR")).toEqual(["restored"]);
    expect(ids("restauracao", "pt-BR")).toEqual(["restored"]);
  });
});
