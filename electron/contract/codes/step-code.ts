/** From the codes of a failure's steps, and from chips, to the table. Pure. */
import { codeKeys, codes, isCodeKey, type CodeKey } from "./codes.ts";
import type { CodeEntry, CodeKind } from "./entry.ts";
import { findCodes } from "./find-codes.ts";

/** A code as a step or a chip names it. */
export interface NamedCode {
  /** "ERROR_DISK_FULL", "T-SQL 16", "HRESULT", "Win32"; of a chip also the message's number. */
  readonly name: string;
  /** "112", "3013", "0x80770004"; beside a message's number its severity. */
  readonly number: string;
}

/** The entry that explains it, null where there is none. */
export function keyOfCode({ name, number }: NamedCode): CodeKey | null {
  if (isCodeKey(name)) return name;
  if (name.startsWith("T-SQL")) return keyOfNumber("tsql", number);
  if (/^\d+$/.test(name)) return keyOfNumber("tsql", name);
  if (name === "Win32") return keyOfNumber("win32", number);
  return findCodes(number === "" ? name : number)[0] ?? null;
}

/** The entry of it, null where there is none. */
export function entryOfCode(code: NamedCode | null): CodeEntry | null {
  const key = code === null ? null : keyOfCode(code);
  return key === null ? null : codes[key];
}

function keyOfNumber(kind: CodeKind, text: string): CodeKey | null {
  const number = Number(text);
  return (
    codeKeys.find((key) => codes[key].kind === kind && codes[key].numbers.includes(number)) ?? null
  );
}
