/**
 * Looks from a second session at what the first one runs, for as long as it runs.
 */
import { asFault } from "../../contract/fault.ts";
import type { SessionLogin } from "./session-login.ts";
import { SqlSession, type Cell } from "./sql-session.ts";
import { progressQuery, type ProgressFact } from "./statement-progress.ts";

/** A statement that is over sooner is not looked at: that would cost more than it shows. */
const firstLookMs = 1_000;
/** Between two looks. */
const lookMs = 1_000;

export interface WatchListener {
  readonly onView: (fact: ProgressFact) => void;
  /** The view cannot be had any more; told once. */
  readonly onBlind: (reason: string) => void;
}

export class StatementWatch {
  readonly #login: SessionLogin;
  readonly #sessionId: number;
  readonly #listener: WatchListener;
  #timer: NodeJS.Timeout;
  #session: SqlSession | null = null;
  #isStopped = false;

  /** Begins to look at session `sessionId`; `stop` ends it. */
  constructor(login: SessionLogin, sessionId: number, listener: WatchListener) {
    this.#login = login;
    this.#sessionId = sessionId;
    this.#listener = listener;
    this.#timer = this.#lookIn(firstLookMs);
  }

  /** Idempotent. Ends the second session. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    void this.#session?.close();
    this.#session = null;
  }

  #lookIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#look().catch((error: unknown) => {
        if (!this.#isStopped) this.#listener.onBlind(asFault(error).message);
      });
    }, ms);
  }

  async #look(): Promise<void> {
    const session = this.#session ?? (await this.#open());
    if (session === null) return;
    const rows = await session.query(progressQuery, { session: String(this.#sessionId) });
    if (this.#session !== session) return; // stopped meanwhile
    const [row] = rows;
    if (row !== undefined) this.#listener.onView(viewOf(row));
    this.#timer = this.#lookIn(lookMs);
  }

  /** @returns null when it was stopped meanwhile */
  async #open(): Promise<SqlSession | null> {
    const session = await SqlSession.open(this.#login.spec, this.#login.secret);
    if (this.#isStopped) {
      void session.close();
      return null;
    }
    this.#session = session;
    return session;
  }
}

/** `estimated_completion_time` is a bigint, which drivers give as text. */
function viewOf(row: Readonly<Record<string, Cell>>): ProgressFact {
  const wait = row["wait_type"];
  return {
    kind: "view",
    percent: Number(row["percent_complete"] ?? 0),
    msLeft: Number(row["estimated_completion_time"] ?? 0),
    waitType: typeof wait === "string" ? wait : null,
  };
}
