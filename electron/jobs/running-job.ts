/**
 * A job as the command line and the window hold it.
 */
import type { ProcessHost } from "../host/process-host.ts";
import type { JobSpec } from "../contract/job.ts";
import type { Run } from "../contract/run.ts";
import type { ControlAction, ControlState } from "../contract/step.ts";
import type { BufferPeek } from "./buffer-peek.ts";
import type { LoginSource } from "../sql/session/session-login.ts";
import type { Journal } from "./journal.ts";
import type { TraceStore } from "./trace/trace-store.ts";

export interface JobEnvironment {
  readonly host: ProcessHost;
  readonly journal: Journal;
  /** Where runs are recorded whose trace was not asked for by name; absent: nowhere. */
  readonly traces?: TraceStore;
  /** How jobs log in at servers that they name; absent: none can. */
  readonly loginOf?: LoginSource;
  /** Measuring only: false runs without a trace. */
  readonly isTraced?: boolean;
}

/** What a run is given: everything. */
export type RunEnvironment = JobEnvironment & { readonly loginOf: LoginSource };

/** A batch of trace events. `sampleEvery` n: only commands with sequence % n === 0 are in it. */
export interface TraceBatch {
  readonly sampleEvery: number;
  readonly events: ArrayBuffer;
}

/** How much of a trace somebody takes. */
export interface TracePace {
  /** Between two batches. */
  readonly everyMs: number;
  /** More events a second are sampled; 1 to 200,000. */
  readonly eventsPerSecond: number;
}

/** All that a window can draw, at the pace of its frames. */
export const fullTracePace: TracePace = { everyMs: 20, eventsPerSecond: 200_000 };
/** For who shares the processors with the run. */
export const sparingTracePace: TracePace = { everyMs: 250, eventsPerSecond: 10_000 };

export interface TraceWatcher {
  readonly pace: TracePace;
  take(batch: TraceBatch): void;
}

/** The debugger of a run, from its start to its end. */
export interface JobControl {
  state(): ControlState;
  /** @throws FaultError USAGE with one line that says why it cannot be done now */
  apply(action: ControlAction): ControlState;
  /** @returns how to stop listening */
  onChange(listener: (state: ControlState) => void): () => void;
}

export interface RunningJob {
  readonly runId: string;
  /** The run as it is now; a fresh object each time. */
  snapshot(): Run;
  /** Called at most ten times a second and at each change of phase. @returns how to stop listening */
  onChange(listener: (run: Run) => void): () => void;
  /** Receives trace batches while set; null stops. One watcher at a time. */
  watchTrace(watcher: TraceWatcher | null): void;
  /** Step, slow motion, breakpoints, faults. */
  readonly control: JobControl;
  /** Bounded looks into its buffers. */
  readonly buffers: BufferPeek;
  /** Aborts the set cleanly (SignalAbort). The run ends "stopped". Idempotent. */
  abort(): void;
  /** The run with its result. Never rejects: a failure is in `result.failure`. */
  readonly finished: Promise<Run>;
}

/** Starts jobs; see start-job.ts. */
export type StartJob = (spec: JobSpec, environment: JobEnvironment) => RunningJob;
