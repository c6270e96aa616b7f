/**
 * A job on a server that was there before: whether its specification is one, and whether that server can do it now. Asks
 * before the first process is started; what changes afterwards the statement's messages say.
 */
import { FaultError } from "../contract/fault.ts";
import { sessionOf, type JobSpec } from "../contract/job.ts";
import type { DatabaseSink, DatabaseSource, SqlSessionSpec } from "../contract/server-job.ts";
import { serverText } from "../contract/sql-login.ts";
import type { LoginSource } from "../sql/session/session-login.ts";
import { SqlSession } from "../sql/session/sql-session.ts";
import { quoteName } from "../sql/statement/quote.ts";
import { readActivity } from "../sql/views/activity.ts";
import { textOf } from "../sql/views/cells.ts";
import { serverFacts } from "../sql/views/server-facts.ts";

/** The names that a fault lists where the one asked for is missing. */
const namedMax = 8;

/** The foreign session of a job and the database that it is about; null for a job with a server of its own. */
export interface ServerTask {
  readonly session: SqlSessionSpec;
  readonly part: DatabaseSource | DatabaseSink;
  readonly isBackup: boolean;
}

/** Pure. @throws FaultError USAGE when a part of the job needs the other kind of server */
export function serverTaskOf(spec: JobSpec): ServerTask | null {
  const session = sessionOf(spec);
  const part = spec.kind === "backup" ? spec.source : spec.sink;
  if (session === null) {
    if (part.kind !== "database") {
      return null;
    }
    throw refused("A database of a server needs that server.", "Name it with --server.");
  }
  if (part.kind !== "database") {
    const what = spec.kind === "backup" ? "Streams are backed up" : "Streams are restored";
    throw refused(
      `${what} by the embedded server of the run, and the job names another one.`,
      "Name a database with --database, or leave --server out.",
    );
  }
  if (spec.faults.length > 0 || spec.pace !== undefined) {
    throw refused(
      "Faults and paces are for the embedded server of the run, and the job names another one.",
      "Leave --fault out, or leave --server out.",
    );
  }
  return { session, part, isBackup: spec.kind === "backup" };
}

function refused(what: string, remedy: string): FaultError {
  return new FaultError("USAGE", { what, remedy });
}

export interface ServerCheck {
  readonly loginOf: LoginSource;
  /** Path of the client library when it is our stand-in, else null. */
  readonly standIn: string | null;
  /** Aborted once nobody wants the answer: then nothing more is asked. */
  readonly left: AbortSignal;
}

/** @throws FaultError SQL_*, SECRET_*, SQL_UNKNOWN_SERVER; the signal's reason */
export async function checkServer(
  task: ServerTask,
  { loginOf, standIn, left }: ServerCheck,
): Promise<void> {
  const { spec, secret } = await loginOf(task.session);
  left.throwIfAborted();
  const session = await SqlSession.open(spec, secret);
  // What is being asked ends with its session.
  const leave = (): void => void session.close();
  left.addEventListener("abort", leave);
  try {
    left.throwIfAborted();
    const server = serverText(spec);
    const facts = await serverFacts(session);
    if (standIn !== null && !facts.isEmbedded) {
      throw new FaultError("SQL_WRONG_SERVER", { library: standIn, server });
    }
    if (!facts.isSysadmin) {
      const { login } = facts;
      throw new FaultError("SQL_NOT_SYSADMIN", { login, server, quoted: quoteName(login) });
    }
    await checkDatabase(session, task, server);
    await checkIdle(session, { task, server, offsetMs: facts.offsetMs });
  } finally {
    left.removeEventListener("abort", leave);
    void session.close();
  }
}

async function checkDatabase(
  session: SqlSession,
  { part, isBackup }: ServerTask,
  server: string,
): Promise<void> {
  const { database } = part;
  const sql = "SELECT name, state_desc FROM sys.databases WHERE name = @name";
  const [row] = await session.query(sql, { name: database });
  if (row === undefined) {
    // RESTORE DATABASE makes it; everything else needs it.
    if (isBackup || part.what === "log") {
      const known = await knownNames(session);
      throw new FaultError("SQL_DATABASE_MISSING", { database, server, known });
    }
    return;
  }
  const state = textOf(row, "state_desc");
  if (isBackup && state !== "ONLINE") {
    const quoted = quoteName(database);
    throw new FaultError("SQL_DATABASE_STATE", { database, server, state, quoted });
  }
}

async function knownNames(session: SqlSession): Promise<string> {
  const rows = await session.query(
    "SELECT name FROM sys.databases WHERE name <> 'tempdb' ORDER BY name",
  );
  const names = rows.map((row) => textOf(row, "name"));
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : "";
  return `${names.slice(0, namedMax).join(", ")}${more}`;
}

async function checkIdle(
  session: SqlSession,
  { task, server, offsetMs }: { task: ServerTask; server: string; offsetMs: number },
): Promise<void> {
  const { database } = task.part;
  const running = await readActivity(session, offsetMs);
  const other = running.find((row) => row.database.toLowerCase() === database.toLowerCase());
  if (other !== undefined) {
    const { command, sessionId, login, program } = other;
    throw new FaultError("SQL_DATABASE_BUSY", {
      command,
      database,
      server,
      session: sessionId,
      login,
      program,
    });
  }
}
