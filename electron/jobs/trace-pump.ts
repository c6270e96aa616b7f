/**
 * What JavaScript wants of a trace while its native pump drains it: a sample 50 times a second for whoever watches, and
 * what followed from faults while that is of interest. Nothing is fetched that nobody looks at.
 */
import type { NativeTrace } from "../vdi/native-trace.ts";
import type { AftermathWatch } from "./aftermath.ts";
import { jobLimits } from "./limits.ts";
import type { TraceBatch } from "./running-job.ts";

export class TracePump {
  readonly #trace: NativeTrace;
  readonly #aftermath: AftermathWatch;
  readonly #timer: NodeJS.Timeout;
  #watcher: ((batch: TraceBatch) => void) | null = null;

  /** Owns `trace` from now on. */
  constructor(trace: NativeTrace, aftermath: AftermathWatch) {
    this.#trace = trace;
    this.#aftermath = aftermath;
    aftermath.attach((from, until) => trace.recent(from, until));
    this.#timer = setInterval(() => this.#turn(), jobLimits.drainMs);
  }

  watch(watcher: ((batch: TraceBatch) => void) | null): void {
    this.#watcher = watcher;
    this.#trace.watch(watcher !== null);
  }

  /** Takes what is left and ends. */
  stop(): void {
    clearInterval(this.#timer);
    this.#trace.close();
    this.#turn();
  }

  #turn(): void {
    this.#aftermath.pull();
    if (this.#watcher === null) return;
    const batch = this.#trace.sample();
    if (batch.events.byteLength > 0) this.#watcher(batch);
  }
}
