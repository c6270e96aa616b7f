/**
 * What a run looks like from outside while it goes on and after it ended. The job writes it, everybody
 * else only reads: the command line's progress, the window's stores, the journal.
 */
import { z } from "zod";
import { faultKinds, jobSpecSchema } from "./job.ts";
import { strikeSchema } from "./step.ts";

/** Phases in order. A backup passes all; a restore has no Log, Complete and Publish. */
export const phases = [
  "attach",
  "configure",
  "headers",
  "data",
  "log",
  "flush",
  "complete",
  "verdict",
  "publish",
] as const;
export const phaseSchema = z.enum(phases);
export type Phase = z.infer<typeof phaseSchema>;

const phaseSpan = z.object({
  phase: phaseSchema,
  startedMs: z.number(),
  /** null while it goes on. Milliseconds since the run began. */
  endedMs: z.number().nullable(),
});

export const processSchema = z.object({
  role: z.enum(["server", "primary", "secondary"]),
  /** Of secondaries, from 0; else 0. */
  index: z.number().int(),
  pid: z.number().int(),
  /** Of secondaries: the devices that it owns. */
  devices: z.array(z.number().int()),
  state: z.enum(["starting", "running", "replacing", "ended"]),
  restarts: z.number().int(),
});
export type RunProcess = z.infer<typeof processSchema>;

export const deviceStateSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  /** Media file as it will be named; "" for the null medium. */
  file: z.string(),
  /** Expected bytes of the plain stream, null when unknown. */
  expectedBytes: z.number().nullable(),
  /** Bytes of the plain stream moved so far, and bytes stored (or read) on the medium. */
  plainBytes: z.number(),
  storedBytes: z.number(),
  commands: z.number(),
  flushes: z.number(),
  /** Bytes per second over the last two seconds. */
  rate: z.number(),
  secondsLeft: z.number().nullable(),
  /** Milliseconds since the last command. */
  idleMs: z.number(),
  state: z.enum(["waiting", "running", "synced", "done", "failed"]),
  /** XXH3-128 of the plain stream once finished. */
  checksum: z.string().nullable(),
});
export type DeviceState = z.infer<typeof deviceStateSchema>;

export const serverMessageSchema = z.object({
  atMs: z.number(),
  number: z.number().int(),
  severity: z.number().int(),
  text: z.string(),
  /** Device index or -1. */
  device: z.number().int(),
});
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/**
 * One thing that happened on the way to a failure. `source` is whose words it is; `code` is shown as a chip:
 * name, and number as it is written ("112", "0x80770004", "3013").
 */
export const failureStepSchema = z.object({
  atMs: z.number(),
  /** Of a clock that is read coarsely: it may have happened up to so much later. */
  slackMs: z.number().optional(),
  source: z.enum(["device", "set", "secondary", "server", "media", "client", "eventLog"]),
  device: z.number().int(),
  code: z.object({ name: z.string(), number: z.string() }).nullable(),
  /** Key of the words in both languages, and their parameters; `text` is the English sentence. */
  key: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string(),
});
export type FailureStep = z.infer<typeof failureStepSchema>;

/** An event of the trace near the first cause, without what a buffer held and where it lay. */
export const nearEventSchema = z.object({
  atMs: z.number(),
  /** As in contract/trace-event.ts; `device` -1: none. */
  kind: z.number().int(),
  actor: z.number().int(),
  device: z.number().int(),
  sequence: z.number(),
  handle: z.number(),
  position: z.number(),
  size: z.number(),
  code: z.number(),
});
export type NearEvent = z.infer<typeof nearEventSchema>;

