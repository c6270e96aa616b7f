/**
 * Figures of a recorded trace, and of two of them side by side. Durations in ns, rates in bytes a second.
 */
import { z } from "zod";

/** Spans of a command's life, in order; codec and disk are parts of move, the last two are sums. */
export const traceStages = [
  "server",
  "handle",
  "lease",
  "map",
  "move",
  "codec",
  "disk",
  "complete",
  "acknowledge",
  "client",
  "total",
] as const;
export const traceStageSchema = z.enum(traceStages);
export type TraceStage = z.infer<typeof traceStageSchema>;

const quantilesSchema = z.object({
  stage: traceStageSchema,
  commands: z.number(),
  meanNs: z.number(),
  p50Ns: z.number(),
  p99Ns: z.number(),
  p999Ns: z.number(),
  maxNs: z.number(),
});
export type StageQuantiles = z.infer<typeof quantilesSchema>;

const commandSchema = z.object({
  device: z.number(),
  sequence: z.number(),
  commandCode: z.number(),
  position: z.number(),
  size: z.number(),
});

const slowCommandSchema = commandSchema.extend({
  /** Since the trace's first event. */
  atNs: z.number(),
  clientNs: z.number(),
  mostly: traceStageSchema,
  mostlyNs: z.number(),
});
export type SlowTraceCommand = z.infer<typeof slowCommandSchema>;

export const traceFiguresSchema = z.object({
  commands: z.number(),
  /** Commands without a completion: the trace was cut off, or events are missing. */
  unfinished: z.number(),
  /** Completed with another code than 0. */
  failed: z.number(),
  /** Events that tell of an error or an abort. */
  errors: z.number(),
  bytes: z.number(),
  /** From the first event to the last. */
  seconds: z.number(),
  rate: z.number(),
  commandRate: z.number(),
  stages: z.array(quantilesSchema),
  slowest: z.array(slowCommandSchema),
});
export type TraceFigures = z.infer<typeof traceFiguresSchema>;

const differenceSchema = commandSchema.extend({
  aNs: z.number(),
  bNs: z.number(),
  /** Time in each trace, since its first event. */
  aAtNs: z.number(),
  bAtNs: z.number(),
  mostly: traceStageSchema,
  mostlyNs: z.number(),
});
export type CommandDifference = z.infer<typeof differenceSchema>;

const pairSchema = z.object({ a: z.array(z.number()), b: z.array(z.number()) });

/** Two traces, command by command: those of the same device, sequence, code and size. */
export const traceComparisonSchema = z.object({
  a: traceFiguresSchema,
  b: traceFiguresSchema,
  matched: z.number(),
  onlyA: z.number(),
  onlyB: z.number(),
  /** Same device and sequence, but another command or size. */
  changed: z.number(),
  /** Of the matched: how many took longer and shorter in B by more than a tenth. */
  slower: z.number(),
  faster: z.number(),
  /** Quantiles of B - A over the matched commands, ns. */
  differenceNs: z.object({ p1: z.number(), p50: z.number(), p99: z.number() }),
  /** Bytes a second completed in each step of the same time axis, from each trace's first event. */
  throughput: pairSchema.extend({ stepNs: z.number() }),
  /** Longest time in the client in each group of `step` matched commands, ns, in the order of A. */
  byCommand: pairSchema.extend({ step: z.number() }),
  /** Largest B - A first. */
  regressions: z.array(differenceSchema),
  improvements: z.array(differenceSchema),
});
export type TraceComparison = z.infer<typeof traceComparisonSchema>;
