/**
 * The parts of a job that runs on a SQL Server: which server, which database, and what the statement says of it.
 */
import { z } from "zod";
import { loginSpecSchema, serverText } from "./sql-login.ts";
import { serverPathSchema, sqlNameSchema, sqlText } from "./sql-text.ts";

/**
 * Where the T-SQL session of a job comes from. Never holds a secret.
 * `saved`: a server of the app's list, with its password. `login`: the command line's, with the environment variable that
 * has the password; the app does not run it.
 */
export const sqlSessionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("saved"), serverId: z.uuid(), name: z.string().min(1).max(128) }),
  z.object({
    kind: z.literal("login"),
    login: loginSpecSchema,
    /** null: the login needs no secret. */
    passwordVariable: z.string().min(1).max(256).nullable(),
  }),
]);
export type SqlSessionSpec = z.infer<typeof sqlSessionSchema>;

/** What people call the server of a session. */
export function sessionText(session: SqlSessionSpec): string {
  return session.kind === "saved" ? session.name : serverText(session.login);
}

export const backupKinds = ["database", "differential", "log"] as const;
export type BackupKind = (typeof backupKinds)[number];

/** A database of the server; null in an option: the server decides. */
export const databaseSourceSchema = z.object({
  kind: z.literal("database"),
  database: sqlNameSchema,
  what: z.enum(backupKinds),
  /** Leaves differential base and log chain alone. Not with `what` differential, which has no such thing. */
  copyOnly: z.boolean(),
  /** WITH COMPRESSION or NO_COMPRESSION, by the server. */
  compression: z.boolean().nullable(),
  checksum: z.boolean().nullable(),
});
export type DatabaseSource = z.infer<typeof databaseSourceSchema>;

/** Of a backup that somebody starts by hand: it disturbs nobody's chain. */
export const databaseSourceDefaults = {
  kind: "database",
  what: "database",
  copyOnly: true,
  compression: null,
  checksum: true,
} as const satisfies Partial<DatabaseSource>;

export const databaseSinkSchema = z.object({
  kind: z.literal("database"),
  database: sqlNameSchema,
  /** `database` restores full and differential backups. */
  what: z.enum(["database", "log"]),
  /** WITH MOVE: files that go elsewhere on the server than they came from. */
  moves: z.array(z.object({ logicalName: sqlNameSchema, to: serverPathSchema })).max(4_096),
  recovery: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("recovery") }),
    z.object({ kind: z.literal("noRecovery") }),
    /** `file`: on the server, keeps what is undone for reading. */
    z.object({ kind: z.literal("standby"), file: serverPathSchema }),
  ]),
  /** Over a database that is there. */
  replace: z.boolean(),
  /** Of a log: the server's own time, as T-SQL reads it: 2026-11-25T10:00:00. */
  stopAt: sqlText(64).nullable(),
  checksum: z.boolean().nullable(),
});
export type DatabaseSink = z.infer<typeof databaseSinkSchema>;

export const databaseSinkDefaults = {
  kind: "database",
  what: "database",
  moves: [],
  recovery: { kind: "recovery" },
  replace: false,
  stopAt: null,
  checksum: null,
} as const satisfies Partial<DatabaseSink>;
