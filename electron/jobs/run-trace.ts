/**
 * The trace of a run: its segment, the pump, and the file that it is recorded into. Opened and closed once.
 */
import { version } from "../../package.json";
import type { Run } from "../contract/run.ts";
import { eventBytes } from "../contract/trace-event.ts";
import type { TraceEnd, TraceHeader } from "../contract/trace-file.ts";
import type { Addon } from "../vdi/addon.ts";
import type { NativeTrace } from "../vdi/native-trace.ts";
import type { AftermathWatch } from "./aftermath.ts";
import type { Plan } from "./plan.ts";
import { withoutNearEvents } from "./run-summary.ts";
import type { TraceWatcher } from "./running-job.ts";
import { RunRecorder, type TakenPeek } from "./trace/run-recorder.ts";
import { TraceWriter } from "./trace/trace-writer.ts";
import { TracePump } from "./trace-pump.ts";
import { TraceScan } from "./trace-scan.ts";

type RunHead = Pick<TraceHeader, "runId" | "database" | "spec" | "startedAtMs">;

/** The file that a trace goes to. */
export interface TraceTarget {
  readonly file: string;
  readonly force: boolean;
  readonly bytesMax: number;
}

export class RunTrace {
  /** For port mode, whose events are written on the JavaScript thread. */
  readonly native: NativeTrace;
  readonly scan: TraceScan;
  readonly #addon: Addon;
  readonly #pump: TracePump;
  readonly #header: TraceHeader;
  #recorder: RunRecorder | null = null;

  /** @param aftermath is told what follows from faults */
  constructor(
    addon: Addon,
    plan: Plan & { traceName: string },
    run: RunHead,
    aftermath: AftermathWatch,
  ) {
    const startedAtNs = Number(addon.nowNs());
    this.#addon = addon;
    this.#header = {
      type: "header",
      ...run,
      startedAtNs,
      deviceNames: [...plan.deviceNames],
      files: [...plan.files],
      eventBytes,
      program: `Handoff ${version}, ${process.platform} ${process.arch}`,
    };
    const { traceName: name, traceLanes: lanes, traceEventsPerLane: eventsPerLane } = plan;
    const deviceCount = plan.deviceNames.length;
    this.native = new addon.Trace({ name, lanes, eventsPerLane, deviceCount });
    this.scan = new TraceScan(this.native, startedAtNs);
    this.#pump = new TracePump(this.native, aftermath);
  }

  /** @throws FaultError TRACE_NOT_WRITTEN, TARGET_EXISTS; the trace itself goes on without a file */
  async record({ file, force, bytesMax }: TraceTarget): Promise<void> {
    const options = { addon: this.#addon, force, bytesMax };
    const writer = await TraceWriter.create(file, this.#header, options);
    this.#recorder = new RunRecorder(writer);
    this.native.record(writer.native);
  }

  watch(watcher: TraceWatcher | null): void {
    this.#pump.watch(watcher);
  }

  /** A snapshot of the run, for the file. */
  see(run: Run): void {
    this.#recorder?.see(run);
  }

  /** @returns whether the copy is in the run's file */
  recordPeek(peek: TakenPeek): boolean {
    return this.#recorder?.peek(peek) ?? false;
  }

  /** Events that were lost: in full lanes, and on the way to the trace file. */
  get dropped(): number {
    return this.native.dropped() + (this.#recorder?.dropped ?? 0);
  }

  /** Takes what is left and removes the segment. */
  stop(): void {
    this.#pump.stop();
  }

  /** After `stop`: says how the run ended and closes the file. */
  async close(end: Omit<TraceEnd, "type" | "droppedEvents">): Promise<void> {
    const failure = end.failure === null ? null : withoutNearEvents(end.failure);
    await this.#recorder?.close({ ...end, failure, droppedEvents: this.dropped });
  }
}
