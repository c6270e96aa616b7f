/**
 * Reads a filter: `cmd == write && (dev == 2 || dev == 3) && !(latency <= 5ms)`. Pure.
 *
 * Terms that stand side by side are joined by "and". A word alone means what it can only mean: a command, a state, a
 * completion code, `d2` a device, `00D` a buffer, `B73·00D` a handle, a number a sequence.
 */
import {
  allFields,
  type Field,
  fieldNamed,
  kindOf,
  namesOf,
  sizeUnits,
  timeUnits,
} from "./fields.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { impliedBy, isPlainNumber, type Value, valueOf } from "./values.ts";

export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export const operators: readonly Operator[] = ["==", "!=", "<", "<=", ">", ">="];

export type Filter =
  | { readonly kind: "and"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly of: Filter }
  | {
      readonly kind: "compare";
      readonly field: Field;
      readonly operator: Operator;
      readonly value: Value;
    };

/** What is wrong: a sign, a field, a field that this list has not, and so on; words are renderer/words/filter-words.ts. */
export type Problem =
  | "sign"
  | "field"
  | "notHere"
  | "operator"
  | "equality"
  | "value"
  | "unit"
  | "close"
  | "extra"
  | "term";

export interface FilterError {
  /** Characters of the text, the second one excluded; equal at its end. */
  readonly from: number;
  readonly to: number;
  readonly problem: Problem;
  /** What stands there. */
  readonly what: string;
  /** What could stand there; "" when nothing is near. */
  readonly hint: string;
}

/** A filter, null for one that lets all through, or the first error. */
export type Parsed =
  | { readonly ok: true; readonly filter: Filter | null }
  | { readonly ok: false; readonly error: FilterError };

class Refused extends Error {
  readonly error: FilterError;
  constructor(error: FilterError) {
    super(error.problem);
    this.error = error;
  }
}

/** @param known the fields that the list has; others are an error */
export function parseFilter(text: string, known: ReadonlySet<Field>): Parsed {
  try {
    return { ok: true, filter: new Parser(tokensOf(text), known).whole() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, error: error.error };
    throw error;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly known: ReadonlySet<Field>;
  private at = 0;

  constructor(tokens: readonly Token[], known: ReadonlySet<Field>) {
    this.tokens = tokens;
    this.known = known;
  }

  whole(): Filter | null {
    if (this.next().kind === "end") return null;
    const filter = this.either();
    if (this.next().kind !== "end")
      refuse(this.next(), this.next().kind === "unknown" ? "sign" : "extra");
    return filter;
  }

  private next(): Token {
    const token = this.tokens[this.at] ?? this.tokens.at(-1);
    if (token === undefined) throw new Error("a list of tokens has an end");
    return token;
  }

  private take(): Token {
    const token = this.next();
    this.at++;
    return token;
  }

  private either(): Filter {
    let left = this.both();
    while (this.next().kind === "or") {
      this.take();
      left = { kind: "or", left, right: this.both() };
    }
    return left;
  }

  private both(): Filter {
    let left = this.term();
    for (;;) {
      if (this.next().kind === "and") this.take();
      else if (!["word", "not", "open"].includes(this.next().kind)) return left;
      left = { kind: "and", left, right: this.term() };
    }
  }

  private term(): Filter {
    const token = this.take();
    if (token.kind === "not") return { kind: "not", of: this.term() };
    if (token.kind === "open") {
      const inner = this.either();
      if (this.next().kind !== "close") refuse(this.next(), "close");
      this.take();
      return inner;
    }
    if (token.kind !== "word") return refuse(token, token.kind === "unknown" ? "sign" : "term");
    return this.next().kind === "operator" ? this.comparison(token) : this.alone(token);
  }

  private comparison(name: Token): Filter {
    const field = fieldNamed(name.text);
    if (field === undefined) return refuse(name, "field", nearest(name.text, [...this.known]));
    if (!this.known.has(field)) return refuse(name, "notHere");
    const sign = this.take();
    const operator = operators.find((each) => each === (sign.text === "=" ? "==" : sign.text));
    if (operator === undefined) return refuse(sign, "operator", operators.join(" "));
    const kind = kindOf(field);
    const isNamed = kind === "command" || kind === "handle";
    if (isNamed && operator !== "==" && operator !== "!=") return refuse(sign, "equality");
    const token = this.take();
    if (token.kind !== "word") return refuse(token, "value", hintFor(field, ""));
    const value = this.value(field, token);
    return { kind: "compare", field, operator, value };
  }

  private value(field: Field, token: Token): Value {
    const kind = kindOf(field);
    const units = kind === "time" ? timeUnits : kind === "size" ? sizeUnits : null;
    const unit = this.next();
    const isApart =
      units?.has(unit.text.toLowerCase()) === true &&
      isPlainNumber(token.text) &&
      unit.kind === "word";
    const text = isApart ? token.text + this.take().text : token.text;
    const value = valueOf(field, text);
    if (typeof value === "object") return value;
    const hint =
      value === "unit" ? [...(units ?? timeUnits).keys()].join(" ") : hintFor(field, text);
    return refuse(token, value, hint);
  }

  private alone(token: Token): Filter {
    const field = fieldNamed(token.text);
    if (field !== undefined) return refuse(this.next(), "operator", operators.join(" "));
    const implied = impliedBy(token.text);
    if (implied === null)
      return refuse(token, "field", nearest(token.text, [...this.known, ...allNames]));
    if (!this.known.has(implied.field)) return refuse(token, "notHere");
    return { kind: "compare", field: implied.field, operator: "==", value: implied.value };
  }
}

const allNames = Object.values(namesOf).flatMap((names) => [...names.keys()]);

function refuse({ from, to, text }: Token, problem: Problem, hint = ""): never {
  throw new Refused({ from, to, problem, what: text, hint });
}

function hintFor(field: Field, typed: string): string {
  const kind = kindOf(field);
  const examples = { time: "5ms", size: "64KiB", buffer: "00D", handle: "B73.00D" } as const;
  if (kind in examples) return examples[kind as keyof typeof examples];
  const names = [...(namesOf[kind]?.keys() ?? [])];
  return names.length === 0 ? "2" : nearest(typed, names) || (names[0] ?? "");
}

/** The name that begins alike, or differs by at most two letters; "" when none does. */
function nearest(typed: string, names: readonly string[]): string {
  const wanted = typed.toLowerCase();
  const begins = names.find((name) => name.toLowerCase().startsWith(wanted));
  if (wanted !== "" && begins !== undefined) return begins;
  const ranked = names
    .map((name) => ({ name, apart: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  return ranked[0] !== undefined && ranked[0].apart <= 2 ? ranked[0].name : "";
}

/** Letters to insert, drop or change between two words. */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const now = [i + 1];
    for (let j = 0; j < b.length; j++)
      now.push(
        Math.min(
          (before[j + 1] ?? 0) + 1,
          (now[j] ?? 0) + 1,
          (before[j] ?? 0) + (a[i] === b[j] ? 0 : 1),
        ),
      );
    before = now;
  }
  return before[b.length] ?? 0;
}

export const everyField: ReadonlySet<Field> = new Set(allFields);
