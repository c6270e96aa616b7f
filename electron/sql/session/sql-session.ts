/**
 * A session with a SQL server: statements one after the other, every message of theirs in the order in which the server
 * said it. What a backup's statement came to is message 3014, and nothing else.
 *
 * The driver is loaded with the first session: it is large, and most commands never need it.
 */
import type * as Driver from "tedious";
import type { Connection, Request } from "tedious";
import { FaultError } from "../../contract/fault.ts";
import { ensureAbortSignalAny } from "./abort-signal.ts";
import { driverConfig } from "./driver-config.ts";
import { serverText, userText, type LoginSpec } from "../../contract/sql-login.ts";

export interface SqlMessage {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly text: string;
  readonly server: string;
  readonly procedure: string;
  readonly line: number;
}

export type Cell = string | number | bigint | boolean | Date | Uint8Array | null;

export interface SqlColumn {
  readonly name: string;
  /** The driver's name of the type: "NVarChar", "Int". */
  readonly type: string;
  /** Characters or digits that a value can take; null where there is no limit. */
  readonly width: number | null;
}

/** What a statement gives, as it comes. */
export interface StatementListener {
  readonly onMessage?: (message: SqlMessage) => void;
  readonly onColumns?: (columns: readonly SqlColumn[]) => void;
  readonly onRow?: (row: readonly Cell[]) => void;
  /** A result has ended. `rowCount` undefined: it counts none. */
  readonly onDone?: (rowCount: number | undefined) => void;
}

export interface StatementEnd {
  /** Severity above 10 was said. */
  readonly hasErrors: boolean;
  /** Message 3014 came: a BACKUP or RESTORE did what it was asked. */
  readonly isVerdictGood: boolean;
  readonly messages: readonly SqlMessage[];
}

/** The number that means success: VDI reference 10.2. */
const verdictNumber = 3014;
const informationMax = 10;
/** A statement that says more than this is cut: the first messages hold the cause, the last ones the verdict. */
const messagesMax = 2_000;

export class SqlSession {
  readonly spec: LoginSpec;
  readonly #driver: typeof Driver;
  readonly #connection: Connection;
  readonly #ended: Promise<void>;
  #hears: ((message: SqlMessage) => void) | null = null;
  #running: Request | null = null;
  #isOpen = true;
  #lastError: Error | null = null;

  private constructor(spec: LoginSpec, driver: typeof Driver, connection: Connection) {
    this.spec = spec;
    this.#driver = driver;
    this.#connection = connection;
    connection.on("infoMessage", (token) => this.#hears?.(messageOf(token)));
    connection.on("errorMessage", (token) => this.#hears?.(messageOf(token)));
    connection.on("error", (error) => {
      this.#lastError = error;
    });
    this.#ended = new Promise((resolve) => {
      connection.once("end", () => {
        this.#isOpen = false;
        resolve();
      });
    });
  }

  /**
   * Logs in.
   *
   * @param secret password, client secret or token; "" where the login needs none
   * @throws FaultError SQL_UNREACHABLE, SQL_NO_INSTANCE, SQL_NO_ANSWER, SQL_NOT_TRUSTED, SQL_LOGIN_FAILED, SQL_NO_DATABASE
   */
  static async open(
    spec: LoginSpec,
    secret: string,
    onMessage?: (message: SqlMessage) => void,
  ): Promise<SqlSession> {
    const driver = await SqlSession.loadDriver();
    const connection = new driver.Connection(driverConfig(spec, secret));
    const session = new SqlSession(spec, driver, connection);
    const said: SqlMessage[] = [];
    session.#hears = (message) => {
      said.push(message);
      onMessage?.(message);
    };
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => {
        if (error === undefined) {
          resolve();
        } else {
          reject(loginFault(spec, error, said));
        }
      });
    });
    session.#hears = null;
    return session;
  }

  /** Loads the driver; whoever knows that a session will follow does so while something else takes its time. */
  static async loadDriver(): Promise<typeof Driver> {
    ensureAbortSignalAny();
    return import("tedious");
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Settles when the connection has ended, however. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /**
   * Runs a batch to its end. Errors of the server are messages, not exceptions.
   *
   * @throws FaultError SQL_GONE, SQL_CANCELLED
   */
  async run(sql: string, listener: StatementListener = {}): Promise<StatementEnd> {
    return this.#execute(sql, [], listener);
  }

  /** Rows of one query with text parameters. @throws FaultError SQL_STATEMENT_FAILED, SQL_GONE, SQL_CANCELLED */
  async query(
    sql: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, Cell>>[]> {
    const rows: Record<string, Cell>[] = [];
    let names: readonly string[] = [];
    const { messages } = await this.#execute(sql, Object.entries(parameters), {
      onColumns: (columns) => {
        names = columns.map(({ name }) => name);
      },
      onRow: (row) => {
        rows.push(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
      },
    });
    const error = messages.find(({ severity }) => severity > informationMax);
    if (error !== undefined) {
      throw new FaultError("SQL_STATEMENT_FAILED", { reason: error.text, number: error.number });
    }
    return rows;
  }

  /** Its number at the server, @@SPID. @throws FaultError SQL_GONE */
  async id(): Promise<number> {
    const [row] = await this.query("SELECT @@SPID AS id");
    return Number(row?.["id"]);
  }

  /** Asks the server to end the statement that runs; its end comes where it was started. */
  cancel(): void {
    this.#running?.cancel();
  }

  /** Ends the session. A statement that runs is aborted by the server. */
  async close(): Promise<void> {
    this.#connection.close();
    await this.#ended;
  }

  async #execute(
    sql: string,
    parameters: readonly (readonly [name: string, value: string])[],
    listener: StatementListener,
  ): Promise<StatementEnd> {
    const messages: SqlMessage[] = [];
    this.#hears = (message) => {
      keep(messages, message);
      listener.onMessage?.(message);
    };
    try {
      await this.#request(sql, parameters, listener);
    } finally {
      this.#hears = null;
      this.#running = null;
    }
    return {
      hasErrors: messages.some(({ severity }) => severity > informationMax),
      isVerdictGood: messages.some(({ number }) => number === verdictNumber),
      messages,
    };
  }

  #request(
    sql: string,
    parameters: readonly (readonly [name: string, value: string])[],
    listener: StatementListener,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const { Request, TYPES } = this.#driver;
      const request = new Request(sql, (error) => {
        const fault = error === undefined || error === null ? null : this.#faultOf(error);
        if (fault === null) {
          resolve();
        } else {
          reject(fault);
        }
      });
      listenTo(request, listener);
      for (const [name, value] of parameters) {
        request.addParameter(name, TYPES.NVarChar, value);
      }
      this.#running = request;
      if (parameters.length === 0) {
        this.#connection.execSqlBatch(request);
      } else {
        this.#connection.execSql(request);
      }
    });
  }

  /** null for an error that the server's messages have told already. */
  #faultOf(error: Error): FaultError | null {
    const code = codeOf(error);
    const server = serverText(this.spec);
    if (code === "ECANCEL") {
      return new FaultError("SQL_CANCELLED", { server }, { cause: error });
    }
    if (code === "EREQUEST" && this.#isOpen) {
      return null;
    }
    const reason = withoutFullStop((this.#lastError ?? error).message);
    return new FaultError("SQL_GONE", { server, reason }, { cause: error });
  }
}

