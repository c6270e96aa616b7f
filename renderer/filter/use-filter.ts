/** A filter's text, what it means, and what is wrong with it. */
import { useMemo, useState } from "react";
import type { Field } from "./fields.ts";
import { type Filter, type FilterError, parseFilter } from "./parse.ts";

export interface FilterState {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** null lets all through. While the text is wrong, as it was before. */
  readonly filter: Filter | null;
  readonly error: FilterError | null;
}

export function useFilter(known: ReadonlySet<Field>): FilterState {
  const [text, setText] = useState("");
  const [valid, setValid] = useState("");
  const parsed = useMemo(() => parseFilter(text, known), [text, known]);
  if (parsed.ok && valid !== text) setValid(text);
  const filter = useMemo(() => {
    const before = parseFilter(valid, known);
    return before.ok ? before.filter : null;
  }, [valid, known]);
  return { text, setText, filter, error: parsed.ok ? null : parsed.error };
}
