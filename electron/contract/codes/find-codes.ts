/**
 * Finds codes as people write them: 0x80770003, -2139684861, VD_E_ABORT, 3013, "Msg 3013", 995. Pure.
 */
import { codeKeys, codes, hexOf, type CodeKey } from "./codes.ts";
import type { CodeEntry } from "./entry.ts";

/** HRESULTs that only wrap an error of Windows. */
const wrappedPrefix = 0x8007;
/** Nobody reads more suggestions. */
const nearMax = 5;

/** All entries that a text stands for, best first: a number can be several codes. Empty when it is none. */
export function findCodes(text: string): CodeKey[] {
  const wanted = text.trim().replace(/^(msg|message|error|mensagem|erro)\s+/i, "");
  const number = numberOf(wanted);
  if (number !== null) {
    const found = codesOfNumber(number);
    // Logs write HRESULTs without 0x, too.
    const isBareHex = found.length === 0 && /^8\d{7}$/.test(wanted);
    return isBareHex ? codesOfNumber(Number.parseInt(wanted, 16)) : found;
  }
  const name = wanted.toUpperCase();
  return codeKeys.filter(
    (key) => key === name || namesOf(codes[key]).some((known) => known.toUpperCase() === name),
  );
}

/** Entries that are spelled nearly so, nearest first, at most five. */
export function nearCodes(text: string): CodeKey[] {
  const wanted = text.trim().toUpperCase();
  const far = Math.max(2, Math.floor(wanted.length / 3));
  return codeKeys
    .map((key) => ({ key, distance: nearest(wanted, codes[key]) }))
    .filter(({ distance }) => distance <= far)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, nearMax)
    .map(({ key }) => key);
}

/** Decimal or hexadecimal, with or without sign; null for what is no whole number of 32 bits. */
export function numberOf(text: string): number | null {
  if (!/^(-?\d{1,10}|0x[0-9a-f]{1,8}|[0-9a-f]{8}h?)$/i.test(text)) return null;
  const isDecimal = /^-?\d{1,10}$/.test(text);
  const value = isDecimal ? Number(text) : Number.parseInt(text.replace(/^0x/i, ""), 16);
  return value >= -0x80000000 && value <= 0xffffffff ? value : null;
}

function codesOfNumber(number: number): CodeKey[] {
  const unsigned = number >>> 0;
  const own = codeKeys.filter((key) => isNumberOf(codes[key], number, unsigned));
  if (unsigned >>> 16 !== wrappedPrefix) return own;
  const inner = unsigned & 0xffff;
  const wrapped = codeKeys.filter(
    (key) => codes[key].kind === "win32" && codes[key].numbers.includes(inner),
  );
  return [...own, ...wrapped];
}

function isNumberOf({ kind, numbers, through }: CodeEntry, number: number, unsigned: number) {
  if (kind === "hresult") return numbers.includes(unsigned);
  const first = numbers[0] ?? Infinity;
  return (
    numbers.includes(number) || (through !== undefined && number >= first && number <= through)
  );
}

function namesOf({ kind, name, numbers, aliases = [] }: CodeEntry): string[] {
  const written = numbers.map((number) => (kind === "hresult" ? hexOf(number) : String(number)));
  return [name, ...aliases, ...written];
}

function nearest(wanted: string, entry: CodeEntry): number {
  return Math.min(...namesOf(entry).map((name) => distanceOf(wanted, name.toUpperCase())));
}

/** Levenshtein's distance; a name that contains the text is near, too. */
function distanceOf(a: string, b: string): number {
  if (a.length >= 4 && b.includes(a)) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const change = (row[j - 1] ?? 0) + (isSame ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