/** The driver's code; of several errors in one, which a statement with several messages has, that of the first. */
function codeOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && "code" in first ? String(first.code) : "";
}

function keep(messages: SqlMessage[], message: SqlMessage): void {
  if (messages.length >= messagesMax) {
    messages.splice(messagesMax / 2, 1);
  }
  messages.push(message);
}

interface Token {
  readonly number: number;
  readonly state: number;
  readonly class: number;
  readonly message: string;
  readonly serverName: string;
  readonly procName: string;
  readonly lineNumber: number;
}

function messageOf(token: Token): SqlMessage {
  return {
    number: token.number,
    severity: token.class,
    state: token.state,
    text: token.message,
    server: token.serverName,
    procedure: token.procName,
    line: token.lineNumber,
  };
}

interface Metadata {
  readonly colName: string;
  readonly type: { readonly name: string };
  readonly dataLength?: number | undefined;
}

function listenTo(request: Request, listener: StatementListener): void {
  request.on("columnMetadata", (columns: readonly Metadata[] | Record<string, Metadata>) => {
    listener.onColumns?.(Object.values(columns).map(columnOf));
  });
  request.on("row", (cells: readonly { value: unknown }[] | Record<string, { value: unknown }>) => {
    listener.onRow?.(Object.values(cells).map(({ value }) => value as Cell));
  });
  const onDone = (rowCount: number | undefined): void => listener.onDone?.(rowCount);
  request.on("done", onDone);
  request.on("doneInProc", onDone);
}

function columnOf({ colName, type, dataLength }: Metadata): SqlColumn {
  const isWide = type.name.startsWith("N");
  const isMax = dataLength === undefined || dataLength >= 0xffff;
  return {
    name: colName,
    type: type.name,
    width: isMax ? null : isWide ? dataLength / 2 : dataLength,
  };
}

/** Errors of a login that are about its database. */
const databaseNumbers = new Set([911, 916, 927, 4060, 4064]);

/** What a failed login means, from what the server said and what the driver makes of it. */
function loginFault(spec: LoginSpec, error: Error, said: readonly SqlMessage[]): FaultError {
  const server = serverText(spec);
  const code = codeOf(error);
  const reason = withoutFullStop(error.message);
  const options = { cause: error };
  const fromServer = said.find(({ severity }) => severity > informationMax);
  if (fromServer !== undefined) {
    const parameters = { server, user: userText(spec.login), text: fromServer.text };
    const isDatabase = databaseNumbers.has(fromServer.number);
    return new FaultError(isDatabase ? "SQL_NO_DATABASE" : "SQL_LOGIN_FAILED", parameters, options);
  }
  if (code === "ELOGIN") {
    const parameters = { server, user: userText(spec.login), text: `${reason}.` };
    return new FaultError("SQL_LOGIN_FAILED", parameters, options);
  }
  const { host, instance, connectMsMax } = spec;
  const seconds = connectMsMax / 1_000;
  if (code === "ETIMEOUT" && instance === null) {
    return new FaultError("SQL_NO_ANSWER", { server, seconds }, options);
  }
  if (instance !== null && (code === "EINSTLOOKUP" || code === "ETIMEOUT")) {
    // Nobody at the browser's port: the driver asks it until the time is up.
    const why = code === "ETIMEOUT" ? `nobody answered within ${seconds} seconds` : reason;
    return new FaultError("SQL_NO_INSTANCE", { server: host, instance, reason: why }, options);
  }
  const isTrust = isAboutTrust(reason);
  return new FaultError(
    isTrust ? "SQL_NOT_TRUSTED" : "SQL_UNREACHABLE",
    { server, reason },
    options,
  );
}

/** The driver has one code for sockets and certificates; the words tell them apart. */
function isAboutTrust(reason: string): boolean {
  return /certificate|self.signed|tls|ssl|encrypt|altname/i.test(reason);
}

function withoutFullStop(text: string): string {
  return text.trim().replace(/\.$/, "");
}
