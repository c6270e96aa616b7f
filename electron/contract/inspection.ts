/**
 * What an inspection of backup files says: of each file, of each set in it, of the chain they make together.
 * The JSON of `handoff inspect` has these names; the window gets the same.
 */
import { z } from "zod";
import { damageCodeSchema } from "./mtf/damage.ts";

/** Decimal, as RESTORE HEADERONLY prints it. */
const lsn = z.string();
/** Local time of the server, no zone: "2026-01-15T22:00:00". */
const time = z.string().nullable();

export const setTypes = [
  "Database",
  "Log",
  "Differential",
  "File",
  "File differential",
  "Partial",
  "Partial differential",
  "Unknown",
] as const;

const backupFileSchema = z.object({
  fileId: z.number(),
  logicalName: z.string(),
  physicalName: z.string(),
  type: z.enum(["Data", "Log", "FileStream", "Unknown"]),
  sizeBytes: z.number(),
  /** null for log files. */
  filegroup: z.string().nullable(),
  /** Pages of it in this pass of the backup, over all stripes. */
  pages: z.number(),
});

export const backupSetSchema = z.object({
  position: z.number(),
  type: z.enum(setTypes),
  name: z.string().nullable(),
  databaseName: z.string(),
  serverName: z.string(),
  machineName: z.string(),
  userName: z.string(),
  softwareVersion: z.string(),
  databaseVersion: z.number(),
  compatibilityLevel: z.number(),
  firstLsn: lsn,
  lastLsn: lsn,
  checkpointLsn: lsn,
  databaseBackupLsn: lsn,
  /** null but for differential backups. */
  differentialBaseLsn: lsn.nullable(),
  differentialBaseId: z.string().nullable(),
  backupStart: time,
  backupFinish: time,
  backupSize: z.number(),
  compressedBackupSize: z.number().nullable(),
  backupSetId: z.string(),
  familyId: z.string(),
  recoveryForkId: z.string(),
  collation: z.string(),
  hasChecksums: z.boolean(),
  isCopyOnly: z.boolean(),
  /** Both copies of the configuration and the end are there. */
  complete: z.boolean(),
  /** Which LSNs the first copy of the configuration has otherwise: the final copy decides. */
  staleInFirstCopy: z.array(z.string()),
  files: z.array(backupFileSchema),
});
export type BackupSetFacts = z.infer<typeof backupSetSchema>;

export const damageSchema = z.object({
  /** One sentence in English. */
  what: z.string(),
  code: damageCodeSchema,
  subject: z.string(),
  /** Bytes from the beginning of what `of` names. */
  offset: z.number(),
  /** The plain MTF stream, or the file where it is compressed. */
  of: z.enum(["stream", "file"]),
  /** Of pages: which, what its header says and what its bytes give. */
  page: z
    .object({
      fileId: z.number(),
      pageId: z.number(),
      stored: z.string(),
      computed: z.string(),
      /** Its first bytes, hex; "" after the first few pages. */
      head: z.string(),
    })
    .nullable(),
});
export type DamageFacts = z.infer<typeof damageSchema>;

export const checksSchema = z.object({
  headers: z.number(),
  pagesRight: z.number(),
  pagesWrong: z.number(),
  /** Carry neither checksum nor torn bits. */
  pagesBare: z.number(),
  pagesUnallocated: z.number(),
  /** Hold something else, and nothing says whether they may. */
  pagesUnjudged: z.number(),
  backupChecksumsRight: z.number(),
  backupChecksumsWrong: z.number(),
});
export type ChecksFacts = z.infer<typeof checksSchema>;

const regionSchema = z.object({
  type: z.string(),
  at: z.number(),
  bytes: z.number(),
  count: z.number(),
});

export const backupReportSchema = z.object({
  file: z.string(),
  bytes: z.number(),
  container: z.enum(["mtf", "compressed", "zstd", "unknown"]),
  blockSize: z.number().nullable(),
  /** Of the plain stream; null when it cannot be read. */
  plainBytes: z.number().nullable(),
  media: z
    .object({
      mediaSetId: z.string(),
      familyCount: z.number(),
      familySequence: z.number(),
      softwareName: z.string(),
      mediaName: z.string().nullable(),
    })
    .nullable(),
  /** Everything that its sets need is there: in this file, and the other stripes among those given. */
  complete: z.boolean(),
  damage: z.array(damageSchema),
  /** More places are damaged than `damage` lists. */
  damageLeftOut: z.number(),
  sets: z.array(backupSetSchema),
  /** The stream's blocks in their order. */
  structure: z.array(regionSchema),
  /** null unless it was verified. */
  checks: checksSchema.nullable(),
});
export type BackupReport = z.infer<typeof backupReportSchema>;

const chainStepSchema = z.object({
  file: z.string(),
  /** All stripes of it, in their order. */
  files: z.array(z.string()),
  position: z.number(),
  backupSetId: z.string(),
  databaseName: z.string(),
  type: z.enum(setTypes),
  firstLsn: lsn,
  lastLsn: lsn,
  backupStart: time,
  backupFinish: time,
  /**
   * base: restoring begins with it; used: it is applied; unneeded: a later differential or its base has all of
   * it; gap: something before it is missing; fork: of another recovery fork; baseless: its full backup is not
   * here; incomplete: damaged or without all of its stripes.
   */
  state: z.enum(["base", "used", "unneeded", "gap", "fork", "baseless", "incomplete"]),
  /** Some of its files are damaged: restoring needs CONTINUE_AFTER_ERROR, and loses what is wrong. */
  isDamaged: z.boolean(),
});
export type ChainStep = z.infer<typeof chainStepSchema>;

const restoreTargetSchema = z.object({
  /** Any second of it; from = to is one point. */
  from: time,
  to: time,
  /** What to restore, in order: indexes of `steps`. */
  steps: z.array(z.number()),
});
export type RestoreTarget = z.infer<typeof restoreTargetSchema>;

export const databaseChainSchema = z.object({
  databaseName: z.string(),
  familyId: z.string(),
  /** Everything given can be used, and nothing between is missing. */
  fits: z.boolean(),
  steps: z.array(chainStepSchema),
  /** Where log is missing first: after `afterLsn`, the next log here begins at `nextFirstLsn`. */
  gap: z
    .object({
      afterLsn: lsn,
      nextFirstLsn: lsn,
      afterTime: time,
      /** Index of the step before which something is missing. */
      beforeStep: z.number(),
    })
    .nullable(),
  restoresTo: z.array(restoreTargetSchema),
});
export type DatabaseChain = z.infer<typeof databaseChainSchema>;

export const chainSchema = z.object({
  fits: z.boolean(),
  /** In English, one sentence each. */
  words: z.array(z.string()),
  databases: z.array(databaseChainSchema),
});
export type Chain = z.infer<typeof chainSchema>;

export const inspectionSchema = z.object({
  files: z.array(backupReportSchema),
  chain: chainSchema,
});
export type Inspection = z.infer<typeof inspectionSchema>;
