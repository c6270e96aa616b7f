/**
 * The runs of this program: those that go on and those that ended and are still looked at.
 *
 * Runs in: main; knows no Electron. Invariants: a run is removed by `close` only, and only when it has ended.
 * Limits: `openMax` runs are kept, one more than that is refused until one is closed.
 */
import { FaultError } from "../contract/fault.ts";
import type { JobSpec } from "../contract/job.ts";
import type { Run } from "../contract/run.ts";
import type { ControlState } from "../contract/step.ts";
import type { JobEnvironment, RunningJob, StartJob } from "../jobs/running-job.ts";

const openMax = 32;

export interface RunListener {
  /** A run changed; at most ten times a second, and once with its result. */
  onRun(run: Run): void;
  onClosed(runId: string): void;
  /** What a debugger holds of a run changed; at most 30 times a second. */
  onControl?(runId: string, state: ControlState): void;
}

export class RunRegistry {
  readonly #startJob: StartJob;
  readonly #environment: JobEnvironment;
  readonly #jobs = new Map<string, RunningJob>();
  readonly #listeners = new Set<RunListener>();
  #isEnding = false;

  constructor(startJob: StartJob, environment: JobEnvironment) {
    this.#startJob = startJob;
    this.#environment = environment;
  }

  /** @returns how to stop listening */
  listen(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Starts a job.
   *
   * @throws FaultError of the job's specification, or USAGE when too many runs are open
   */
  start(spec: JobSpec): RunningJob {
    if (this.#isEnding) {
      throw new FaultError("USAGE", {
        what: "The app is being closed.",
        remedy: "Start it again first.",
      });
    }
    if (this.#jobs.size >= openMax) {
      throw new FaultError("USAGE", {
        what: `${openMax} runs are open.`,
        remedy: "Close a finished one first.",
      });
    }
    const job = this.#startJob(spec, this.#environment);
    this.#jobs.set(job.runId, job);
    const tell = (run: Run): void => {
      for (const listener of this.#listeners) listener.onRun(run);
    };
    const stop = job.onChange((run) => {
      if (run.result === null) tell(run);
    });
    const stopControl = job.control.onChange((state) => {
      for (const listener of this.#listeners) listener.onControl?.(job.runId, state);
    });
    void job.finished.then((run) => {
      stop();
      stopControl();
      tell(run);
    });
    tell(job.snapshot());
    return job;
  }

  get(runId: string): RunningJob | undefined {
    return this.#jobs.get(runId);
  }

  /** Snapshots of all, oldest first. */
  snapshots(): Run[] {
    return [...this.#jobs.values()].map((job) => job.snapshot());
  }

  /** Those that have no result yet. */
  running(): RunningJob[] {
    return [...this.#jobs.values()].filter((job) => job.snapshot().result === null);
  }

  /** Forgets a run that has ended. A run that goes on stays. */
  close(runId: string): void {
    const job = this.#jobs.get(runId);
    if (job === undefined || job.snapshot().result === null) return;
    this.#jobs.delete(runId);
    for (const listener of this.#listeners) listener.onClosed(runId);
  }

  /** Before the program ends: starts no more, aborts what goes on and waits for its end, at most `withinMs`. */
  async abortAll(withinMs: number): Promise<void> {
    this.#isEnding = true;
    const jobs = this.running();
    for (const job of jobs) job.abort();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.all(jobs.map((job) => job.finished)), late]);
    clearTimeout(timer);
  }
}
