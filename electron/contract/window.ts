/**
 * Calls and events between the window and the main process: one table each, types inferred.
 *
 * Over one MessagePort per trusted main frame. Trace batches travel beside the events, as
 * {kind: "trace", runId, sampleEvery, batch: ArrayBuffer}.
 */
import { z } from "zod";
import { inspectCalls, inspectEvents } from "./inspect-calls.ts";
import { bufferCalls } from "./buffer-calls.ts";
import { jobSpecSchema } from "./job.ts";
import { labWindowCalls, labWindowEvents } from "./lab/calls.ts";
import { runSchema, runSummarySchema } from "./run.ts";
import { serverCalls, serverEvents } from "./server-calls.ts";
import { stepCalls, stepEvents } from "./step-calls.ts";
import { traceCalls, traceEvents } from "./trace-calls.ts";
import { secretCalls } from "./secret-calls.ts";

/** What the user chose in the window; kept in the settings file. */
export const settingsSchema = z.object({
  theme: z.enum(["system", "light", "dark"]),
  language: z.enum(["system", "en", "pt-BR"]),
  singleKeys: z.boolean(),
  reducedMotion: z.enum(["system", "on"]),
  /** The tour was taken or declined: it is not offered any more. */
  tourSeen: z.boolean().optional(),
  /** Whether the trace of every run is kept. */
  recordRuns: z.boolean().default(true),
  /** Whether copies of buffers' bytes that the user looks at go into the trace as well. */
  recordPeeks: z.boolean().default(false),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What is known of a file that the user wants to replay or restore. */
export const fileInfoSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  /** In words: "TAPE, 1 of 3", "zstd, 137.4 GiB plain", "unknown". */
  beginsWith: z.string(),
  /** Stripe k of n where the file says so. */
  stripe: z.object({ index: z.number(), count: z.number(), setId: z.string() }).nullable(),
  /** Block size that the stream was written with, null when unknown. */
  blockSize: z.number().nullable(),
  /** For media of ours: bytes of the plain stream. */
  plainBytes: z.number().nullable(),
  /** Why it cannot be used, or null. */
  problem: z.string().nullable(),
});
export type FileInfo = z.infer<typeof fileInfoSchema>;

export const windowCalls = {
  ...stepCalls,
  ...inspectCalls,
  ...bufferCalls,
  ...traceCalls,
  ...secretCalls,
  ...serverCalls,
  /** State that the window starts with. */
  hello: {
    input: z.object({}),
    output: z.object({
      version: z.string(),
      platform: z.string(),
      settings: settingsSchema,
      systemLanguage: z.string(),
      /** A small recorded or generated job to try, one click away. */
      demo: jobSpecSchema,
      lastSpec: jobSpecSchema.nullable(),
      homeFolder: z.string(),
      freeMemory: z.number(),
      /** Pictures are drawn by the processors that the runs need too, not by a graphics chip. */
      isDrawnByProcessor: z.boolean(),
    }),
  },
  startRun: { input: z.object({ spec: jobSpecSchema }), output: z.object({ runId: z.string() }) },
  abortRun: { input: z.object({ runId: z.string() }), output: z.object({}) },
  /** Takes a finished run out of Open runs. */
  closeRun: { input: z.object({ runId: z.string() }), output: z.object({}) },
  openRuns: { input: z.object({}), output: z.array(runSchema) },
  journal: {
    input: z.object({ limit: z.number().int().min(1).max(10_000) }),
    output: z.array(runSummarySchema),
  },
  /** A finished run of the journal as it ended. */
  pastRun: { input: z.object({ runId: z.string() }), output: runSchema.nullable() },
  chooseFiles: {
    input: z.object({ purpose: z.enum(["replay", "media", "compare"]) }),
    output: z.array(z.string()),
  },
  chooseFolder: { input: z.object({}), output: z.string().nullable() },
  inspectFiles: {
    input: z.object({ paths: z.array(z.string()).max(64) }),
    output: z.array(fileInfoSchema),
  },
  /** Free bytes on the volume of each folder; null when it does not exist. */
  freeSpace: {
    input: z.object({ folders: z.array(z.string()).max(64) }),
    output: z.array(z.number().nullable()),
  },
  showInFolder: { input: z.object({ path: z.string() }), output: z.object({}) },
  removeFiles: {
    input: z.object({ runId: z.string() }),
    output: z.object({ removed: z.number() }),
  },
  exportReport: {
    input: z.object({ runId: z.string() }),
    output: z.object({ path: z.string().nullable() }),
  },
  copyText: { input: z.object({ text: z.string().max(1_000_000) }), output: z.object({}) },
  setSettings: { input: settingsSchema, output: z.object({}) },
  /** Watching: trace batches of this run are sent to this window (null: none). */
  watch: { input: z.object({ runId: z.string().nullable() }), output: z.object({}) },
  windowAction: {
    input: z.object({
      action: z.enum(["minimize", "maximize", "close", "menu"]),
      menu: z.string().optional(),
    }),
    output: z.object({}),
  },
  ...labWindowCalls,
} as const;

export const windowEvents = {
  ...stepEvents,
  ...inspectEvents,
  ...traceEvents,
  ...serverEvents,
  /** At most 10 Hz a run; the last one carries the result. */
  run: runSchema,
  runClosed: z.object({ runId: z.string() }),
  journalChanged: z.object({}),
  settings: settingsSchema,
  /** A menu entry, an accelerator or the command line asks the page for something. */
  command: z.object({ command: z.string(), argument: z.string().nullable() }),
  /** Files dropped on the window (paths are resolved by the preload). */
  theme: z.object({ dark: z.boolean() }),
  ...labWindowEvents,
} as const;
