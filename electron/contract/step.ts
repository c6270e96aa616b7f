/**
 * Step, slow motion, breakpoints and injected faults of a run: what the window asks, and what it is shown.
 */
import { z } from "zod";
import { faultKinds, type FaultKind } from "./job.ts";
import { eventKind } from "./trace-event.ts";
import { vdLimit } from "./vdi.ts";

/** Stages at which a command can be held, in the order in which it comes to them. */
export const holdStages = [
  "received",
  "handleTaken",
  "leased",
  "mapped",
  "moved",
  "completed",
] as const;
export const holdStageSchema = z.enum(holdStages);
export type HoldStage = z.infer<typeof holdStageSchema>;

/** Whether the secondary has a command at this stage: nothing of the primary's can strike it there. */
export function isWithSecondary(stage: HoldStage): boolean {
  return stage === "mapped" || stage === "moved";
}

/** Bits of native/broker/control.h. */
export function stageBits(stages: readonly HoldStage[]): number {
  return stages.reduce((bits, stage) => bits | (1 << eventKind[stage]), 0);
}
export const allStageBits = stageBits(holdStages);

/** The stage of an event kind; undefined for a kind that is none. */
export function stageOfKind(kind: number): HoldStage | undefined {
  return holdStages.find((stage) => eventKind[stage] === kind);
}

export const stepLimit = {
  /** Breakpoints that a user can have. */
  breakpointsMax: 10,
  /** Injections that wait for their command. */
  pendingMax: 5,
  /** Slow motion: a command takes six stages, and a stage takes a millisecond at least. */
  commandsPerSecondMax: 100,
  strikesMax: 16,
  /** What is told of one strike. */
  aftermathMax: 24,
} as const;

/** Faults that happen at a command; the others count bytes. */
export const injectableFaults = faultKinds.filter((kind) => kind !== "media-full");

const afterReceiving = ["received", "handleTaken", "leased"] as const;

/** Where a command must be held for a fault to strike it. Those of the server strike wherever it is. */
export const faultStages: Readonly<Record<FaultKind, readonly HoldStage[]>> = {
  "secondary-crash": [...afterReceiving, "mapped", "moved"],
  "secondary-hang": [...afterReceiving, "mapped", "moved"],
  "media-full": [],
  "media-error": afterReceiving,
  "disk-full": afterReceiving,
  "io-error": afterReceiving,
  "bad-handle": afterReceiving,
  "foreign-handle": afterReceiving,
  "interior-handle": ["received"],
  "double-completion": [...afterReceiving, "completed"],
  "completion-order": afterReceiving,
  "client-timeout": afterReceiving,
  "server-abort": holdStages,
  "server-crash": holdStages,
};

/** Faults that the server commits itself, wherever its commands are. */
export function isServerFault(fault: FaultKind): boolean {
  return fault === "server-abort" || fault === "server-crash";
}

const byteCount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const ordinal = z.number().int().min(1).max(0xffff_ffff);

/** A predicate; everything that is left open (null, empty) meets any command. */
export const breakpointSchema = z.object({
  stages: z.array(holdStageSchema).min(1).max(holdStages.length),
  /** VDCommands. */
  commands: z.array(z.number().int().min(1).max(31)).max(31),
  devices: z
    .array(
      z
        .number()
        .int()
        .min(0)
        .max(vdLimit.deviceCountMax - 1),
    )
    .max(vdLimit.deviceCountMax),
  /** Bytes of the transfer, both ends included. */
  sizeMin: z.number().int().min(0).max(0xffff_ffff).nullable(),
  sizeMax: z.number().int().min(0).max(0xffff_ffff).nullable(),
  /** A byte of the device's stream that the transfer covers: from, up to and without to. */
  positionFrom: byteCount.nullable(),
  positionTo: byteCount.nullable(),
  /** Microseconds since the stage before, at least. */
  latencyUs: z.number().min(0).max(1e9).nullable(),
  /** Completion code, known when moved and completed. */
  code: z.union([z.literal("failure"), z.number().int().min(0).max(0xffff_ffff)]).nullable(),
  /** The nth command of the set. */
  ordinal: ordinal.nullable(),
  isOnce: z.boolean(),
  isEnabled: z.boolean(),
  /** Strikes the command that is met, once. */
  fault: z.enum(faultKinds).nullable(),
});
export type Breakpoint = z.infer<typeof breakpointSchema>;

