/**
 * How jobs of the command line log in at a server: as their flags say, with a password from the environment.
 */
import { FaultError } from "../contract/fault.ts";
import { userText } from "../contract/sql-login.ts";
import type { LoginSource } from "../sql/session/session-login.ts";
import { secretFromEnvironment } from "../sql/session/secrets.ts";

/** @throws FaultError SECRET_MISSING, USAGE for a server of the app's list, whose password is not ours to read */
export const commandLogin: LoginSource = (session) =>
  new Promise((resolve) => {
    if (session.kind === "saved") {
      throw new FaultError("USAGE", {
        what: `The job runs on "${session.name}" of the app's list of servers.`,
        remedy: "Run it in the app, or name the server with --server.",
      });
    }
    const { login: spec, passwordVariable } = session;
    const secret =
      passwordVariable === null
        ? ""
        : secretFromEnvironment(passwordVariable, userText(spec.login));
    resolve({ spec, secret });
  });
