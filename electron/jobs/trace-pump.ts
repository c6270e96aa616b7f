/**
 * What JavaScript wants of a trace while its native pump drains it: a sample for whoever watches, at its pace, and
 * what followed from faults while that is of interest. Nothing is fetched that nobody looks at.
 */
import type { NativeTrace } from "../vdi/native-trace.ts";
import type { AftermathWatch } from "./aftermath.ts";
import { jobLimits } from "./limits.ts";
import type { TraceWatcher } from "./running-job.ts";

export class TracePump {
  readonly #trace: NativeTrace;
  readonly #aftermath: AftermathWatch;
  readonly #timer: NodeJS.Timeout;
  #watcher: TraceWatcher | null = null;
  #sampledAtMs = 0;

  /** Owns `trace` from now on. */
  constructor(trace: NativeTrace, aftermath: AftermathWatch) {
    this.#trace = trace;
    this.#aftermath = aftermath;
    aftermath.attach((from, until) => trace.recent(from, until));
    this.#timer = setInterval(() => this.#turn(), jobLimits.drainMs);
  }

  watch(watcher: TraceWatcher | null): void {
    this.#watcher = watcher;
    this.#trace.watch(watcher?.pace.eventsPerSecond ?? 0);
  }

  /** Takes what is left and ends. */
  stop(): void {
    clearInterval(this.#timer);
    this.#trace.close();
    this.#aftermath.pull();
    this.#sample();
  }

  #turn(): void {
    this.#aftermath.pull();
    const nowMs = performance.now();
    if (nowMs - this.#sampledAtMs < (this.#watcher?.pace.everyMs ?? 0)) return;
    this.#sampledAtMs = nowMs;
    this.#sample();
  }

  #sample(): void {
    if (this.#watcher === null) return;
    const batch = this.#trace.sample();
    if (batch.events.byteLength > 0) this.#watcher.take(batch);
  }
}
