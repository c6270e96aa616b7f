/**
 * One page's connection: its channel, the run it watches, and what it is told.
 *
 * Runs in: main. Ends with its port; then it listens to nothing any more.
 */
import { windowCalls, windowEvents } from "../contract/window.ts";
import { Channel } from "../ipc/channel.ts";
import type { Port } from "../ipc/port.ts";
import { nothing, type Handlers } from "../ipc/tables.ts";
import { fullTracePace, sparingTracePace, type RunningJob } from "../jobs/running-job.ts";
import { isDrawnByProcessor } from "./drawn-by-processor.ts";
import type { RunRegistry } from "./run-registry.ts";

const tables = {
  calls: nothing,
  serves: windowCalls,
  sends: windowEvents,
  hears: nothing,
} as const;

/** Everything the page may ask for except watching, which belongs to the connection. */
export type WindowHandlers = Omit<Handlers<typeof windowCalls>, "watch">;

export class WindowLink {
  readonly #channel: Channel<typeof tables>;
  readonly #runs: RunRegistry;
  #watched: RunningJob | null = null;

  constructor(port: Port, runs: RunRegistry, handlers: WindowHandlers) {
    this.#runs = runs;
    this.#channel = new Channel(port, {
      tables,
      role: "main",
      pid: process.pid,
      handlers: {
        ...handlers,
        watch: ({ runId }) => {
          this.#watch(runId);
          return {};
        },
      },
    });
    const stopListening = runs.listen({
      onRun: (run) => this.#channel.emit("run", run),
      onControl: (runId, state) => this.#channel.emit("control", { runId, state }),
      onClosed: (runId) => this.#channel.emit("runClosed", { runId }),
    });
    this.#channel.onClose(() => {
      stopListening();
      this.#watch(null);
    });
  }

  get emit(): Channel<typeof tables>["emit"] {
    return this.#channel.emit.bind(this.#channel);
  }

  /** Sends trace events of a file that is open. */
  sendTrace(traceId: string, batch: ArrayBuffer): void {
    this.#channel.postBeside({ kind: "trace", runId: traceId, sampleEvery: 1, batch });
  }

  onClose(closed: () => void): void {
    this.#channel.onClose(closed);
  }

  close(): void {
    this.#channel.close();
  }

  /** Trace batches are cloned: Electron's ports in the main process transfer no ArrayBuffers. */
  #watch(runId: string | null): void {
    this.#watched?.watchTrace(null);
    this.#watched = runId === null ? null : (this.#runs.get(runId) ?? null);
    this.#watched?.watchTrace({
      pace: isDrawnByProcessor() ? sparingTracePace : fullTracePace,
      take: ({ sampleEvery, events }) => {
        this.#channel.postBeside({ kind: "trace", runId, sampleEvery, batch: events });
      },
    });
  }
}
