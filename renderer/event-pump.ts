/**
 * Collects what arrives from the main process and hands it to the stores once per frame.
 *
 * Only the pump writes facts into stores. Within a frame the newest run of an id wins; trace batches keep
 * their order. A hidden page gets no frames: then a slow timer flushes, so nothing piles up.
 */
import { isTraceFile } from "../electron/contract/trace-calls.ts";
import type { Run } from "../electron/contract/run.ts";
import type { Bridge, TraceMessage } from "./bridge.ts";

const hiddenFlushMs = 500;
const processorFrameMs = 100;

export interface FrameFacts {
  readonly runs: ReadonlyMap<string, Run>;
  readonly closed: readonly string[];
  readonly trace: readonly TraceMessage[];
}

export interface EventPump {
  /** Called once per frame in which something arrived. @returns how to stop */
  onFrame(apply: (facts: FrameFacts) => void): () => void;
  stop(): void;
}

export interface FrameClock {
  request(callback: () => void): void;
}

/** Frames of the window; where a processor draws them only ten a second, since it is one that the runs need. */
export function browserClock(isDrawnByProcessor: boolean): FrameClock {
  return {
    request: (callback) => {
      if (document.hidden) setTimeout(callback, hiddenFlushMs);
      else if (isDrawnByProcessor) setTimeout(callback, processorFrameMs);
      else requestAnimationFrame(() => callback());
    },
  };
}

export function createEventPump(bridge: Bridge, clock: FrameClock): EventPump {
  const appliers = new Set<(facts: FrameFacts) => void>();
  let runs = new Map<string, Run>();
  let closed: string[] = [];
  let trace: TraceMessage[] = [];
  let isPlanned = false;
  let isStopped = false;

  const flush = (): void => {
    isPlanned = false;
    if (isStopped) return;
    const facts: FrameFacts = { runs, closed, trace };
    runs = new Map();
    closed = [];
    trace = [];
    for (const apply of appliers) apply(facts);
  };
  const plan = (): void => {
    if (isPlanned || isStopped) return;
    isPlanned = true;
    clock.request(flush);
  };
  const stops = [
    bridge.onEvent("run", (run) => {
      runs.set(run.runId, run);
      plan();
    }),
    bridge.onEvent("runClosed", ({ runId }) => {
      closed.push(runId);
      plan();
    }),
    bridge.onTrace((message) => {
      if (isTraceFile(message.runId)) return; // whoever opened it takes it as it comes
      trace.push(message);
      plan();
    }),
  ];
  return {
    onFrame: (apply) => {
      appliers.add(apply);
      return () => appliers.delete(apply);
    },
    stop: () => {
      isStopped = true;
      for (const stop of stops) stop();
    },
  };
}
