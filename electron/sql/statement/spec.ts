/**
 * What a BACKUP or RESTORE statement says. The builder writes these as T-SQL, the embedded server's parser reads T-SQL into
 * them; a property test holds the two against each other.
 *
 * Source of names, ranges and defaults: VDI reference 6 and 10.1. `null` means that the statement does not mention it.
 */
import { z } from "zod";
import {
  identifierCharsMax,
  serverPathSchema,
  sqlNameSchema as nameSchema,
  sqlText as text,
} from "../../contract/sql-text.ts";
import { vdLimit } from "../../contract/vdi.ts";

/** Device and file names: longer ones are refused by the server (3057). */
export const deviceNameCharsMax = 128;
/** Names and descriptions of a backup set or of media. */
const setNameCharsMax = 128;
const descriptionCharsMax = 255;

export const deviceSchema = z.object({
  /** DISK exists for the parser's sake; the builder's callers use virtual devices. */
  kind: z.enum(["virtual", "disk"]),
  name: text(deviceNameCharsMax),
});
export type Device = z.infer<typeof deviceSchema>;

const powerOfTwo = (value: number): boolean => (value & (value - 1)) === 0;

/** Options of both statements. Sizes in bytes. */
const sharedOptions = {
  checksum: z.boolean().nullable(),
  onError: z.enum(["stop", "continue"]).nullable(),
  blockSize: z
    .number()
    .int()
    .min(vdLimit.blockSizeMin)
    .max(vdLimit.blockSizeMax)
    .refine(powerOfTwo)
    .nullable(),
  bufferCount: z.number().int().min(1).max(0x7fff_ffff).nullable(),
  maxTransferSize: z
    .number()
    .int()
    .min(vdLimit.transferSizeStep)
    .max(vdLimit.transferSizeMax)
    .multipleOf(vdLimit.transferSizeStep)
    .nullable(),
  /** A message after each so many percent. */
  stats: z.number().int().min(1).max(100).nullable(),
  mediaName: text(setNameCharsMax).nullable(),
};

export const compressionAlgorithms = ["MS_XPRESS", "QAT_DEFLATE", "ZSTD"] as const;
export const encryptionAlgorithms = ["AES_128", "AES_192", "AES_256", "TRIPLE_DES_3KEY"] as const;

export const backupOptionsSchema = z.object({
  differential: z.boolean(),
  copyOnly: z.boolean(),
  compression: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("none") }),
      z.object({
        kind: z.literal("on"),
        algorithm: z.enum(compressionAlgorithms).nullable(),
      }),
    ])
    .nullable(),
  encryption: z
    .object({
      algorithm: z.enum(encryptionAlgorithms),
      encryptor: z.enum(["certificate", "asymmetricKey"]),
      name: nameSchema,
    })
    .nullable(),
  name: text(setNameCharsMax).nullable(),
  description: text(descriptionCharsMax).nullable(),
  mediaDescription: text(descriptionCharsMax).nullable(),
  format: z.boolean().nullable(),
  init: z.boolean().nullable(),
  skip: z.boolean().nullable(),
  retainDays: z.number().int().min(0).max(99_999).nullable(),
  /** BACKUP LOG only: the database stays in the restoring state. */
  noRecovery: z.boolean(),
  noTruncate: z.boolean(),
  ...sharedOptions,
});

export const backupStatementSchema = z.object({
  kind: z.literal("backup"),
  what: z.enum(["database", "log"]),
  database: nameSchema,
  /** Logical names; both empty for the whole database. */
  files: z.array(nameSchema),
  filegroups: z.array(nameSchema),
  devices: z.array(deviceSchema).min(1).max(vdLimit.deviceCountMax),
  options: backupOptionsSchema,
});
export type BackupStatement = z.infer<typeof backupStatementSchema>;

export const restoreKinds = [
  "database",
  "log",
  "headerOnly",
  "fileListOnly",
  "labelOnly",
  "verifyOnly",
] as const;
export type RestoreKind = (typeof restoreKinds)[number];

export const restoreOptionsSchema = z.object({
  moves: z.array(z.object({ logicalName: nameSchema, to: serverPathSchema })),
  recovery: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("recovery") }),
      z.object({ kind: z.literal("noRecovery") }),
      z.object({ kind: z.literal("standby"), file: serverPathSchema }),
    ])
    .nullable(),
  replace: z.boolean(),
  restart: z.boolean(),
  restrictedUser: z.boolean(),
  keepReplication: z.boolean(),
  loadHistory: z.boolean(),
  /** Backup set on the media, from 1. */
  fileNumber: z.number().int().min(1).max(0x7fff_ffff).nullable(),
  stopAt: z
    .discriminatedUnion("kind", [
      /** In the server's own time, as T-SQL reads it: 2026-11-25T10:00:00. */
      z.object({ kind: z.literal("time"), at: text(64) }),
      z.object({
        kind: z.enum(["mark", "beforeMark"]),
        mark: text(identifierCharsMax),
        after: text(64).nullable(),
      }),
    ])
    .nullable(),
  ...sharedOptions,
});

export const restoreStatementSchema = z
  .object({
    kind: z.literal("restore"),
    what: z.enum(restoreKinds),
    /** null for those that only read the media. */
    database: nameSchema.nullable(),
    files: z.array(nameSchema),
    filegroups: z.array(nameSchema),
    devices: z.array(deviceSchema).min(1).max(vdLimit.deviceCountMax),
    options: restoreOptionsSchema,
  })
  .refine(
    ({ what, database }) => (what === "database" || what === "log") === (database !== null),
    "A database belongs to RESTORE DATABASE and RESTORE LOG, and to nothing else.",
  );
export type RestoreStatement = z.infer<typeof restoreStatementSchema>;

export const mediaStatementSchema = z.union([backupStatementSchema, restoreStatementSchema]);
export type MediaStatement = z.infer<typeof mediaStatementSchema>;

const noSharedOptions = {
  checksum: null,
  onError: null,
  blockSize: null,
  bufferCount: null,
  maxTransferSize: null,
  stats: null,
  mediaName: null,
} as const;

/** Nothing but what T-SQL itself takes for granted. */
export const plainBackupOptions: BackupStatement["options"] = {
  differential: false,
  copyOnly: false,
  compression: null,
  encryption: null,
  name: null,
  description: null,
  mediaDescription: null,
  format: null,
  init: null,
  skip: null,
  retainDays: null,
  noRecovery: false,
  noTruncate: false,
  ...noSharedOptions,
};

/** Of a run that somebody starts by hand: it leaves differential base and log chain alone. */
export const adHocBackupOptions: BackupStatement["options"] = {
  ...plainBackupOptions,
  copyOnly: true,
};

export const plainRestoreOptions: RestoreStatement["options"] = {
  moves: [],
  recovery: null,
  replace: false,
  restart: false,
  restrictedUser: false,
  keepReplication: false,
  loadHistory: false,
  fileNumber: null,
  stopAt: null,
  ...noSharedOptions,
};
