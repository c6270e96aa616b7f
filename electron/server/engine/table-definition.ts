/**
 * A system view: its columns, and its rows at the moment of asking.
 */
import type { Table } from "../tsql/scope.ts";
import type { SqlType, Value } from "../tsql/values.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./sessions.ts";

export interface TableDefinition {
  readonly columns: readonly (readonly [name: string, type: SqlType])[];
  readonly rows: (state: ServerState, session: Session) => readonly (readonly Value[])[];
}

export function tableOf(
  { columns, rows }: TableDefinition,
  state: ServerState,
  session: Session,
): Table {
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: rows(state, session),
  };
}
