/**
 * Jobs on a `handoff server` of another process, through our libsqlvdi.so, as they would run on a SQL Server.
 */
import path from "node:path";
import { jobDefaults, type BackupSpec, type RestoreSpec } from "../../../electron/contract/job.ts";
import {
  databaseSinkDefaults,
  databaseSourceDefaults,
  type DatabaseSink,
  type DatabaseSource,
} from "../../../electron/contract/server-job.ts";
import type { LoginSpec } from "../../../electron/contract/sql-login.ts";
import type { LoginSource } from "../../../electron/sql/session/session-login.ts";
import { password } from "./server-process.ts";

export const standIn = path.resolve("build/Release/libsqlvdi.so");

/** Logs in as the job says, always with this secret. */
export function withSecret(secret = password): LoginSource {
  return (session) => {
    if (session.kind !== "login") throw new Error("These jobs bring their login along.");
    return Promise.resolve({ spec: session.login, secret });
  };
}

function serverOf(login: LoginSpec): NonNullable<BackupSpec["server"]> {
  const session = { kind: "login" as const, login, passwordVariable: "PASSWORD" };
  return { kind: "sqlserver", instance: null, library: standIn, session };
}

export function backupFrom(
  login: LoginSpec,
  targets: readonly string[],
  source: Partial<DatabaseSource> & { readonly database: string },
  change: Partial<BackupSpec> = {},
): BackupSpec {
  return {
    ...jobDefaults,
    faults: [],
    kind: "backup",
    source: { ...databaseSourceDefaults, ...source },
    targets: [...targets],
    codec: { kind: "none" },
    transferSize: 65_536,
    server: serverOf(login),
    ...change,
  };
}

export function restoreInto(
  login: LoginSpec,
  media: readonly string[],
  sink: Partial<DatabaseSink> & { readonly database: string },
  change: Partial<RestoreSpec> = {},
): RestoreSpec {
  return {
    ...jobDefaults,
    faults: [],
    kind: "restore",
    media: [...media],
    sink: { ...databaseSinkDefaults, moves: [], ...sink },
    transferSize: 65_536,
    server: serverOf(login),
    ...change,
  };
}
