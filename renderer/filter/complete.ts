/** What can come next while a filter is typed. Pure. */
import { type Field, fieldNamed, kindOf, namesOf, sizeUnits, timeUnits } from "./fields.ts";
import { operators } from "./parse.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { isPlainNumber } from "./values.ts";

export interface Completions {
  /** Characters that an option replaces. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly string[];
}

const optionsMax = 12;
const connectives = ["&&", "||"];
const kindsWithoutOrder = new Set(["command", "handle"]);

/** @param caret where the user types; what stands behind it is left alone */
export function completionsAt(text: string, caret: number, known: ReadonlySet<Field>): Completions {
  const before = tokensOf(text.slice(0, caret)).slice(0, -1);
  const last = before.at(-1);
  const isInWord = last?.kind === "word" && last.to === caret;
  const typed = isInWord ? last.text : "";
  const options = candidates(isInWord ? before.slice(0, -1) : before, typed, known);
  return { from: caret - typed.length, to: caret, options: ranked(options, typed) };
}

/** What may follow the tokens before the caret's word; the tokens are the grammar's alphabet, so the last two decide. */
function candidates(
  before: readonly Token[],
  typed: string,
  known: ReadonlySet<Field>,
): readonly string[] {
  const [name, last] = [before.at(-2), before.at(-1)];
  if (last?.kind === "operator") return valuesFor(name, typed);
  const isWhole = last !== undefined && ["word", "close"].includes(last.kind);
  if (typed !== "" || !isWhole) return [...known, ...(namesOf.command?.keys() ?? [])];
  if (name?.kind === "operator") return connectives;
  return operatorsOf(last.text) ?? connectives;
}

/** Those of a field; null for a word that is none. */
function operatorsOf(name: string): readonly string[] | null {
  const field = fieldNamed(name);
  if (field === undefined) return null;
  return kindsWithoutOrder.has(kindOf(field)) ? operators.slice(0, 2) : operators;
}

function valuesFor(name: Token | undefined, typed: string): readonly string[] {
  const field = fieldNamed(name?.text ?? "");
  if (field === undefined) return [];
  const kind = kindOf(field);
  const units = kind === "time" ? timeUnits : kind === "size" ? sizeUnits : null;
  if (units === null) return [...(namesOf[kind]?.keys() ?? [])];
  const spelled = kind === "time" ? ["us", "ms", "s"] : ["KiB", "MiB", "GiB"];
  return isPlainNumber(typed) ? spelled.map((unit) => typed + unit) : [];
}

/** Those that begin with what is typed, then those that have it inside; nothing when it is there already. */
function ranked(options: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const begins = options.filter((option) => option.toLowerCase().startsWith(wanted));
  const holds = options.filter(
    (option) => wanted.length > 1 && option.toLowerCase().indexOf(wanted) > 0,
  );
  const found = [...begins, ...holds].slice(0, optionsMax);
  return found.length === 1 && found[0]?.toLowerCase() === wanted ? [] : found;
}
