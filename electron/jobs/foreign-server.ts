/**
 * A server that was there before the run and stays after it: SQL Server, or the embedded one in a process of its own. All
 * that the run has of it is a session.
 */
import type { SqlSessionSpec } from "../contract/server-job.ts";
import type { LoginSource, SessionLogin } from "../sql/session/session-login.ts";
import type { ServerAccess, ServerLinkOptions } from "./server-access.ts";

export class ForeignServer implements ServerAccess {
  readonly #session: SqlSessionSpec;
  readonly #loginOf: LoginSource;
  readonly #dispatch: ServerLinkOptions["dispatch"];

  constructor(
    session: SqlSessionSpec,
    loginOf: LoginSource,
    { dispatch }: Pick<ServerLinkOptions, "dispatch">,
  ) {
    this.#session = session;
    this.#loginOf = loginOf;
    this.#dispatch = dispatch;
  }

  login(): Promise<SessionLogin> {
    return this.#loginOf(this.#session);
  }

  /** Which process it is over there is nobody's business here. */
  sessionOpened(): void {
    this.#dispatch({ kind: "serverStarted", pid: 0 });
  }

  sessionEnded(): void {
    this.#dispatch({ kind: "serverEnded" });
  }

  /** Nothing is heard of it but through the session. */
  endsWithin(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** Nobody injects faults into a server that is not ours: check-server.ts. */
  abortStatements(): void {
    return;
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }
}
