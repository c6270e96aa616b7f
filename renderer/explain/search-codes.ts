/** Searching the codes by number, name or words, in the language of the window. Pure. */
import { codeKeys, codes, hexOf, type CodeKey } from "../../electron/contract/codes/codes.ts";
import { findCodes } from "../../electron/contract/codes/find-codes.ts";
import type { CodeEntry, CodeKind } from "../../electron/contract/codes/entry.ts";
import { codeText } from "../words/code-words.ts";
import type { Language } from "../words/words.ts";

export interface CodeSearch {
  readonly query: string;
  readonly kind: CodeKind | "all";
  readonly language: Language;
}

/** Codes that fit, those first whose number or name it is, then those whose name has it, then the others. */
export function searchCodes({ query, kind, language }: CodeSearch): CodeKey[] {
  const ofKind = codeKeys.filter((key) => kind === "all" || codes[key].kind === kind);
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return ofKind;
  const exact = findCodes(query).filter((key) => ofKind.includes(key));
  const found = ofKind.filter((key) => !exact.includes(key));
  const hasAll = (text: string): boolean => wanted.every((word) => text.includes(word));
  const named = found.filter((key) => hasAll(plain(namesOf(key, codes[key]))));
  const worded = found.filter(
    (key) =>
      !named.includes(key) && hasAll(plain(`${namesOf(key, codes[key])} ${said(key, language)}`)),
  );
  return [...exact, ...named, ...worded];
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

function namesOf(key: CodeKey, { kind, name, aliases = [], numbers }: CodeEntry): string {
  const written = numbers.map((number) =>
    kind === "hresult" ? `${hexOf(number)} ${number | 0} ${number}` : String(number),
  );
  return [key, name, ...aliases, ...written].join(" ");
}

function said(key: CodeKey, language: Language): string {
  const { meaning, causes, next } = codeText(language, key);
  return [meaning, ...causes, ...next.map((step) => step.text)].join(" ");
}
