/**
 * Calls and events between the main process and its children: the embedded server and the secondaries.
 * One table each, types inferred; bigint crosses as it is (structured clone).
 */
import { z } from "zod";
import { faultSchema, paceSchema, sinkSchema, sourceSchema } from "./job.ts";

const hr = z.number().int();

export const summarySchema = z.object({
  device: z.number().int(),
  plainBytes: z.number(),
  storedBytes: z.number(),
  plainXxh3: z.string(),
  storedXxh3: z.string(),
  chunkBytes: z.number(),
  chunks: z.array(z.string()),
});
export type MediumSummary = z.infer<typeof summarySchema>;

/** The database of a run, and how it behaves: what is no part of a T-SQL statement. */
export const listenSchema = z.object({
  database: z.string().min(1).max(128),
  /** What a backup gives; null for a restore. */
  source: sourceSchema.nullable(),
  /** Where a restore goes; null for a backup. */
  restore: z.object({ sink: sinkSchema, force: z.boolean() }).nullable(),
  traceName: z.string().nullable(),
  faults: z.array(faultSchema),
  /** Of what the server varies on purpose. */
  seed: z.number().int(),
  pace: paceSchema.optional(),
});

/** Main -> embedded server. */
export const serverCalls = {
  /** Opens a TDS endpoint on loopback for this run; the login is good for it alone. */
  listen: {
    input: listenSchema,
    output: z.object({ port: z.number().int(), user: z.string(), password: z.string() }),
  },
  /** Injected fault: the server aborts its statement. Nothing when it has ended. */
  abortStatement: { input: z.object({}), output: z.object({}) },
} as const;

/** Embedded server -> main. */
export const serverEvents = {
  /** A line of the error log that whoever runs the statement is not told. `device` -1: none. */
  logged: z.object({
    number: z.number().int(),
    severity: z.number().int(),
    text: z.string(),
    device: z.number().int(),
  }),
} as const;

export const mediumSchema = z.object({
  device: z.number().int(),
  codec: z.enum(["none", "zstd", "null"]),
  level: z.number().int(),
  direction: z.enum(["write", "read"]),
  path: z.string(),
});

/** Main -> secondary. */
export const secondaryCalls = {
  /** Opens the set (OpenInSecondaryEx) and the media, in ring mode starts serving. */
  open: {
    input: z.object({
      instance: z.string().nullable(),
      /** Client library whose set it is; null for the embedded one. */
      library: z.string().nullable(),
      setName: z.string(),
      segmentName: z.string(),
      index: z.number().int(),
      traceName: z.string().nullable(),
      media: z.array(mediumSchema),
      codecThreads: z.number().int().min(1),
      mode: z.enum(["ring", "port"]),
    }),
    /** `problem`: a medium that could not be opened. */
    output: z.object({
      hr,
      problem: z
        .object({ path: z.string(), code: z.string(), device: z.number().int() })
        .nullable(),
    }),
  },
  /** Port mode only: one lease. */
  move: {
    input: z.object({
      device: z.number().int(),
      command: z.number().int(),
      handle: z.number().int(),
      size: z.number().int(),
      position: z.bigint(),
      sequence: z.number().int(),
      /** A command that is held when mapped comes twice: "map", then "rest". */
      phase: z.enum(["whole", "map", "rest"]),
    }),
    output: z.object({
      code: z.number().int(),
      hr,
      bytes: z.number().int(),
      address: z.bigint(),
      /** On the medium, or read from it, so far; and where the time of this move went. */
      storedBytes: z.number(),
      codecNs: z.number(),
      diskNs: z.number(),
    }),
  },
  flush: {
    input: z.object({ device: z.number().int() }),
    output: z.object({ code: z.number().int() }),
  },
  finish: {
    input: z.object({ device: z.number().int() }),
    output: z.object({ code: z.number().int(), summary: summarySchema }),
  },
  close: { input: z.object({}), output: z.object({}) },
} as const;
