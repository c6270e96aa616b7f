/**
 * The server of a run, whoever it is: the run's own embedded one (own-server.ts) or one that was there before
 * (foreign-server.ts). What goes on with it afterwards is the same: server-link.ts.
 */
import type { JobSpec } from "../contract/job.ts";
import type { ProcessHost } from "../host/process-host.ts";
import type { LoginSource, SessionLogin } from "../sql/session/session-login.ts";
import type { AftermathWatch } from "./aftermath.ts";
import type { Plan } from "./plan.ts";
import type { Fact, RunState } from "./run-state.ts";
import type { RunView } from "./run-view.ts";

/** What a run gives its link and its server. */
export interface ServerLinkOptions {
  readonly host: ProcessHost;
  readonly spec: JobSpec;
  readonly loginOf: LoginSource;
  readonly view: RunView;
  readonly dispatch: (fact: Fact) => void;
  readonly state: () => RunState;
  readonly aftermath: AftermathWatch;
  /** Aborted once the run is left: nobody logs in and nothing is sent for it from then on. */
  readonly left: AbortSignal;
}

export interface ServerAccess {
  /** How to log in for the statement. @throws FaultError SQL_*, SECRET_*, PROCESS_* */
  login(plan: Plan): Promise<SessionLogin>;
  /** A session was opened, or the last one has ended. */
  sessionOpened(): void;
  sessionEnded(): void;
  /** Whether the server itself is known to end within `ms`, which explains a lost session better than the session does. */
  endsWithin(ms: number): Promise<boolean>;
  /** Injected fault of our own server: it aborts its statement. */
  abortStatements(): void;
  /** Lets the server go. Idempotent. */
  leave(): Promise<void>;
}
