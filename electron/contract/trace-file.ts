/**
 * What a trace file (.vditrace) says in words beside its events, and what a reader makes of a whole one.
 *
 * A file begins with 16 bytes, "VDITRACE", version and zero, then come blocks (native/trace/block.h): texts, each
 * one of the records below in JSON, and events of 48 bytes. The first block is the header. Append-only: what is
 * whole up to the first torn or altered block counts.
 */
import { z } from "zod";
import { jobSpecSchema } from "./job.ts";
import { peekRecordSchema, recordedPeekSchema } from "./recorded-peek.ts";
import { failureSchema, processSchema, runSchema, serverMessageSchema } from "./run.ts";
import { eventBytes } from "./trace-event.ts";

/** What is written. Of version 1 too all is read; its events do not know what a move was spent on. */
export const traceFileVersion = 2;
export const traceFileEnding = ".vditrace";

const setSchema = runSchema.shape.set.unwrap();
const noteSchema = runSchema.shape.notes.element;
const phaseSpansSchema = runSchema.shape.phaseSpans;

export const traceHeaderSchema = z.object({
  type: z.literal("header"),
  runId: z.string().max(100),
  database: z.string().max(10_000),
  spec: jobSpecSchema,
  startedAtMs: z.number(),
  /** The trace's clock at that moment, ns. */
  startedAtNs: z.number(),
  deviceNames: z.array(z.string().max(10_000)).max(64),
  files: z.array(z.string().max(40_000)).max(64),
  eventBytes: z.literal(eventBytes),
  program: z.string().max(200),
});
export type TraceHeader = z.infer<typeof traceHeaderSchema>;

const endSchema = z.object({
  type: z.literal("end"),
  outcome: z.enum(["done", "failed", "stopped"]),
  atMs: z.number(),
  /** Events that were lost: in full lanes, on the way to the file, and above its limit. */
  droppedEvents: z.number(),
  failure: failureSchema.nullable(),
  phaseSpans: phaseSpansSchema,
});
export type TraceEnd = z.infer<typeof endSchema>;

/** One text block. `atMs` counts from the run's start. */
export const traceRecordSchema = z.discriminatedUnion("type", [
  traceHeaderSchema,
  z.object({ type: z.literal("set"), atMs: z.number(), set: setSchema }),
  /** All processes, as often as one of them changes. */
  z.object({
    type: z.literal("processes"),
    atMs: z.number(),
    processes: z.array(processSchema).max(130),
  }),
  z.object({ type: z.literal("message"), message: serverMessageSchema }),
  z.object({ type: z.literal("note"), note: noteSchema }),
  peekRecordSchema,
  /** The file reached its greatest size: later events are only counted. */
  z.object({ type: z.literal("limit"), atMs: z.number(), bytes: z.number() }),
  endSchema,
]);
export type TraceRecord = z.infer<typeof traceRecordSchema>;

/** A process that took part, a replacement as one of its own. Times in ms since the run's start. */
const tracedProcessSchema = processSchema.extend({
  fromMs: z.number(),
  untilMs: z.number(),
});
export type TracedRunProcess = z.infer<typeof tracedProcessSchema>;

/** Where a file stops making sense; everything before is whole. */
const damageSchema = z.object({
  at: z.number(),
  kind: z.enum(["torn", "altered"]),
});
export type TraceDamage = z.infer<typeof damageSchema>;

/** A trace file as it is shown: all but its events. */
export const traceInfoSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  header: traceHeaderSchema,
  set: setSchema.nullable(),
  processes: z.array(tracedProcessSchema),
  messages: z.array(serverMessageSchema),
  notes: z.array(noteSchema),
  /** Copies of buffers' bytes, by the order of the file. */
  peeks: z.array(recordedPeekSchema),
  limitBytes: z.number().nullable(),
  /** null: the run goes on, or its program ended before it. */
  end: endSchema.nullable(),
  events: z.number(),
  damage: damageSchema.nullable(),
});
export type TraceInfo = z.infer<typeof traceInfoSchema>;
