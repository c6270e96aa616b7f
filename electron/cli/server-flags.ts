/**
 * From the flags of `handoff backup` and `handoff restore` that name a SQL Server to the parts of a job that are about it.
 *
 * Pure; every refusal is a FaultError USAGE. No flag takes a password: --password-env names the variable that holds it.
 */
import path from "node:path";
import type { VdiServer } from "../contract/job.ts";
import {
  backupKinds,
  databaseSinkDefaults,
  databaseSourceDefaults,
  type DatabaseSink,
  type DatabaseSource,
  type SqlSessionSpec,
} from "../contract/server-job.ts";
import { parseServer, safeLogin, type LoginSpec, type SqlLogin } from "../contract/sql-login.ts";
import { serverPathSchema, sqlNameSchema } from "../contract/sql-text.ts";
import { usage } from "./size.ts";

/** Who is reached and how; both commands take them. */
export interface ServerFlags {
  readonly server?: string;
  readonly user?: string;
  readonly domain?: string;
  readonly entra?: boolean;
  readonly passwordEnv?: string;
  readonly encrypt?: string;
  readonly trustCertificate?: boolean;
  readonly certificate?: string;
  readonly database?: string;
  readonly checksum?: boolean;
  readonly vdiLibrary?: string;
  readonly vdiInstance?: string;
}

export interface DatabaseSourceFlags extends ServerFlags {
  readonly what?: string;
  readonly copyOnly?: boolean;
  readonly serverCompress?: string;
}

export interface DatabaseSinkFlags extends ServerFlags {
  readonly log?: boolean;
  readonly move?: readonly string[];
  readonly norecovery?: boolean;
  readonly standby?: string;
  readonly replace?: boolean;
  readonly stopAt?: string;
}

type AnyServerFlags = DatabaseSourceFlags & DatabaseSinkFlags;

/** Flags that say who logs in at a server, or what it does with its database: without --server they say nothing. */
const ofServer = [
  "user",
  "domain",
  "entra",
  "passwordEnv",
  "encrypt",
  "trustCertificate",
  "certificate",
  "checksum",
  "what",
  "copyOnly",
  "serverCompress",
  "log",
  "move",
  "norecovery",
  "standby",
  "replace",
  "stopAt",
] as const satisfies readonly (keyof AnyServerFlags)[];

/** Variable of the password where nobody names another one. */
const passwordVariable = "HANDOFF_SQL_PASSWORD";
const encryptions = ["strict", "required", "off"] as const;

/** Refuses flags that would be ignored. @throws FaultError USAGE */
export function refuseUnused(flags: AnyServerFlags): void {
  const { server, vdiLibrary, vdiInstance, entra, passwordEnv } = flags;
  // --database has words of its own.
  if (server === undefined && flags.database === undefined) {
    // --no-copy-only is a flag; that it was not given is a value, too.
    const isGiven = (name: (typeof ofServer)[number]): boolean =>
      flags[name] !== undefined && !(name === "copyOnly" && flags.copyOnly === true);
    const given = ofServer.filter(isGiven).map((name) => flagOf(name, flags[name] === false));
    if (given.length > 0) {
      throw usage(
        `Without --server there is no use for ${given.join(", ")}.`,
        "Name the server and its database, --server HOST[,PORT] --database NAME, or leave that out.",
      );
    }
  }
  if (vdiInstance !== undefined && server === undefined && vdiLibrary === undefined) {
    throw usage(
      "Without --server or --vdi-library there is no use for --vdi-instance.",
      "Name one of them, or leave it out.",
    );
  }
  if (entra === true && passwordEnv !== undefined) {
    throw usage("--entra and --password-env exclude each other.", "Leave one of them out.");
  }
}

/** passwordEnv: --password-env. */
function flagOf(name: string, isOff: boolean): string {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return isOff ? `--no-${words}` : `--${words}`;
}

/** Which client library and whose session; undefined: the built-in half and the run's own server. @throws FaultError USAGE */
export function vdiServerFrom(flags: ServerFlags): VdiServer | undefined {
  if (flags.server === undefined && flags.vdiLibrary === undefined) {
    return undefined;
  }
  const instance = flags.vdiInstance ?? null;
  const library = flags.vdiLibrary === undefined ? "" : path.resolve(flags.vdiLibrary);
  return {
    kind: "sqlserver",
    instance,
    library,
    ...(flags.server === undefined ? {} : { session: sessionFrom(flags, flags.server) }),
  };
}

