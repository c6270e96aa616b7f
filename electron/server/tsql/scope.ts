/**
 * What names mean while an expression is evaluated: rows of the sources, those of the outer query behind them.
 */
import { failure, type Column, type SqlType, type Value } from "./values.ts";

export interface RowSource {
  /** Lower case. */
  readonly alias: string;
  readonly columns: readonly Column[];
  /** null while only types are asked for. */
  readonly row: readonly Value[] | null;
}

export interface Scope {
  readonly sources: readonly RowSource[];
  readonly outer: Scope | null;
}

/** A table's rows as they are at this moment. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** Value and type of a column. @throws SqlError 207 unknown, 4104 unknown table, 209 in two tables */
export function resolve(
  scope: Scope | null,
  table: string | null,
  name: string,
): { readonly value: Value; readonly type: SqlType } {
  const wanted = name.toLowerCase();
  for (let at = scope; at !== null; at = at.outer) {
    const found = at.sources.flatMap((source) => {
      const index =
        table === null || source.alias === table
          ? source.columns.findIndex((column) => column.name.toLowerCase() === wanted)
          : -1;
      const column = source.columns[index];
      return column === undefined
        ? []
        : [{ value: source.row?.[index] ?? null, type: column.type }];
    });
    if (found.length > 1) {
      throw failure(209, `The column name '${name}' is ambiguous.`);
    }
    const [only] = found;
    if (only !== undefined) {
      return only;
    }
  }
  throw table === null
    ? failure(207, `There is no column '${name}'.`)
    : failure(4104, `There is no column '${table}.${name}'.`);
}
