/** The value behind an operator, as a number that a column holds. Pure. */
import { type Field, type FieldKind, kindOf, namesOf, sizeUnits, timeUnits } from "./fields.ts";

export interface Value {
  /** Of times nanoseconds, of sizes bytes. */
  readonly number: number;
  /** Only these bits of the column count. */
  readonly mask?: number;
}

/** Why a text is no value of its field. */
export type ValueProblem = "value" | "unit";

const decimal = /^\d+(\.\d+)?$/;
const hexadecimal = /^0x[0-9a-f]+$/i;
const measured = /^(\d+(?:\.\d+)?)(\p{L}+)$/u;
/** All of a handle, and what is left of it without the set tag. */
const wholeMask = 0x7fff_ffff;
const untaggedMask = 0x00ff_ffff;

const named =
  (kind: FieldKind) =>
  (text: string): Value | ValueProblem => {
    const number = nameOrNumber(text, namesOf[kind] ?? new Map<string, number>());
    return number === undefined ? "value" : { number };
  };

const readers: Readonly<Record<FieldKind, (text: string) => Value | ValueProblem>> = {
  time: (text) => withUnit(text, timeUnits, Number(text) === 0 ? 1 : null),
  size: (text) =>
    hexadecimal.test(text) ? { number: Number(text) } : withUnit(text, sizeUnits, 1),
  buffer: (text) => bufferOf(text) ?? "value",
  handle: (text) => handleOf(text) ?? "value",
  command: named("command"),
  completion: named("completion"),
  state: named("state"),
  count: named("count"),
};

/** @returns the value of `text` for a field, or what is wrong with it */
export function valueOf(field: Field, text: string): Value | ValueProblem {
  return readers[kindOf(field)](text);
}

/** Whether a word is a number to which a unit can be added. */
export function isPlainNumber(text: string): boolean {
  return decimal.test(text);
}

/** A word without an operator: the field that it can only mean, and its value. */
export function impliedBy(text: string): { field: Field; value: Value } | null {
  const device = /^d(\d+)$/i.exec(text)?.[1];
  if (device !== undefined) return { field: "dev", value: { number: Number(device) } };
  const buffer = /^(0[0-9a-f]{2}|(?=.*[a-f])[0-9a-f]{3})$/i.test(text) ? bufferOf(text) : null;
  if (buffer !== null) return { field: "buffer", value: buffer };
  if (/^\d+$/.test(text)) return { field: "seq", value: { number: Number(text) } };
  const handle = /[.·]/.test(text) ? handleOf(text) : null;
  if (handle !== null) return { field: "handle", value: handle };
  for (const [field, kind] of [
    ["cmd", "command"],
    ["state", "state"],
    ["completion", "completion"],
  ] as const) {
    const number = nameOrNumber(text, namesOf[kind] ?? new Map<string, number>());
    if (number !== undefined) return { field, value: { number } };
  }
  return null;
}

/** @param plain what a number without a unit is multiplied by; null where it must have one */
function withUnit(
  text: string,
  units: ReadonlyMap<string, number>,
  plain: number | null,
): Value | ValueProblem {
  const [, digits, unit] = measured.exec(text) ?? [];
  if (digits !== undefined && unit !== undefined) {
    // The micro sign and the Greek letter look alike.
    const factor = units.get(unit.toLowerCase().replace("μ", "µ"));
    return factor === undefined ? "unit" : { number: Math.round(Number(digits) * factor) };
  }
  if (!decimal.test(text)) return "value";
  return plain === null ? "unit" : { number: Math.round(Number(text) * plain) };
}

function bufferOf(text: string): Value | null {
  const digits = /^(?:0x)?([0-9a-f]{1,3})$/i.exec(text)?.[1];
  return digits === undefined ? null : { number: Number.parseInt(digits, 16) };
}

/** 0x5AB7300D, 5A·B73·00D, or without the set tag B73·00D; a full stop is as good as the point. */
function handleOf(text: string): Value | null {
  const whole = /^0x([0-9a-f]{1,8})$/i.exec(text)?.[1];
  if (whole !== undefined) return { number: Number.parseInt(whole, 16), mask: wholeMask };
  const parts = /^(?:([0-9a-f]{1,2})[.·])?([0-9a-f]{1,3})[.·]([0-9a-f]{1,3})$/i.exec(text);
  if (parts === null) return null;
  const [tag, generation, index] = [parts[1], parts[2], parts[3]].map((digits) =>
    Number.parseInt(digits ?? "0", 16),
  );
  const number = (tag ?? 0) * 2 ** 24 + (generation ?? 0) * 2 ** 12 + (index ?? 0);
  return { number, mask: parts[1] === undefined ? untaggedMask : wholeMask };
}

function nameOrNumber(text: string, names: ReadonlyMap<string, number>): number | undefined {
  if (/^\d+$/.test(text) || hexadecimal.test(text)) return Number(text);
  const wanted = text.toLowerCase().replace(/^(vdc|error)_/, "");
  for (const [name, number] of names)
    if (name.toLowerCase().replace(/^error_/, "") === wanted) return number;
  return undefined;
}