function sessionFrom(flags: ServerFlags, server: string): SqlSessionSpec {
  const place = parseServer(server);
  if (place === null) {
    throw usage(`--server ${server} names no server.`, "Write HOST, HOST,PORT or HOST\\INSTANCE.");
  }
  const login = loginFrom(flags);
  const spec: LoginSpec = {
    ...safeLogin,
    ...place,
    login,
    encryption: encryptionFrom(flags.encrypt ?? safeLogin.encryption),
    isTrusted: flags.trustCertificate ?? false,
    certificateFile: flags.certificate === undefined ? null : path.resolve(flags.certificate),
  };
  const needsSecret = login.kind === "sql" || login.kind === "ntlm";
  const variable = flags.passwordEnv ?? passwordVariable;
  return { kind: "login", login: spec, passwordVariable: needsSecret ? variable : null };
}

function loginFrom({ user, domain, entra }: ServerFlags): SqlLogin {
  if (entra === true) {
    if (user !== undefined || domain !== undefined) {
      throw usage("--entra and --user exclude each other.", "Leave one of them out.");
    }
    return { kind: "entraDefault", clientId: null };
  }
  if (user === undefined) {
    throw usage(
      "--user is missing.",
      "Give --user NAME (with --domain for Windows logins), or --entra.",
    );
  }
  return domain === undefined ? { kind: "sql", user } : { kind: "ntlm", domain, user };
}

function encryptionFrom(text: string): LoginSpec["encryption"] {
  const known = encryptions.find((name) => name === text);
  if (known === undefined) {
    throw usage(`--encrypt ${text} is unknown.`, `Write ${encryptions.join(", ")}.`);
  }
  return known;
}

/** The database to back up; null where the flags name none. @throws FaultError USAGE */
export function databaseSourceFrom(flags: DatabaseSourceFlags): DatabaseSource | null {
  const database = databaseFrom(flags);
  if (database === null) {
    return null;
  }
  const what = backupKinds.find((name) => name === (flags.what ?? "database"));
  if (what === undefined) {
    throw usage(`--what ${flags.what ?? ""} is unknown.`, `Write ${backupKinds.join(", ")}.`);
  }
  return {
    ...databaseSourceDefaults,
    database,
    what,
    copyOnly: flags.copyOnly ?? databaseSourceDefaults.copyOnly,
    compression: compressionFrom(flags.serverCompress),
    checksum: flags.checksum ?? databaseSourceDefaults.checksum,
  };
}

function compressionFrom(text: string | undefined): boolean | null {
  if (text === undefined || text === "on" || text === "off") {
    return text === undefined ? null : text === "on";
  }
  throw usage(`--server-compress ${text} is unknown.`, "Write on or off.");
}

/** The database to restore; null where the flags name none. @throws FaultError USAGE */
export function databaseSinkFrom(flags: DatabaseSinkFlags): DatabaseSink | null {
  const database = databaseFrom(flags);
  if (database === null) {
    return null;
  }
  return {
    ...databaseSinkDefaults,
    database,
    what: flags.log === true ? "log" : "database",
    moves: (flags.move ?? []).map(moveFrom),
    recovery: recoveryFrom(flags),
    replace: flags.replace ?? false,
    stopAt: flags.stopAt ?? null,
    checksum: flags.checksum ?? null,
  };
}

function databaseFrom({ server, database }: ServerFlags): string | null {
  if (database === undefined) {
    if (server !== undefined) {
      throw usage("--database is missing.", "Name the server's database: --database NAME.");
    }
    return null;
  }
  if (server === undefined) {
    throw usage("--database needs a server.", "Name it: --server HOST[,PORT].");
  }
  return checked(sqlNameSchema, database, `--database ${database}`);
}

function moveFrom(text: string): DatabaseSink["moves"][number] {
  const at = text.indexOf("=");
  if (at < 1) {
    throw usage(`--move ${text} is not NAME=PATH.`, "Write the logical name, =, and its new path.");
  }
  const flag = `--move ${text}`;
  return {
    logicalName: checked(sqlNameSchema, text.slice(0, at), flag),
    to: checked(serverPathSchema, text.slice(at + 1), flag),
  };
}

function recoveryFrom({ norecovery, standby }: DatabaseSinkFlags): DatabaseSink["recovery"] {
  if (standby !== undefined) {
    if (norecovery === true) {
      throw usage("--norecovery and --standby exclude each other.", "Leave one of them out.");
    }
    return { kind: "standby", file: checked(serverPathSchema, standby, `--standby ${standby}`) };
  }
  return { kind: norecovery === true ? "noRecovery" : "recovery" };
}

interface Checker {
  safeParse(text: string): { success: boolean };
}

function checked(schema: Checker, text: string, flag: string): string {
  if (!schema.safeParse(text).success) {
    throw usage(
      `${flag}: a name that a SQL Server cannot have.`,
      "Names have 1 to 128 characters, paths up to 259, without NUL and half characters.",
    );
  }
  return text;
}
