/**
 * The page's side of the door to the main process: typed calls, events and trace batches over one port.
 *
 * Runs in: the page. Refusals are FaultErrors of contract/fault.ts; all calls that wait when the port ends
 * are refused with CHANNEL_CLOSED. Trace batches travel beside the events and are handed on undecoded.
 */
import { windowCalls, windowEvents } from "../electron/contract/window.ts";
import { Channel } from "../electron/ipc/channel.ts";
import type { Port } from "../electron/ipc/port.ts";
import { type InputOf, nothing, type OutputOf, type PayloadOf } from "../electron/ipc/tables.ts";

export type CallName = keyof typeof windowCalls;
export type CallInput<N extends CallName> = InputOf<typeof windowCalls, N>;
export type CallOutput<N extends CallName> = OutputOf<typeof windowCalls, N>;
export type EventName = keyof typeof windowEvents;
export type EventPayload<N extends EventName> = PayloadOf<typeof windowEvents, N>;

/** Trace events of the watched run, 48 bytes each; see electron/contract/trace-event.ts. */
export interface TraceMessage {
  readonly runId: string;
  /** n: only commands with sequence % n === 0 are in the batch. */
  readonly sampleEvery: number;
  readonly batch: ArrayBuffer;
}

export interface Bridge {
  /** Resolves when main and page agreed on the contract; rejects with CONTRACT_MISMATCH or CHANNEL_CLOSED. */
  readonly ready: Promise<unknown>;
  /** Asks the main process. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** @returns how to stop listening */
  onEvent<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
  onTrace(listener: (message: TraceMessage) => void): () => void;
  onClose(listener: () => void): () => void;
  /** Path of a file that was dropped on the page; "" when it has none. */
  pathOf(file: File): string;
}

const tables = {
  calls: windowCalls,
  serves: nothing,
  sends: nothing,
  hears: windowEvents,
} as const;

/** Builds the bridge over a port. `pathOf` comes from the preload, which alone may ask for paths. */
export function createBridge(port: Port, pathOf: (file: File) => string): Bridge {
  const channel = new Channel(port, { tables, handlers: {}, role: "window", pid: 0 });
  const traceListeners = new Set<(message: TraceMessage) => void>();
  channel.onBeside((raw) => {
    const message = traceFrom(raw);
    if (message !== null) for (const listen of traceListeners) listen(message);
  });
  return {
    ready: channel.ready,
    call: (name, input) => channel.call(name, input),
    onEvent: (name, listener) => channel.on(name, listener),
    onTrace: (listener) => {
      traceListeners.add(listener);
      return () => traceListeners.delete(listener);
    },
    onClose: (listener) => channel.onClose(listener),
    pathOf,
  };
}

function traceFrom(raw: unknown): TraceMessage | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { kind, runId, sampleEvery, batch } = raw as Record<keyof TraceMessage | "kind", unknown>;
  const isWhole =
    kind === "trace" &&
    typeof runId === "string" &&
    typeof sampleEvery === "number" &&
    batch instanceof ArrayBuffer;
  return isWhole ? { runId, sampleEvery, batch } : null;
}
