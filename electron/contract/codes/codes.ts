/** Every code that is explained, by key, and how one is found. */
import { comHresults } from "./com-hresults.ts";
import type { CodeEntry } from "./entry.ts";
import { sqlMedia } from "./sql-media.ts";
import { sqlRefusals } from "./sql-refusals.ts";
import { sqlVerdicts } from "./sql-verdicts.ts";
import { vdiHresults } from "./vdi-hresults.ts";
import { vendorCodes } from "./vendor-codes.ts";
import { win32Codes } from "./win32-codes.ts";

const table = {
  ...vdiHresults,
  ...comHresults,
  ...win32Codes,
  ...sqlVerdicts,
  ...sqlRefusals,
  ...sqlMedia,
  ...vendorCodes,
} as const;

export type CodeKey = keyof typeof table;

export const codes: Readonly<Record<CodeKey, CodeEntry>> = table;

/** All keys in the order of the tables. */
export const codeKeys = Object.keys(table) as CodeKey[];

/** Whether a string from outside is a key of the table. */
export function isCodeKey(key: string): key is CodeKey {
  return Object.hasOwn(table, key);
}

/** "0x80770004" of an HRESULT, the plain number of all others; "" where none was published. */
export function numbersText({ kind, numbers, through }: CodeEntry): string {
  const each = numbers.map((number) => (kind === "hresult" ? hexOf(number) : String(number)));
  return `${each.join(", ")}${through === undefined ? "" : `-${through}`}`;
}

/** @param hresult signed or unsigned */
export function hexOf(hresult: number): string {
  return `0x${(hresult >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}
