/**
 * Runs a batch of a session, statement by statement, and says what comes of it.
 */
import type { Argument, Statement } from "../tsql/ast.ts";
import type { QueryContext } from "../tsql/evaluator.ts";
import { Query, type ResultSet } from "../tsql/query.ts";
import { checkSyntax, StatementParser, undeclared } from "../tsql/statement-parser.ts";
import { convert, textOf } from "../tsql/types.ts";
import { failure, SqlError, type ServerMessage, type SqlType, type Value } from "../tsql/values.ts";
import type { Conduct } from "./media-native.ts";
import { runMedia } from "./media-run.ts";
import { serverFunction, serverVariable } from "./server-functions.ts";
import type { ServerState } from "./server-state.ts";
import type { Request, Session } from "./sessions.ts";
import { systemTable } from "./system-tables.ts";

/** EXEC of a text that executes a text ...: SQL Server's own limit. */
const nestingMax = 32;
/** Severity from which an error ends the whole batch, and not only its statement. */
const batchEndsFrom = 17;

/** Where the results of a batch go, in order. */
export interface BatchOutput {
  resultSet(result: ResultSet): void;
  message(message: ServerMessage, line: number): void;
  /** A statement ended. `rowCount` null where it has none. */
  done(end: {
    readonly isSelect: boolean;
    readonly rowCount: number | null;
    readonly isError: boolean;
  }): void;
  databaseChanged(from: string, to: string): void;
}

export interface Variable {
  readonly type: SqlType;
  readonly value: Value;
}

/** What a database's runs are told to do besides; by name, lower case. */
export type Conducts = ReadonlyMap<string, Conduct>;

export interface BatchOptions {
  readonly state: ServerState;
  readonly session: Session;
  readonly conducts: Conducts;
  readonly output: BatchOutput;
}

/** Runs `sql` to its end. Errors of T-SQL are said; only bugs are thrown. @returns whether all went well */
export async function runBatch(
  sql: string,
  options: BatchOptions,
  parameters: ReadonlyMap<string, Variable> = new Map(),
): Promise<boolean> {
  const { session } = options;
  const request: Request = {
    startedAtMs: Date.now(),
    command: "SELECT",
    database: session.database,
    waitType: null,
    control: null,
    expectedBytes: 0,
  };
  session.request = request;
  session.isCancelled = false;
  try {
    return await new Batch(options, request, 0).run(sql, parameters);
  } finally {
    session.request = null;
    options.state.sessions.requestEnded(session);
  }
}

class Batch implements QueryContext {
  readonly #options: BatchOptions;
  readonly #request: Request;
  readonly #depth: number;
  readonly #variables = new Map<string, Variable>();
  readonly #query: Query;
  #isWell = true;

  constructor(options: BatchOptions, request: Request, depth: number) {
    this.#options = options;
    this.#request = request;
    this.#depth = depth;
    this.#query = new Query(this);
  }

  async run(sql: string, parameters: ReadonlyMap<string, Variable>): Promise<boolean> {
    const { session } = this.#options;
    for (const [name, variable] of parameters) {
      this.#variables.set(name, variable);
    }
    try {
      checkSyntax(sql, parameters.keys(), session.isQuotedIdentifier);
      await this.#statements(sql);
    } catch (error) {
      this.#sayError(error, 1);
    }
    return this.#isWell;
  }

  async #statements(sql: string): Promise<void> {
    const valueOf = (name: string, line: number): Value => {
      const variable = this.#variables.get(name);
      if (variable === undefined) {
        throw undeclared(name, line);
      }
      return variable.value;
    };
    const parser = new StatementParser(sql, valueOf, this.#options.session.isQuotedIdentifier);
    for (let batch = parser.next(); batch !== null; batch = parser.next()) {
      for (const statement of batch) {
        if (!(await this.#one(statement))) {
          return;
        }
      }
    }
  }

  /** @returns whether the batch goes on */
  async #one(statement: Statement): Promise<boolean> {
    const { session } = this.#options;
    if (session.isCancelled) {
      return false;
    }
    try {
      await this.#execute(statement);
      return true;
    } catch (error) {
      return this.#sayError(error, statement.line) < batchEndsFrom;
    }
  }

