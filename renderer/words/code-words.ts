/** Codes in the user's language: the English sentences are the table's own, the Portuguese ones are here. */
import { codes, type CodeKey } from "../../electron/contract/codes/codes.ts";
import type { NextStep } from "../../electron/contract/codes/entry.ts";
import { keyOfCode } from "../../electron/contract/codes/step-code.ts";
import { portugueseHresults } from "./portuguese-hresults.ts";
import { portugueseVerdicts } from "./portuguese-sql-codes.ts";
import { portugueseRefusals } from "./portuguese-sql-refusals.ts";
import { portugueseWin32 } from "./portuguese-win32.ts";

type Portuguese = readonly [meaning: string, causes: readonly string[], next: readonly string[]];

/** Not one key may be missing. */
const portugueseCodes: Readonly<Record<CodeKey, Portuguese>> = {
  ...portugueseHresults,
  ...portugueseWin32,
  ...portugueseVerdicts,
  ...portugueseRefusals,
};

export interface CodeText {
  readonly meaning: string;
  readonly causes: readonly string[];
  readonly next: readonly NextStep[];
}

/** What is said of a code; what is there to copy is the same in both languages. */
export function codeText(language: "en" | "pt-BR", key: CodeKey): CodeText {
  if (language === "en") return codes[key];
  const [meaning, causes, next] = portugueseCodes[key];
  return {
    meaning,
    causes,
    next: codes[key].next.map((step, at) => ({ ...step, text: next[at] ?? step.text })),
  };
}

/** One sentence for the code of a chip, "" when there is none to give. */
export function codeMeaning(language: "en" | "pt-BR", name: string): string {
  const key = keyOfCode({ name, number: "" });
  return key === null ? "" : codeText(language, key).meaning;
}
