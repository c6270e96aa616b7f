/**
 * Questions about a server that the window asks: each in a session of its own, which ends with the answer.
 *
 * Runs in: main; knows no Electron.
 */
import { performance } from "node:perf_hooks";
import { asFault } from "../contract/fault.ts";
import type { FaultWords } from "../contract/server-fault.ts";
import type { SavedServer, SecretChange, ServerTest } from "../contract/server-saved.ts";
import type { ActivityRow, DatabaseRow, HistoryRow } from "../contract/server-views.ts";
import type { SessionLogin } from "../sql/session/session-login.ts";
import { SqlSession } from "../sql/session/sql-session.ts";
import { readActivity } from "../sql/views/activity.ts";
import { readDatabases } from "../sql/views/databases.ts";
import { readHistory } from "../sql/views/history.ts";
import { serverFacts, type KnownServer } from "../sql/views/server-facts.ts";
import type { ServerStore } from "./server-store.ts";

/** A fault as the page gets it. */
export function faultWordsOf(error: unknown): FaultWords {
  const { code, message, remedy, parameters } = asFault(error);
  return { code, message, remedy, parameters: { ...parameters } };
}

export class ServerDesk {
  readonly #store: ServerStore;

  constructor(store: ServerStore) {
    this.#store = store;
  }

  /** Never throws: that a server cannot be reached is an answer. */
  async test(server: SavedServer, change: SecretChange): Promise<ServerTest> {
    const startMs = performance.now();
    try {
      const login = await this.#store.login(server, change);
      const {
        name,
        version,
        edition,
        platform,
        isSysadmin,
        login: user,
        isEmbedded,
      } = await inSession(login, (_session, known) => Promise.resolve(known));
      const facts = { name, version, edition, platform, isSysadmin, login: user, isEmbedded };
      return { kind: "reached", facts, ms: performance.now() - startMs };
    } catch (error) {
      return { kind: "failed", fault: faultWordsOf(error) };
    }
  }

  /** @throws FaultError SQL_*, SECRET_* */
  databases(serverId: string): Promise<DatabaseRow[]> {
    return this.with(serverId, (session, { offsetMs }) => readDatabases(session, offsetMs));
  }

  activity(serverId: string): Promise<ActivityRow[]> {
    return this.with(serverId, (session, { offsetMs }) => readActivity(session, offsetMs));
  }

  history(of: { serverId: string; database: string | null; limit: number }): Promise<HistoryRow[]> {
    const { database, limit } = of;
    return this.with(of.serverId, (session, { offsetMs }) =>
      readHistory(session, { database, limit, offsetMs }),
    );
  }

  /** Logs in, asks, logs out. */
  async with<T>(
    serverId: string,
    ask: (session: SqlSession, server: KnownServer) => Promise<T>,
  ): Promise<T> {
    return inSession(await this.#store.login(this.#store.get(serverId)), ask);
  }
}

async function inSession<T>(
  { spec, secret }: SessionLogin,
  ask: (session: SqlSession, server: KnownServer) => Promise<T>,
): Promise<T> {
  const session = await SqlSession.open(spec, secret);
  try {
    return await ask(session, await serverFacts(session));
  } finally {
    void session.close();
  }
}
