import { describe, expect, it } from "vitest";
import { fuzzyMatch } from "./fuzzy.ts";

const score = (query: string, text: string): number =>
  fuzzyMatch(query, text)?.score ?? Number.NEGATIVE_INFINITY;

describe("the palette's search", () => {
  it("prefers whole words, then beginnings, then letters with gaps", () => {
    expect(score("abort", "Abort this backup")).toBeGreaterThan(score("abort", "Script: abort"));
    expect(score("abort", "Script: abort")).toBeGreaterThan(
      score("abort", "Any bold orders tonight"),
    );
  });

  it("ignores case and accents, and says which letters were hit", () => {
    expect(fuzzyMatch("exec", "Execuções")?.hits).toEqual([0, 1, 2, 3]);
    expect(fuzzyMatch("execucoes", "Execuções")).not.toBeNull();
    expect(fuzzyMatch("nj", "New job")?.hits).toEqual([0, 4]);
  });

  it("finds nothing where a letter is missing, everything for an empty query", () => {
    expect(fuzzyMatch("xyz", "Abort")).toBeNull();
    expect(fuzzyMatch("", "Abort")).toEqual({ score: 0, hits: [] });
  });
});
