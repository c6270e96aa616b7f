/**
 * The window's calls and events about SQL Servers.
 *
 * Calls that ask a server throw its faults (SQL_*, SECRET_*, SQL_UNKNOWN_SERVER); `testServer` and `readiness` return them as
 * data. Each opens a session of its own and ends it; none changes anything on the server.
 */
import { z } from "zod";
import { jobSpecSchema } from "./job.ts";
import { planRequestSchema, planSchema } from "./server-plan.ts";
import { movedFileSchema, previewSchema } from "./server-preview.ts";
import { readinessSchema } from "./server-readiness.ts";
import {
  listedServerSchema,
  savedServerSchema,
  secretChangeSchema,
  serverTestSchema,
} from "./server-saved.ts";
import { activityRowSchema, databaseRowSchema, historyRowSchema } from "./server-views.ts";

const server = z.object({ serverId: z.uuid() });

export const serverCalls = {
  /** All, by name. */
  servers: { input: z.object({}), output: z.array(listedServerSchema) },
  /** A new one (the page makes the id) or a changed one. */
  saveServer: {
    input: z.object({ server: savedServerSchema, secret: secretChangeSchema }),
    output: z.object({}),
  },
  /** With its password. */
  removeServer: { input: server, output: z.object({}) },
  /** Logs in and out, saves nothing; `keep` means the password that is stored under this id. */
  testServer: {
    input: z.object({ server: savedServerSchema, secret: secretChangeSchema }),
    output: serverTestSchema,
  },
  /** `target` and `bytes`: a folder that backups will go to and how much is expected there (0: unknown). */
  readiness: {
    input: server.extend({
      target: z.string().nullable(),
      bytes: z.number().min(0),
      buffers: z.number().int().min(1).max(4_096),
      transferSize: z.number().int().min(65_536).max(4_194_304),
    }),
    output: readinessSchema,
  },
  /** By name, system databases last. */
  databases: { input: server, output: z.array(databaseRowSchema) },
  /** BACKUP and RESTORE statements that run now, of everybody. */
  activity: { input: server, output: z.array(activityRowSchema) },
  /** Newest first; `database` null: of all. */
  history: {
    input: server.extend({
      database: z.string().nullable(),
      limit: z.number().int().min(1).max(10_000),
    }),
    output: z.array(historyRowSchema),
  },
  /** Of a job whose `server` is a sqlserver. Asks no server but for the database's size, and goes without where it cannot. */
  statementPreview: { input: z.object({ spec: jobSpecSchema }), output: previewSchema },
  /** Files of the backup on these media, each with a place of this server's that is free of another database's files. */
  suggestMoves: {
    input: server.extend({
      media: z.array(z.string().min(1)).min(1).max(64),
      database: z.string(),
    }),
    output: z.array(movedFileSchema),
  },
  planBackups: { input: planRequestSchema, output: z.object({ planId: z.uuid() }) },
  /** Ends what runs and skips what waits. */
  abortPlan: { input: z.object({ planId: z.uuid() }), output: z.object({}) },
  /** Takes an ended one out of the list. */
  closePlan: { input: z.object({ planId: z.uuid() }), output: z.object({}) },
  /** Those that run and those that ended since the app began, oldest first. */
  plans: { input: z.object({}), output: z.array(planSchema) },
} as const;

export const serverEvents = {
  /** The list of saved servers is another one now. */
  serversChanged: z.object({}),
  /** At most four times a second, and at each change of an item. */
  plan: planSchema,
  planClosed: z.object({ planId: z.uuid() }),
} as const;
