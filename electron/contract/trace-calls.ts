/**
 * Calls and events of the window about trace files.
 *
 * An open trace is known by a number of the main process. Its commands, folded from its events (folded-commands.ts),
 * travel beside the calls like the events of a run that is watched, {kind: "trace", runId: traceId, sampleEvery: 1,
 * batch}: so many batches as the page has asked for with `readTrace` and `moreTrace`; then comes `traceEnd`.
 */
import { z } from "zod";
import { recordedPeeksMax } from "./recorded-peek.ts";
import { traceComparisonSchema, traceFiguresSchema } from "./trace-figures.ts";
import { traceHeaderSchema, traceInfoSchema } from "./trace-file.ts";

const traceId = z.string().regex(/^trace-\d{1,9}$/);
const openTraceSchema = z.object({ traceId, info: traceInfoSchema });
export type OpenTrace = z.infer<typeof openTraceSchema>;

/** Whether trace events are of a file that is open, and not of a run. */
export function isTraceFile(runId: string): boolean {
  return runId.startsWith("trace-");
}

/** Batches that may be under way to the page at once: 3 MiB each at most. */
export const traceBatchesMax = 8;
const batches = z.number().int().min(1).max(traceBatchesMax);

/** Which trace: one that is open here, or that of a run, finished or not. */
export const traceChoiceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("trace"), traceId }),
  z.object({ kind: z.literal("run"), runId: z.string().max(100) }),
]);
export type TraceChoice = z.infer<typeof traceChoiceSchema>;

export const traceFormatSchema = z.enum(["perfetto", "ndjson", "csv"]);
export type TraceFormat = z.infer<typeof traceFormatSchema>;

/** A trace file that was opened or recorded lately; what cannot be read any more says why. */
export const knownTraceSchema = z.object({
  path: z.string(),
  /** Recorded by the window, not by name. */
  isRecorded: z.boolean(),
  bytes: z.number(),
  header: traceHeaderSchema.nullable(),
  outcome: z.enum(["done", "failed", "stopped"]).nullable(),
  events: z.number(),
  problem: z.string().nullable(),
});
export type KnownTrace = z.infer<typeof knownTraceSchema>;

const savedSchema = z.object({ path: z.string().nullable() });

export const traceCalls = {
  /** Opens a file that the user dropped, named or chooses now. null: the dialog was cancelled. */
  openTrace: {
    input: z.object({
      source: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("file"), path: z.string().min(1).max(40_000) }),
        z.object({ kind: z.literal("run"), runId: z.string().max(100) }),
        z.object({ kind: z.literal("choose") }),
      ]),
    }),
    output: openTraceSchema.nullable(),
  },
  openTraces: { input: z.object({}), output: z.array(openTraceSchema) },
  closeTrace: { input: z.object({ traceId }), output: z.object({}) },
  /** Begins (anew) with the first events. */
  readTrace: { input: z.object({ traceId, batches }), output: z.object({}) },
  moreTrace: { input: z.object({ traceId, batches }), output: z.object({}) },
  traceFigures: { input: z.object({ traceId }), output: traceFiguresSchema },
  compareTraces: { input: z.object({ a: traceId, b: traceId }), output: traceComparisonSchema },
  /** Copies what is whole of it to where the user says; recorded bytes of buffers only when asked for. */
  saveTrace: {
    input: z.object({ of: traceChoiceSchema, withPeeks: z.boolean() }),
    output: savedSchema,
  },
  /** The bytes of one recorded copy, by its place in the trace's list; null when they were left out. */
  tracePeek: {
    input: z.object({
      traceId,
      nth: z
        .number()
        .int()
        .min(0)
        .max(recordedPeeksMax - 1),
    }),
    output: z.instanceof(Uint8Array<ArrayBufferLike>).nullable(),
  },
  exportTrace: {
    input: z.object({ of: traceChoiceSchema, format: traceFormatSchema }),
    output: savedSchema,
  },
  knownTraces: { input: z.object({}), output: z.array(knownTraceSchema) },
} as const;

export const traceEvents = {
  /** All commands that could be read were sent. `problem`: why reading ended early. */
  traceEnd: z.object({
    traceId,
    damage: traceInfoSchema.shape.damage,
    problem: z.string().nullable(),
  }),
} as const;
