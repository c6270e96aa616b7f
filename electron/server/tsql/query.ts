/**
 * SELECT evaluated over tables in memory: joins, filter, groups, order, top. Bounded: a query that would make too many rows
 * ends with 701, as a server without memory does.
 */
import type { Expression, Join, Select, Source } from "./ast.ts";
import { Evaluator } from "./evaluator.ts";
import { aggregates, compareKeys } from "./operators.ts";
import type { RowSource, Scope, Table } from "./scope.ts";
import { toNumber } from "./types.ts";
import { SqlError, type Column, type Value } from "./values.ts";

/** Rows of any step of a query: a hundred times more than the largest history. */
const rowsMax = 200_000;

export interface ResultSet {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

interface OutputRow {
  readonly values: Value[];
  readonly keys: Value[];
}

export class Query extends Evaluator {
  run(select: Select): ResultSet {
    return { columns: this.columnsOf(select, null), rows: this.rowsOf(select, null) };
  }

  override columnsOf(select: Select, outer: Scope | null): Column[] {
    const scope = this.#shape(select, outer);
    return select.items.flatMap(({ expression, table, alias }) =>
      expression === null
        ? starSources(scope, table).flatMap(({ columns }) => [...columns])
        : [{ name: alias ?? nameOf(expression), type: this.typeOf(expression, scope) }],
    );
  }

  override rowsOf(select: Select, outer: Scope | null): Value[][] {
    const scopes = this.#scopes(select, outer).filter(
      (scope) => select.where === null || this.value(select.where, scope, null) === true,
    );
    const isGrouped =
      select.groupBy.length > 0 ||
      select.items.some(({ expression }) => expression !== null && hasAggregate(expression));
    const rows = isGrouped
      ? this.#grouped(select, scopes, outer)
      : scopes.map((scope) => this.#output(select, scope, null));
    return this.#finish(select, rows, outer);
  }

  #finish(select: Select, rows: OutputRow[], outer: Scope | null): Value[][] {
    const distinct = select.isDistinct ? uniqueRows(rows) : rows;
    const descending = select.orderBy.map(({ isDescending }) => isDescending);
    const ordered =
      descending.length === 0
        ? distinct
        : [...distinct].sort((a, b) => compareKeys(a.keys, b.keys, descending));
    const top = select.top === null ? null : this.value(select.top, outer, null);
    const kept = top === null ? ordered : ordered.slice(0, Math.max(0, Number(toNumber(top))));
    return kept.map(({ values }) => values);
  }

  #output(select: Select, scope: Scope, group: readonly Scope[] | null): OutputRow {
    const values = select.items.flatMap(({ expression, table }) =>
      expression === null
        ? starSources(scope, table).flatMap(({ row, columns }) => row ?? columns.map(() => null))
        : [this.value(expression, scope, group)],
    );
    const keys = select.orderBy.map(({ by }) => this.#key(select, by, { values, scope, group }));
    return { values, keys };
  }

