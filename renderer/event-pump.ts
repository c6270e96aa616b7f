/**
 * Collects what arrives from the main process and hands it to the stores once per frame.
 *
 * Only the pump writes facts into stores. Within a frame the newest run of an id wins; trace batches keep
 * their order. A hidden page gets no frames: then a slow timer flushes, so nothing piles up. A run that comes to
 * another phase waits for no frame.
 */
import { isTraceFile } from "../electron/contract/trace-calls.ts";
import type { Run } from "../electron/contract/run.ts";
import type { Bridge, TraceMessage } from "./bridge.ts";

const hiddenFlushMs = 500;
/** Where a processor draws: it is one that the runs need ... */
const processorFrameMs = 100;
/** ... most of all when commands pass faster than anybody can follow. */
const crowdedFrameMs = 2_000;

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
  /** @param isCrowded commands pass faster than anybody can follow */
  request(callback: () => void, isCrowded: boolean): void;
}

/** Frames of the window; where a processor draws them ten a second, and one in two while it is crowded. */
export function browserClock(isDrawnByProcessor: boolean): FrameClock {
  return {
    request: (callback, isCrowded) => {
      if (document.hidden) setTimeout(callback, hiddenFlushMs);
      else if (isDrawnByProcessor)
        setTimeout(callback, isCrowded ? crowdedFrameMs : processorFrameMs);
      else requestAnimationFrame(() => callback());
    },
  };
}

export function createEventPump(bridge: Bridge, clock: FrameClock): EventPump {
  const appliers = new Set<(facts: FrameFacts) => void>();
  let runs = new Map<string, Run>();
  let closed: string[] = [];
  let trace: TraceMessage[] = [];
  const places = new Map<string, string>();
  let isPlanned = false;
  let isCrowded = false;
  let isStopped = false;

  const flush = (): void => {
    isPlanned = false;
    const facts: FrameFacts = { runs, closed, trace };
    isCrowded &&= trace.length > 0;
    runs = new Map();
    closed = [];
    trace = [];
    for (const apply of appliers) apply(facts);
  };
  const frame = (): void => {
    if (isPlanned && !isStopped) flush();
  };
  const plan = (): void => {
    if (isPlanned || isStopped) return;
    isPlanned = true;
    clock.request(frame, isCrowded);
  };
  /** @returns whether the run has come to another phase, or to its end */
  const hasMoved = (run: Run): boolean => {
    const before = places.get(run.runId);
    const now = `${run.phase} ${run.result?.outcome ?? ""}`;
    places.set(run.runId, now);
    return before !== undefined && before !== now;
  };
  const stops = [
    bridge.onEvent("run", (run) => {
      runs.set(run.runId, run);
      if (hasMoved(run)) flush();
      else plan();
    }),
    bridge.onEvent("runClosed", ({ runId }) => {
      closed.push(runId);
      places.delete(runId);
      plan();
    }),
    bridge.onTrace((message) => {
      if (isTraceFile(message.runId)) return; // whoever opened it takes it as it comes
      trace.push(message);
      isCrowded = message.sampleEvery > 1;
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
