/**
 * What the views of a run share while the window is open: its trace as it was folded so far, and the selection. So a
 * view that is opened again goes on where the other one was.
 *
 * Limits: the `runsMax` runs that were looked at last are remembered.
 */
import { createSelection, type SelectionStore } from "../monitor/selection.ts";
import { liveCommandsMax, TraceModel } from "../timeline/trace-model.ts";
import { TraceFeed } from "../trace/trace-feed.ts";

const runsMax = 8;

interface RunMemory {
  readonly selection: SelectionStore;
  readonly deviceCount: number;
  readonly feed: TraceFeed;
  /** The commands for the timeline. */
  readonly model: TraceModel;
}

export class RunMemories {
  readonly #byRun = new Map<string, RunMemory>();
  readonly #isDrawnByProcessor: boolean;

  constructor(isDrawnByProcessor: boolean) {
    this.#isDrawnByProcessor = isDrawnByProcessor;
  }

  /** @param deviceCount of the run; a change (none is known before the set is configured) begins a new feed */
  of(runId: string, deviceCount: number): RunMemory {
    const known = this.#byRun.get(runId);
    if (known?.deviceCount === deviceCount) return known;
    const selection = known?.selection ?? createSelection();
    const model = new TraceModel(deviceCount, { keptMax: liveCommandsMax });
    const feed = new TraceFeed(deviceCount, this.#isDrawnByProcessor);
    const memory = { selection, deviceCount, feed, model };
    this.#byRun.delete(runId);
    this.#byRun.set(runId, memory);
    const [oldest] = this.#byRun.keys();
    if (this.#byRun.size > runsMax && oldest !== undefined) this.#byRun.delete(oldest);
    return memory;
  }
}
