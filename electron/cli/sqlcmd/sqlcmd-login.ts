/**
 * Which server, and who logs in, from the flags of sqlcmd.
 */
import { birthOf, stateFolder } from "../../jobs/journal.ts";
import { logins, ServerFiles } from "../../server/standalone/server-files.ts";
import { loopback } from "../../server/tds/listener.ts";
import { parseServer, safeLogin, type LoginSpec } from "../../contract/sql-login.ts";
import { secretFromEnvironment } from "../../sql/session/secrets.ts";
import { FlagError, type SqlcmdFlags } from "./flags.ts";

export interface SqlcmdLogin {
  readonly spec: LoginSpec;
  readonly secret: string;
}

const thisMachine = new Set(["localhost", loopback]);

/** @throws FlagError, FaultError SERVER_STATE, SECRET_MISSING */
export function loginOf(flags: SqlcmdFlags): SqlcmdLogin {
  const named = parseServer(flags.server ?? "localhost");
  if (named === null) {
    throw new FlagError(
      `'-S ${flags.server ?? ""}': Unexpected argument. It is server[\\instance][,port].`,
    );
  }
  const embedded = embeddedAt(named);
  const common = {
    ...safeLogin,
    ...named,
    database: flags.database ?? safeLogin.database,
    isTrusted: flags.trustsCertificate,
    connectMsMax: flags.loginTimeout * 1_000,
    program: "SQLCMD",
  };
  if (embedded !== null) {
    const { files, port } = embedded;
    const spec: LoginSpec = {
      ...common,
      // TLS checks names, not addresses.
      host: "localhost",
      port,
      instance: null,
      login: { kind: "sql", user: flags.user ?? logins.administrator },
      encryption: flags.encryption ?? "off",
      certificateFile: flags.trustsCertificate ? null : files.certificateFile,
    };
    return { spec, secret: secretOf(flags, files) };
  }
  const { user } = flags;
  if (user === null) {
    throw new FlagError(
      "Windows authentication (-E) works only with the embedded server of this user. Give -U, and the password in SQLCMDPASSWORD.",
    );
  }
  const encryption = flags.encryption ?? safeLogin.encryption;
  return {
    spec: { ...common, encryption, login: { kind: "sql", user } },
    secret: secretOf(flags, null),
  };
}

/** The embedded server of this user, where the name means it: this machine without a port, or with its port. */
function embeddedAt({
  host,
  instance,
  port,
}: {
  host: string;
  instance: string | null;
  port: number | null;
}): { files: ServerFiles; port: number } | null {
  const files = new ServerFiles(stateFolder());
  const running = thisMachine.has(host) && instance === null ? files.running() : null;
  const isThere = running !== null && birthOf(running.pid) === running.bornAt;
  return isThere && (port === null || port === running.port) ? { files, port: running.port } : null;
}

/** Who owns the embedded server's password file need not type it. */
function secretOf({ password, user }: SqlcmdFlags, files: ServerFiles | null): string {
  if (password !== null) {
    return password;
  }
  if (files !== null && (user === null || user === logins.administrator)) {
    return files.passwords().sa;
  }
  return secretFromEnvironment("SQLCMDPASSWORD", user ?? "");
}
