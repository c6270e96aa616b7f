/**
 * Several databases of one server backed up one after the other, or some at a time. The queue lives in the main
 * process: a page that loads anew asks for it. A database that fails does not stop the others.
 */
import { z } from "zod";
import { codecSchema, jobDefaults } from "./job.ts";
import { backupKinds } from "./server-job.ts";
import { faultWordsSchema } from "./server-fault.ts";
import { sqlNameSchema } from "./sql-text.ts";
import { vdLimit } from "./vdi.ts";

export const planRequestSchema = z.object({
  serverId: z.uuid(),
  /** In this order; each once. */
  databases: z.array(sqlNameSchema).min(1).max(1_000),
  what: z.enum(backupKinds),
  copyOnly: z.boolean(),
  compression: z.boolean().nullable(),
  checksum: z.boolean().nullable(),
  /** Where the media go: FOLDER/DATABASE_full_20261125-103000.bak (_diff, _log; _1of3 before the ending with several devices). */
  folder: z.string().min(1),
  devices: z.number().int().min(1).max(vdLimit.deviceCountMax),
  codec: codecSchema,
  transferSize: z
    .number()
    .int()
    .min(vdLimit.transferSizeStep)
    .max(vdLimit.transferSizeMax)
    .multipleOf(vdLimit.transferSizeStep),
  buffers: z.number().int().min(1).max(vdLimit.bufferCountMax).nullable(),
  /** How many databases at a time. */
  parallel: z.number().int().min(1).max(8),
});
export type PlanRequest = z.infer<typeof planRequestSchema>;

export const planRequestDefaults = {
  what: "database",
  copyOnly: true,
  compression: null,
  checksum: true,
  devices: 1,
  codec: { kind: "none" },
  transferSize: jobDefaults.transferSize,
  buffers: null,
  parallel: 1,
} as const satisfies Partial<PlanRequest>;

export const planItemSchema = z.object({
  database: z.string(),
  state: z.enum(["waiting", "running", "done", "failed", "stopped", "skipped"]),
  /** From its start on; the run itself comes as every run does. */
  runId: z.string().nullable(),
  /** 0 to 1; null while nobody knows. */
  share: z.number().nullable(),
  bytes: z.number(),
  seconds: z.number(),
  files: z.array(z.string()),
  /** Of a failed one. */
  fault: faultWordsSchema.nullable(),
});
export type PlanItem = z.infer<typeof planItemSchema>;

export const planSchema = z.object({
  planId: z.uuid(),
  serverId: z.uuid(),
  serverName: z.string(),
  request: planRequestSchema,
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** `ended`: every item has its end, good or bad; `stopped`: the user did. */
  state: z.enum(["running", "stopping", "ended", "stopped"]),
  items: z.array(planItemSchema),
  /** X of Y, and how many of the X failed. */
  finished: z.number().int(),
  failed: z.number().int(),
});
export type BackupPlan = z.infer<typeof planSchema>;