  /** @returns the error's severity @throws what is no error of T-SQL */
  #sayError(error: unknown, line: number): number {
    if (!(error instanceof SqlError)) {
      throw error;
    }
    const { session, output } = this.#options;
    this.#isWell = false;
    session.lastError = error.number;
    output.message(error.toMessage(), error.line === 0 ? line : error.line);
    output.done({ isSelect: false, rowCount: null, isError: true });
    return error.severity;
  }

  async #execute(statement: Statement): Promise<void> {
    const { session, output } = this.#options;
    if (statement.kind === "media") {
      await this.#media(statement);
    } else if (statement.kind === "execute") {
      await this.#call(statement.procedure, statement.args, statement.line);
    } else if (statement.kind === "select") {
      this.#select(statement);
      session.lastError = 0;
    } else {
      this.#simple(statement);
      session.lastError = 0;
      output.done({ isSelect: false, rowCount: null, isError: false });
    }
  }

  #simple(statement: Exclude<Statement, { kind: "media" | "execute" | "select" }>): void {
    const { session, output, state } = this.#options;
    switch (statement.kind) {
      case "use":
        this.#use(statement);
        break;
      case "setOption":
        this.#setOption(statement.option, statement.value);
        break;
      case "declare":
      case "setVariable":
        this.#assign(statement);
        break;
      case "print": {
        const text = textOf(this.#query.value(statement.value, null, null)) ?? "";
        output.message({ number: 0, severity: 0, state: 1, text }, statement.line);
        break;
      }
      case "kill":
        kill(statement.sessionId, session, state);
        break;
      case "transaction":
        this.#transaction(statement.verb);
        break;
    }
  }

  #select({ select }: Statement & { kind: "select" }): void {
    const { output, session } = this.#options;
    const result = this.#query.run(select);
    const isAssignment = select.items.some(({ variable }) => variable !== null);
    if (isAssignment) {
      const last = result.rows.at(-1);
      for (const [index, { variable }] of select.items.entries()) {
        if (variable !== null && last !== undefined) {
          this.#set(variable, last[index] ?? null);
        }
      }
    } else {
      output.resultSet(result);
    }
    session.rowCount = result.rows.length;
    const rowCount = session.isNoCount || isAssignment ? null : result.rows.length;
    output.done({ isSelect: true, rowCount, isError: false });
  }

  async #media({ spec, line }: Statement & { kind: "media" }): Promise<void> {
    const { state, session, output, conducts } = this.#options;
    const ok = await runMedia(spec, {
      state,
      session,
      request: this.#request,
      conduct: conducts.get((spec.database ?? "").toLowerCase()) ?? null,
      say: (message) => output.message(message, line),
      answer: (result) => output.resultSet(result),
    });
    this.#isWell &&= ok;
    session.lastError = ok ? 0 : 3013;
    output.done({ isSelect: false, rowCount: null, isError: !ok });
  }

  #use({ database, line }: Statement & { kind: "use" }): void {
    const { state, session, output } = this.#options;
    const found = state.catalog.find(database);
    if (found === null) {
      throw failure(911, `There is no database '${database}'. Check its name.`, 11);
    }
    if (found.state === "RESTORING") {
      throw failure(927, `The database '${found.name}' cannot be opened: it is being restored.`, 2);
    }
    const from = session.database;
    session.database = found.name;
    output.databaseChanged(from, found.name);
    const text = `Changed database context to '${found.name}'.`;
    output.message({ number: 5701, severity: 0, state: 1, text }, line);
  }

  /** Those that mean something here; the others say how a server with tables would behave. */
  #setOption(option: string, value: string): void {
    const { session } = this.#options;
    if (option === "quoted_identifier") {
      session.isQuotedIdentifier = value === "on";
    }
    if (option === "nocount") {
      session.isNoCount = value === "on";
    }
  }

  #assign(statement: Statement & { kind: "declare" | "setVariable" }): void {
    const value = statement.value === null ? null : this.#query.value(statement.value, null, null);
    if (statement.kind === "setVariable") {
      this.#set(statement.name, value);
      return;
    }
    if (this.#variables.has(statement.name)) {
      throw failure(134, `The variable '${statement.name}' is declared already.`);
    }
    this.#variables.set(statement.name, {
      type: statement.type,
      value: convert(value, statement.type),
    });
  }

  #set(name: string, value: Value): void {
    const { type } = this.variable(name);
    this.#variables.set(name, { type, value: convert(value, type) });
  }

  #transaction(verb: "begin" | "commit" | "rollback"): void {
    const { session } = this.#options;
    if (verb === "begin") {
      session.transactionCount += 1;
      return;
    }
    if (session.transactionCount === 0) {
      throw failure(
        verb === "commit" ? 3902 : 3903,
        `${verb.toUpperCase()} has no BEGIN TRANSACTION that belongs to it.`,
      );
    }
    session.transactionCount = verb === "commit" ? session.transactionCount - 1 : 0;
  }

  /** EXEC: sp_executesql; everything else is no procedure of this server. */
  async #call(procedure: string, args: readonly Argument[], line: number): Promise<void> {
    if (procedure !== "sp_executesql") {
      const text = `There is no stored procedure '${procedure}'.`;
      throw new SqlError({ number: 2812, severity: 16, state: 62, text }, line);
    }
    if (this.#depth >= nestingMax) {
      throw failure(217, `Calls are nested more than ${nestingMax} deep.`);
    }
    const [sql, definitions, ...values] = args.map(({ name, value }) => ({
      name,
      value: this.#query.value(value, null, null),
    }));
    const text = textOf(sql?.value ?? null) ?? "";
    const declared = parametersOf(textOf(definitions?.value ?? null) ?? "", values);
    const inner = new Batch(this.#options, this.#request, this.#depth + 1);
    this.#isWell = (await inner.run(text, declared)) && this.#isWell;
  }

  // ---- what queries see ----------------------------------------------------------------------------------

  variable(name: string): Variable {
    const { state, session } = this.#options;
    const found = name.startsWith("@@")
      ? serverVariable(name.slice(2), state, session)
      : this.#variables.get(name);
    if (found === undefined || found === null) {
      throw undeclared(name, 0);
    }
    return found;
  }

  serverFunction(name: string): ReturnType<typeof serverFunction> {
    return serverFunction(name, this.#options.state, this.#options.session);
  }

  table(name: readonly string[]): ReturnType<typeof systemTable> {
    return systemTable(name, this.#options.state, this.#options.session);
  }
}

/** `@a int, @b nvarchar(10) = N'x'` with their values, by name or by position. @throws SqlError 8178, 102 */
export function parametersOf(
  definitions: string,
  given: readonly { readonly name: string | null; readonly value: Value }[],
): Map<string, Variable> {
  const parameters = new Map<string, Variable>();
  if (definitions.trim() === "") {
    return parameters;
  }
  const parser = new StatementParser(`DECLARE ${definitions}`, () => null);
  const declared = (parser.next() ?? []).filter((one) => one.kind === "declare");
  for (const [index, { name, type }] of declared.entries()) {
    const named = given.find((one) => one.name?.toLowerCase() === name);
    const byPosition = given[index]?.name === null ? given[index] : undefined;
    const value = (named ?? byPosition)?.value;
    if (value === undefined) {
      throw failure(8178, `The parameter '${name}' was not supplied.`);
    }
    parameters.set(name, { type, value: convert(value, type) });
  }
  return parameters;
}

/** @throws SqlError 6104, 6106, 6101, 262 */
function kill(id: number, session: Session, { sessions }: ServerState): void {
  if (!session.login.isSysadmin) {
    throw failure(6102, "KILL needs a member of sysadmin or processadmin.");
  }
  if (id === session.id) {
    throw failure(6104, "KILL cannot end its own session.");
  }
  const victim = sessions.find(id);
  if (victim === null) {
    throw failure(6106, `The session ${id} is not active.`, 2);
  }
  victim.kill();
}
