/**
 * Everything that a session needs, and who can give it.
 */
import type { SqlSessionSpec } from "../../contract/server-job.ts";
import type { LoginSpec } from "../../contract/sql-login.ts";

export interface SessionLogin {
  readonly spec: LoginSpec;
  /** Password, client secret or token; "" where the login needs none. Never logged, never sent on. */
  readonly secret: string;
}

/** Turns what a job says of its session into a login. @throws FaultError SQL_UNKNOWN_SERVER, SECRET_*, USAGE */
export type LoginSource = (session: SqlSessionSpec) => Promise<SessionLogin>;