export const failureSchema = z.object({
  /** AREA_WHAT of contract/fault.ts. */
  code: z.string(),
  /** What happened and where, one line. */
  message: z.string(),
  /** What to do, one line. */
  remedy: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  cause: failureStepSchema,
  consequences: z.array(failureStepSchema),
  /** The failing command, when a command failed. */
  command: z
    .object({
      sequence: z.number(),
      device: z.number(),
      position: z.number(),
      handle: z.number(),
      file: z.string(),
      secondary: z.number(),
      pid: z.number(),
    })
    .nullable(),
  /** Files that remain, with their sizes. */
  leftBehind: z.array(
    z.object({ file: z.string(), bytes: z.number(), state: z.enum(["partial", "removed"]) }),
  ),
  /** The injected fault that the cause comes from. */
  injected: z.enum(faultKinds).optional(),
  /**
   * How well the clocks of the steps agree with the run's: the trace's to so many milliseconds, null without a
   * trace; the event log's. Messages of the server have the time at which they arrived.
   */
  clocks: z
    .object({ traceMs: z.number().nullable(), eventLogMs: z.number().nullable() })
    .optional(),
  /** Why the event log could not be read, where there is one. */
  eventLogProblem: z.string().optional(),
  /** The last events of the trace before the cause and the first ones after it; kept with the run only. */
  nearEvents: z.array(nearEventSchema).max(200).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

export const resultSchema = z.object({
  ok: z.boolean(),
  outcome: z.enum(["done", "failed", "stopped"]),
  bytes: z.number(),
  storedBytes: z.number(),
  seconds: z.number(),
  commands: z.number(),
  secondaryRestarts: z.number().int(),
  droppedEvents: z.number(),
  /** Bytes per second. */
  meanRate: z.number(),
  peakRate: z.number(),
  latencyNs: z.object({ p50: z.number(), p99: z.number(), p999: z.number(), max: z.number() }),
  /** Shares of the time, sum 1 (or all 0): server fills, handoff, codec, disk. */
  timeShare: z.object({
    server: z.number(),
    handoff: z.number(),
    codec: z.number(),
    disk: z.number(),
  }),
  slowest: z.array(
    z.object({
      sequence: z.number(),
      device: z.number(),
      commandCode: z.number(),
      atMs: z.number(),
      totalUs: z.number(),
      mostly: z.enum(["lease", "map", "move", "done", "restart", "sync"]),
      mostlyUs: z.number(),
    }),
  ),
  failure: failureSchema.nullable(),
});
export type RunResult = z.infer<typeof resultSchema>;

/** How far the server says it is, from its messages and its view of running requests. */
const statementProgressSchema = z.object({
  /** 0 to 100, never less than before; null while nobody has said anything. */
  percent: z.number().nullable(),
  /** What the server expects; null when it does not say. */
  secondsLeft: z.number().nullable(),
  /** What the statement waits for now, "BACKUPIO"; null when it does not. */
  waitType: z.string().nullable(),
});

export const runSchema = z.object({
  runId: z.string(),
  /** Database as it is called in the window: the first source or medium file's base name. */
  database: z.string(),
  spec: jobSpecSchema,
  startedAtMs: z.number(),
  elapsedMs: z.number(),
  phase: phaseSchema,
  phaseSpans: z.array(phaseSpan),
  processes: z.array(processSchema),
  devices: z.array(deviceStateSchema),
  /** What the set was configured to; null before GetConfiguration returned. */
  set: z
    .object({
      name: z.string(),
      blockSize: z.number(),
      transferSize: z.number(),
      bufferCount: z.number(),
      alignment: z.number(),
      prefixZone: z.number(),
      features: z.number(),
      segments: z.array(z.object({ bytes: z.number(), buffers: z.number() })),
    })
    .nullable(),
  /** Bytes per second, all devices: now, mean, peak. */
  rate: z.object({ now: z.number(), mean: z.number(), peak: z.number() }),
  /** Completed commands per second. */
  commandRate: z.number(),
  secondsLeft: z.object({ seconds: z.number(), plusMinus: z.number() }).nullable(),
  latencyNs: z.object({ p50: z.number(), p99: z.number(), p999: z.number(), max: z.number() }),
  timeShare: z.object({
    server: z.number(),
    handoff: z.number(),
    codec: z.number(),
    disk: z.number(),
  }),
  droppedEvents: z.number(),
  /** Newest last, at most 200. */
  messages: z.array(serverMessageSchema),
  /** Notes for the chart and the status line: secondary replaced, flush, ... newest last, at most 50. */
  notes: z.array(
    z.object({
      atMs: z.number(),
      key: z.string(),
      parameters: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  /** Bytes per second and device, one point each 250 ms, halved in resolution when over 1,200 points. */
  history: z.object({ stepMs: z.number(), perDevice: z.array(z.array(z.number())) }),
  result: resultSchema.nullable(),
  /** Left out before the server has said anything. */
  statement: statementProgressSchema.optional(),
  /** Faults that were injected and struck, with what followed. */
  strikes: z.array(strikeSchema).optional(),
});
export type Run = z.infer<typeof runSchema>;

/** A line of the journal as Recent runs and the Runs page show it. */
export const runSummarySchema = z.object({
  runId: z.string(),
  database: z.string(),
  spec: jobSpecSchema,
  startedAtMs: z.number(),
  /** "interrupted": the program ended before the run did. */
  outcome: z.enum(["running", "done", "failed", "stopped", "interrupted"]),
  seconds: z.number(),
  bytes: z.number(),
  storedBytes: z.number(),
  /** About 40 points of the throughput, for a sparkline. */
  spark: z.array(z.number()),
  secondaryRestarts: z.number(),
  failure: failureSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
