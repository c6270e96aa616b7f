/**
 * What a user asks for: the specification of a backup or restore. The command line, the window and
 * the journal share it. Parsed at every border.
 */
import { z } from "zod";
import {
  databaseSinkSchema,
  databaseSourceSchema,
  sqlSessionSchema,
  type SqlSessionSpec,
} from "./server-job.ts";
import { vdLimit } from "./vdi.ts";

/** Faults that tests and demonstrations inject; the embedded server only. */
export const faultKinds = [
  "secondary-crash",
  "secondary-hang",
  "media-full",
  "media-error",
  "bad-handle",
  "foreign-handle",
  "interior-handle",
  "double-completion",
  "completion-order",
  "disk-full",
  "io-error",
  "server-abort",
  "server-crash",
  "client-timeout",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `at`: the nth command of the set, from 1; for media-full bytes stored by a device. */
export const faultSchema = z.object({ kind: z.enum(faultKinds), at: z.number().int().min(1) });
export type Fault = z.infer<typeof faultSchema>;

export const codecSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("zstd"), level: z.number().int().min(1).max(19) }),
  /** Moves every byte out of the buffer and keeps nothing: for measuring. */
  z.object({ kind: z.literal("null") }),
]);
export type Codec = z.infer<typeof codecSchema>;

const paths = z.array(z.string().min(1)).min(1).max(vdLimit.deviceCountMax);

/** What the embedded server gives. `deviceCount` of a generated stream is the number of targets. */
export const sourceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("replay"), files: paths }),
  z.object({
    kind: z.literal("generate"),
    bytes: z.number().int().min(65_536),
    seed: z.number().int().min(0).max(0xffff_ffff),
    entropy: z.number().min(0).max(1),
  }),
]);
export type Source = z.infer<typeof sourceSchema>;

/** `database`: of the server of `session`, and only with one. */
const backupSourceSchema = z.discriminatedUnion("kind", [
  ...sourceSchema.options,
  databaseSourceSchema,
]);

/**
 * Measuring only: how fast the embedded server issues the commands of all devices together (0: as fast as
 * it can) and how large they are (0: the transfer size, else a multiple of the block size up to it).
 */
export const paceSchema = z.object({
  commandsPerSecond: z.number().int().min(0).max(10_000_000),
  commandBytes: z.number().int().min(0).max(vdLimit.transferSizeMax),
});
export type Pace = z.infer<typeof paceSchema>;

/**
 * Which client library a job's processes use. `embedded`: our own client half. `sqlserver`: the published library,
 * "" where SQL Server's package installs it, or any path; on Linux there are no instances.
 */
export const vdiServerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("embedded") }),
  z.object({
    kind: z.literal("sqlserver"),
    instance: z.string().min(1).max(16).nullable(),
    library: z.string(),
    /** Left out: the job's own embedded server, behind a library that stands in for SQL Server's. */
    session: sqlSessionSchema.optional(),
  }),
]);
export type VdiServer = z.infer<typeof vdiServerSchema>;

const powerOfTwo = (value: number): boolean => (value & (value - 1)) === 0;

/** What both directions share. Sizes in bytes; null: the program decides and says what it chose. */
const common = {
  transferSize: z
    .number()
    .int()
    .min(vdLimit.transferSizeStep)
    .max(vdLimit.transferSizeMax)
    .multipleOf(vdLimit.transferSizeStep),
  buffers: z.number().int().min(1).max(vdLimit.bufferCountMax).nullable(),
  secondaries: z.number().int().min(1).max(vdLimit.deviceCountMax).nullable(),
  blockSize: z
    .number()
    .int()
    .min(vdLimit.blockSizeMin)
    .max(vdLimit.blockSizeMax)
    .refine(powerOfTwo)
    .nullable(),
  alignment: z.number().int().min(0).max(65_536),
  prefixZone: z.number().int().min(0).max(65_536),
  /** Milliseconds, 0 = never. */
  serverTimeout: z.number().int().min(0).max(0xffff_ffff),
  handoff: z.enum(["ring", "port"]),
  /** Trace file to write, or null. */
  trace: z.string().min(1).nullable(),
  force: z.boolean(),
  faults: z.array(faultSchema).max(16),
  pace: paceSchema.optional(),
  /** The window's: every command stops at its first stage from the start, for whoever wants to step through. */
  startHeld: z.boolean().optional(),
  /** Left out: embedded. */
  server: vdiServerSchema.optional(),
};

export const backupSpecSchema = z.object({
  kind: z.literal("backup"),
  source: backupSourceSchema,
  /** One medium per device, in order; "" only with codec null. */
  targets: z.array(z.string()).min(1).max(vdLimit.deviceCountMax),
  codec: codecSchema,
  ...common,
});
export type BackupSpec = z.infer<typeof backupSpecSchema>;

export const sinkSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("into"), files: paths }),
  z.object({ kind: z.literal("compare"), files: paths }),
  z.object({ kind: z.literal("discard") }),
]);
export type Sink = z.infer<typeof sinkSchema>;

/** As with the source of a backup. */
const restoreSinkSchema = z.discriminatedUnion("kind", [...sinkSchema.options, databaseSinkSchema]);

export const restoreSpecSchema = z.object({
  kind: z.literal("restore"),
  media: paths,
  sink: restoreSinkSchema,
  ...common,
});
export type RestoreSpec = z.infer<typeof restoreSpecSchema>;

export const jobSpecSchema = z.discriminatedUnion("kind", [backupSpecSchema, restoreSpecSchema]);
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** The server that was there before the job; null: the run has an embedded one of its own. */
export function sessionOf({ server }: JobSpec): SqlSessionSpec | null {
  return server?.kind === "sqlserver" ? (server.session ?? null) : null;
}

/** Values where neither user nor stream says otherwise. */
export const jobDefaults = {
  transferSize: 1_048_576,
  buffers: null,
  secondaries: null,
  blockSize: null,
  alignment: 0,
  prefixZone: 0,
  serverTimeout: 0,
  handoff: "ring",
  trace: null,
  force: false,
  faults: [],
} as const satisfies Omit<BackupSpec, "kind" | "source" | "targets" | "codec">;
