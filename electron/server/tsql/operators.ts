/**
 * Comparison, LIKE and aggregates on values.
 */
import { toDate, toNumber } from "./types.ts";
import { failure, type Value } from "./values.ts";

const collator = new Intl.Collator("en", { sensitivity: "accent" });

/** Negative, 0 or positive; null when one side is. Text: no regard to case or trailing blanks. */
export function compare(left: Value, right: Value): number | null {
  if (left === null || right === null) {
    return null;
  }
  if (left instanceof Date || right instanceof Date) {
    return toDate(left).getTime() - toDate(right).getTime();
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return Buffer.compare(left, right);
  }
  if (typeof left === "string" && typeof right === "string") {
    return collator.compare(left.trimEnd(), right.trimEnd());
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** LIKE with %, _ and [...]: matched without regular expressions, so that no pattern can take for ever. */
export function matches(text: string | null, pattern: string | null): boolean | null {
  if (text === null || pattern === null) {
    return null;
  }
  return new LikeMatch(text.toLowerCase(), partsOf(pattern.toLowerCase())).matches();
}

type Part = "any" | ((char: string) => boolean);

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    const close = char === "[" ? pattern.indexOf("]", at + 1) : -1;
    if (char === "%") {
      parts.push("any");
    } else if (char === "_") {
      parts.push(() => true);
    } else if (close > 0) {
      parts.push(classOf(pattern.slice(at + 1, close)));
      at = close;
    } else {
      parts.push((other) => other === char);
    }
  }
  return parts;
}

/** `[abc]`, `[a-f]`, `[^x]`. */
function classOf(inside: string): (char: string) => boolean {
  const isNegated = inside.startsWith("^");
  const set = isNegated ? inside.slice(1) : inside;
  return (char) => {
    let isIn = false;
    for (let at = 0; at < set.length; at += 1) {
      const isRange = set[at + 1] === "-" && at + 2 < set.length;
      const last = isRange ? set.charAt(at + 2) : set.charAt(at);
      isIn ||= char >= set.charAt(at) && char <= last;
      at += isRange ? 2 : 0;
    }
    return isIn !== isNegated;
  };
}

class LikeMatch {
  readonly #text: string;
  readonly #parts: readonly Part[];

  constructor(text: string, parts: readonly Part[]) {
    this.#text = text;
    this.#parts = parts;
  }

  /** Going back only to the last %: at most text x pattern steps. */
  matches(): boolean {
    let [at, part, backAt, backPart] = [0, 0, 0, -1];
    while (at < this.#text.length) {
      const now = this.#parts[part];
      if (now === "any") {
        [backAt, backPart] = [at, part];
        part += 1;
      } else if (now?.(this.#text.charAt(at)) === true) {
        at += 1;
        part += 1;
      } else if (backPart >= 0) {
        backAt += 1;
        [at, part] = [backAt, backPart + 1];
      } else {
        return false;
      }
    }
    return this.#parts.slice(part).every((rest) => rest === "any");
  }
}

type Aggregate = (values: readonly Exclude<Value, null>[]) => Value;

function extreme(sign: 1 | -1): Aggregate {
  return (values) => {
    let best: Value = null;
    for (const value of values) {
      if (best === null || (compare(value, best) ?? 0) * sign > 0) {
        best = value;
      }
    }
    return best;
  };
}

function sum(values: readonly Exclude<Value, null>[]): number | bigint | null {
  if (values.length === 0) {
    return null;
  }
  const numbers = values.map((value) => toNumber(value));
  const isLarge = numbers.every((value) => typeof value === "bigint" || Number.isInteger(value));
  return isLarge && numbers.some((value) => typeof value === "bigint")
    ? numbers.reduce<bigint>((total, value) => total + BigInt(value), 0n)
    : numbers.reduce<number>((total, value) => total + Number(value), 0);
}

export const aggregates: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ["COUNT", (values) => values.length],
  ["MAX", extreme(1)],
  ["MIN", extreme(-1)],
  ["SUM", sum],
  [
    "AVG",
    (values) => {
      const total = sum(values);
      return total === null ? null : Number(total) / values.length;
    },
  ],
]);

/** Orders rows by several keys, NULL first as SQL Server has it. */
export function compareKeys(
  left: readonly Value[],
  right: readonly Value[],
  descending: readonly boolean[],
): number {
  if (left.length !== right.length) {
    throw failure(104, "The keys of an order do not fit.");
  }
  for (const [index, a] of left.entries()) {
    const b = right[index] ?? null;
    const order =
      a === null || b === null ? Number(b === null) - Number(a === null) : (compare(a, b) ?? 0);
    if (order !== 0) {
      return descending[index] === true ? -order : order;
    }
  }
  return 0;
}