export const anyBreakpoint: Breakpoint = {
  stages: ["received"],
  commands: [],
  devices: [],
  sizeMin: null,
  sizeMax: null,
  positionFrom: null,
  positionTo: null,
  latencyUs: null,
  code: null,
  ordinal: null,
  isOnce: false,
  isEnabled: true,
  fault: null,
};

export const runTargetSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("command") }),
  z.object({ kind: z.literal("flush") }),
  /** The command that covers this byte of a device's stream. */
  z.object({ kind: z.literal("position"), position: byteCount }),
]);
export type RunTarget = z.infer<typeof runTargetSchema>;

export const injectionPointSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("next") }),
  z.object({ kind: z.literal("held") }),
  z.object({ kind: z.literal("command"), ordinal }),
  z.object({ kind: z.literal("breakpoint"), id: z.number().int() }),
]);
export type InjectionPoint = z.infer<typeof injectionPointSchema>;

const breakpointId = z.number().int().min(1).max(stepLimit.breakpointsMax);

/** What the window asks of a run. */
export const controlActionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pause"), stages: z.array(holdStageSchema).min(1).max(6) }),
  z.object({ kind: z.literal("run") }),
  /** The chosen command, or the oldest that is held, goes one stage on. */
  z.object({ kind: z.literal("step") }),
  z.object({ kind: z.literal("runTo"), target: runTargetSchema }),
  z.object({
    kind: z.literal("choose"),
    device: z.number().int().min(0).max(63),
    sequence: z.number().int().min(1),
  }),
  z.object({
    kind: z.literal("slow"),
    commandsPerSecond: z.number().int().min(1).max(stepLimit.commandsPerSecondMax),
  }),
  z.object({ kind: z.literal("addBreakpoint"), breakpoint: breakpointSchema }),
  z.object({
    kind: z.literal("changeBreakpoint"),
    id: breakpointId,
    breakpoint: breakpointSchema,
  }),
  z.object({ kind: z.literal("removeBreakpoint"), id: breakpointId }),
  z.object({
    kind: z.literal("inject"),
    fault: z.enum(faultKinds),
    at: injectionPointSchema,
  }),
]);
export type ControlAction = z.infer<typeof controlActionSchema>;

const chipSchema = z.object({ name: z.string(), number: z.string() });

export const heldCommandSchema = z.object({
  device: z.number(),
  sequence: z.number(),
  stage: holdStageSchema,
  /** Of the breakpoint that stopped it, null when all commands stop. */
  breakpoint: z.number().nullable(),
  /** "Run to" led to it. */
  isTarget: z.boolean(),
  command: z.number(),
  size: z.number(),
  position: z.number(),
  handle: z.number(),
});
export type HeldCommand = z.infer<typeof heldCommandSchema>;

/** Something that followed from a strike, as trace, server and calls told it. `key`: contract/aftermath.ts. */
export const aftermathSchema = z.object({
  atMs: z.number(),
  key: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  code: chipSchema.nullable(),
});
export type Aftermath = z.infer<typeof aftermathSchema>;

/** A fault that struck. */
export const strikeSchema = z.object({
  fault: z.enum(faultKinds),
  atMs: z.number(),
  device: z.number(),
  /** 0: no command of the client's. */
  sequence: z.number(),
  aftermath: z.array(aftermathSchema),
});
export type Strike = z.infer<typeof strikeSchema>;

export const controlStateSchema = z.object({
  /** "gone": there is nothing to hold (yet, or any more). */
  mode: z.enum(["run", "paused", "slow", "gone"]),
  stages: z.array(holdStageSchema),
  commandsPerSecond: z.number().nullable(),
  target: runTargetSchema.nullable(),
  held: z.array(heldCommandSchema),
  /** The command that the next step moves; it may be on its way to its next stage. */
  chosen: z.object({ device: z.number(), sequence: z.number() }).nullable(),
  breakpoints: z.array(
    z.object({
      id: z.number(),
      breakpoint: breakpointSchema,
      hits: z.number(),
      isArmed: z.boolean(),
    }),
  ),
  pending: z.array(z.object({ fault: z.enum(faultKinds), at: injectionPointSchema })),
  strikes: z.array(strikeSchema),
});
export type ControlState = z.infer<typeof controlStateSchema>;
