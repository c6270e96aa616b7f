/**
 * Who is connected, and what each session runs: the rows of sys.dm_exec_sessions and sys.dm_exec_requests.
 */
import type { NativeStatementControl } from "../../vdi/addon.ts";

/** SQL Server's user sessions begin here. */
const firstSessionId = 51;

export interface Login {
  readonly name: string;
  readonly isSysadmin: boolean;
}

export interface Request {
  readonly startedAtMs: number;
  /** "SELECT", "BACKUP DATABASE": as sys.dm_exec_requests says it. */
  command: string;
  database: string;
  waitType: string | null;
  /** Of a running BACKUP or RESTORE. */
  control: NativeStatementControl | null;
  /** 0 where it is not known. */
  expectedBytes: number;
}

export interface ClientFacts {
  readonly host: string;
  readonly program: string;
  readonly processId: number;
  readonly address: string;
  readonly isEncrypted: boolean;
}

export class Session {
  readonly id: number;
  readonly login: Login;
  readonly client: ClientFacts;
  readonly startedAtMs = Date.now();
  database: string;
  isQuotedIdentifier = true;
  isNoCount = false;
  transactionCount = 0;
  lastError = 0;
  rowCount = 0;
  request: Request | null = null;
  /** Set by KILL and attention: the batch that runs ends as soon as it can. */
  isCancelled = false;
  /** Its connection is gone. */
  hasLeft = false;
  readonly #end: () => void;

  constructor(
    id: number,
    from: { login: Login; client: ClientFacts; database: string; end: () => void },
  ) {
    this.id = id;
    this.login = from.login;
    this.client = from.client;
    this.database = from.database;
    this.#end = from.end;
  }

  /** Aborts what runs. */
  cancel(): void {
    this.isCancelled = this.request !== null;
    this.request?.control?.abort();
  }

  /** KILL: aborts what runs and ends the connection. */
  kill(): void {
    this.cancel();
    this.#end();
  }
}

export class Sessions {
  readonly #sessions = new Map<number, Session>();

  open(from: ConstructorParameters<typeof Session>[1]): Session {
    let id = firstSessionId;
    while (this.#sessions.has(id)) {
      id += 1;
    }
    const session = new Session(id, from);
    this.#sessions.set(id, session);
    return session;
  }

  /** Its connection has ended. What it runs is aborted, and stands in the views until it has ended too. */
  close(session: Session): void {
    session.cancel();
    session.hasLeft = true;
    this.requestEnded(session);
  }

  /** To be called when a request of a session has ended. */
  requestEnded(session: Session): void {
    if (session.hasLeft && session.request === null) this.#sessions.delete(session.id);
  }

  find(id: number): Session | null {
    return this.#sessions.get(id) ?? null;
  }

  list(): readonly Session[] {
    return [...this.#sessions.values()];
  }
}
