/**
 * What the app shows of a server: its databases with their chains, what runs, what was backed up.
 * Times are milliseconds since 1970; the server's local times were turned by its present offset from UTC.
 */
import { z } from "zod";
import { backupKinds } from "./server-job.ts";

/** msdb's types of a backup: D I L F G P Q. */
export const historyTypes = [
  ...backupKinds,
  "file",
  "fileDifferential",
  "partial",
  "partialDifferential",
  "other",
] as const;

/** Whose a backup is: by this program, by another one through VDI, or native (disk, tape, URL). */
export const backupOrigins = ["handoff", "foreignVdi", "native"] as const;
export type BackupOrigin = (typeof backupOrigins)[number];

export const historyRowSchema = z.object({
  backupSetId: z.number().int(),
  database: z.string(),
  type: z.enum(historyTypes),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  bytes: z.number(),
  /** As the server stored it; null where it does not say. */
  compressedBytes: z.number().nullable(),
  isCopyOnly: z.boolean(),
  hasChecksums: z.boolean(),
  isDamaged: z.boolean(),
  /** Given name of the set, "" for none. */
  name: z.string(),
  user: z.string(),
  server: z.string(),
  origin: z.enum(backupOrigins),
  /** backupmediafamily.device_type as it stands there: 2 disk, 5 tape, 7 virtual, 9 URL; null: the row is gone. */
  deviceType: z.number().int().nullable(),
  /** Names of its devices or files, in order of stripes. */
  devices: z.array(z.string()),
  /** The run of this program that made it, where its name says so. */
  runId: z.string().nullable(),
  /** Decimal; null where the server has none. */
  firstLsn: z.string().nullable(),
  lastLsn: z.string().nullable(),
});
export type HistoryRow = z.infer<typeof historyRowSchema>;

const lastBackupSchema = historyRowSchema.pick({
  finishedAtMs: true,
  bytes: true,
  isCopyOnly: true,
  origin: true,
  devices: true,
});
export type LastBackup = z.infer<typeof lastBackupSchema>;

/**
 * Whether what is in msdb restores to the newest log backup without a gap.
 * - `whole`: full, then every log to the newest; `unneeded`: recovery model SIMPLE and a full backup is there;
 * - `broken`: see `reason`; `unknown`: the server keeps no LSNs.
 */
export const chainReasons = [
  /** Never backed up (copies do not count). */
  "noFull",
  /** Recovery model FULL or BULK_LOGGED, full backup, but no log backup since: the log grows. */
  "noLog",
  /** {at}: a log backup is missing between two others. */
  "logGap",
  /** {at}: the model was SIMPLE meanwhile, logs after it need a new full backup. */
  "wasSimple",
  /** {at}: the newest full backup, base of later differentials, was made by another program through VDI: only it has the data. */
  "foreignBase",
  /** {at}: a log backup of another program is a part of the chain: only it has the data. */
  "foreignLog",
  /** {at}: the newest full backup is marked as damaged. */
  "damaged",
] as const;
export type ChainReason = (typeof chainReasons)[number];

export const chainSchema = z.object({
  state: z.enum(["whole", "broken", "unneeded", "unknown"]),
  reason: z.enum(chainReasons).nullable(),
  /** Where it breaks: the end of the last good backup before the gap, or the backup that is meant. */
  atMs: z.number().nullable(),
  /** To which time a restore can go now; null: none. */
  restorableToMs: z.number().nullable(),
});
export type Chain = z.infer<typeof chainSchema>;

export const databaseRowSchema = z.object({
  name: z.string(),
  /** master, model, msdb (tempdb is left out: it cannot be backed up). */
  isSystem: z.boolean(),
  /** As sys.databases says it: ONLINE, RESTORING, RECOVERING, SUSPECT ... */
  state: z.string(),
  isReadOnly: z.boolean(),
  isInStandby: z.boolean(),
  recoveryModel: z.enum(["FULL", "BULK_LOGGED", "SIMPLE"]),
  /** Data and log files together. */
  bytes: z.number(),
  isEncrypted: z.boolean(),
  lastFull: lastBackupSchema.nullable(),
  lastDifferential: lastBackupSchema.nullable(),
  lastLog: lastBackupSchema.nullable(),
  chain: chainSchema,
});
export type DatabaseRow = z.infer<typeof databaseRowSchema>;

export const activityRowSchema = z.object({
  sessionId: z.number().int(),
  /** "BACKUP DATABASE", "RESTORE LOG" ... */
  command: z.string(),
  database: z.string(),
  /** 0 to 100. */
  percent: z.number(),
  /** null: the server does not say yet. */
  secondsLeft: z.number().nullable(),
  endsAtMs: z.number().nullable(),
  startedAtMs: z.number(),
  waitType: z.string().nullable(),
  waitMs: z.number(),
  login: z.string(),
  host: z.string(),
  program: z.string(),
  /** Process id of the client on its host. */
  processId: z.number().nullable(),
  /** The open run of this app that it belongs to. */
  runId: z.string().nullable(),
});
export type ActivityRow = z.infer<typeof activityRowSchema>;