  /** ORDER BY 2 and ORDER BY alias mean result columns, everything else is an expression. */
  #key(
    { items }: Select,
    by: Expression,
    row: { values: Value[]; scope: Scope; group: readonly Scope[] | null },
  ): Value {
    if (by.kind === "literal" && typeof by.value === "number") {
      return row.values[by.value - 1] ?? null;
    }
    const name = by.kind === "column" && by.table === null ? by.name.toLowerCase() : null;
    const index = items.findIndex(({ alias }) => alias !== null && alias.toLowerCase() === name);
    const hasStarBefore = items.slice(0, index).some(({ expression }) => expression === null);
    return index >= 0 && !hasStarBefore
      ? (row.values[index] ?? null)
      : this.value(by, row.scope, row.group);
  }

  #grouped(select: Select, scopes: readonly Scope[], outer: Scope | null): OutputRow[] {
    const groups = new Map<string, Scope[]>();
    for (const scope of scopes) {
      const key = keyOf(select.groupBy.map((by) => this.value(by, scope, null)));
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, [scope]);
      } else {
        group.push(scope);
      }
    }
    // Aggregates over nothing make one row.
    if (groups.size === 0 && select.groupBy.length === 0) {
      groups.set("", []);
    }
    const empty = this.#shape(select, outer);
    return [...groups.values()]
      .map((group) => ({ scope: group[0] ?? empty, group }))
      .filter(
        ({ scope, group }) =>
          select.having === null || this.value(select.having, scope, group) === true,
      )
      .map(({ scope, group }) => this.#output(select, scope, group));
  }

  // ---- FROM ----------------------------------------------------------------------------------------------

  /** The sources without rows: for types, and for aggregates over nothing. */
  #shape({ from, joins }: Select, outer: Scope | null): Scope {
    let scope: Scope = { sources: [], outer };
    for (const source of from === null ? [] : [from, ...joins.map((join) => join.source)]) {
      const columns =
        source.kind === "table"
          ? this.context.table(source.name).columns
          : this.columnsOf(source.select, scope);
      scope = { sources: [...scope.sources, { alias: source.alias, columns, row: null }], outer };
    }
    return scope;
  }

  #scopes({ from, joins }: Select, outer: Scope | null): Scope[] {
    const start: Scope = { sources: [], outer };
    if (from === null) {
      return [start];
    }
    let scopes = this.#extend(start, from);
    for (const join of joins) {
      const next: Scope[] = [];
      for (const scope of scopes) {
        next.push(...this.#joined(scope, join));
        checkCount(next.length);
      }
      scopes = next;
    }
    return scopes;
  }

  #extend(scope: Scope, source: Source): Scope[] {
    const { columns, rows } = this.#tableOf(source, scope);
    checkCount(rows.length);
    return rows.map((row) => with_(scope, { alias: source.alias, columns, row }));
  }

  #joined(scope: Scope, { kind, source, on }: Join): Scope[] {
    const matching = this.#extend(scope, source).filter(
      (candidate) => on === null || this.value(on, candidate, null) === true,
    );
    if (matching.length > 0 || (kind !== "left" && kind !== "outerApply")) {
      return matching;
    }
    const { columns } = this.#tableOf(source, scope);
    return [with_(scope, { alias: source.alias, columns, row: columns.map(() => null) })];
  }

  #tableOf(source: Source, scope: Scope): Table {
    return source.kind === "table"
      ? this.context.table(source.name)
      : { columns: this.columnsOf(source.select, scope), rows: this.rowsOf(source.select, scope) };
  }
}

function with_(scope: Scope, source: RowSource): Scope {
  return { sources: [...scope.sources, source], outer: scope.outer };
}

function checkCount(count: number): void {
  if (count > rowsMax) {
    const text = "There is not enough memory for this query here.";
    throw new SqlError({ number: 701, severity: 17, state: 1, text });
  }
}

function starSources(scope: Scope, table: string | null): readonly RowSource[] {
  return scope.sources.filter(({ alias }) => table === null || alias === table);
}

/** A column keeps its name; every other expression has none. */
function nameOf(expression: Expression): string {
  return expression.kind === "column" ? expression.name : "";
}

function hasAggregate(expression: Expression): boolean {
  if (expression.kind === "countAll") {
    return true;
  }
  const isAggregate = expression.kind === "call" && aggregates.has(expression.name);
  return isAggregate || partsOf(expression).some(hasAggregate);
}

/** Expressions inside one, subqueries left out: their aggregates are their own. */
function partsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === "call") {
    return expression.args;
  }
  if (expression.kind === "case") {
    const parts = expression.whens.flatMap(({ test, value }) => [test, value]);
    return expression.otherwise === null ? parts : [...parts, expression.otherwise];
  }
  return [
    ...("left" in expression ? [expression.left] : []),
    ...("right" in expression ? [expression.right] : []),
    ...("operand" in expression ? [expression.operand] : []),
  ];
}

function keyOf(values: readonly Value[]): string {
  return JSON.stringify(
    values.map((value) => (value === null ? null : String(value).toLowerCase())),
  );
}

function uniqueRows(rows: readonly OutputRow[]): OutputRow[] {
  return [...new Map(rows.map((row) => [keyOf(row.values), row])).values()];
}
