/**
 * The same job twice, in ring mode and in message-port mode, one after the other: so that neither takes the other's time.
 *
 * Runs in: main. Both are ordinary runs, in the journal and among the open ones. Limit: one comparison at a time.
 */
import { randomUUID } from "node:crypto";
import path from "node:path";
import { FaultError } from "../contract/fault.ts";
import type { JobSpec } from "../contract/job.ts";
import type { Comparison } from "../contract/step-calls.ts";
import type { RunningJob } from "../jobs/running-job.ts";
import type { RunRegistry } from "./run-registry.ts";

type Mode = JobSpec["handoff"];

export class Comparisons {
  readonly #runs: RunRegistry;
  readonly #onChange: (comparison: Comparison) => void;
  #newest: Comparison | null = null;
  #running: RunningJob | null = null;

  constructor(runs: RunRegistry, onChange: (comparison: Comparison) => void) {
    this.#runs = runs;
    this.#onChange = onChange;
  }

  get newest(): Comparison | null {
    return this.#newest;
  }

  /** @throws FaultError USAGE while another one runs, or of the first run's start */
  start(spec: JobSpec): Comparison {
    if (this.#newest?.state === "running") {
      throw new FaultError("USAGE", {
        what: "A comparison is running.",
        remedy: "Wait for its end, or stop it.",
      });
    }
    const comparison: Comparison = {
      comparisonId: randomUUID(),
      spec,
      ring: null,
      port: null,
      state: "running",
    };
    this.#newest = comparison;
    try {
      this.#begin("ring");
    } catch (error) {
      this.#newest = null;
      throw error;
    }
    return this.#newest;
  }

  stop(comparisonId: string): void {
    if (this.#newest?.comparisonId !== comparisonId || this.#newest.state !== "running") return;
    this.#change({ state: "stopped" });
    this.#running?.abort();
  }

  #begin(mode: Mode): void {
    if (this.#newest === null) return;
    const job = this.#runs.start(specOf(this.#newest.spec, mode));
    this.#running = job;
    this.#change(mode === "ring" ? { ring: job.runId } : { port: job.runId });
    void job.finished.then((run) => this.#ended(mode, run.result?.ok ?? false));
  }

  #ended(mode: Mode, isWell: boolean): void {
    this.#running = null;
    if (this.#newest?.state !== "running") return;
    if (!isWell) this.#change({ state: "stopped" });
    else if (mode === "port") this.#change({ state: "done" });
    else this.#beginSecond();
  }

  /** Refused when too many runs are open: then the comparison stays half, and says so. */
  #beginSecond(): void {
    try {
      this.#begin("port");
    } catch {
      this.#change({ state: "stopped" });
    }
  }

  #change(part: Partial<Comparison>): void {
    if (this.#newest === null) return;
    this.#newest = { ...this.#newest, ...part };
    this.#onChange(this.#newest);
  }
}

/** The job in one mode. Files that it writes bear the mode in their names: neither run replaces the other's. */
export function specOf(spec: JobSpec, mode: Mode): JobSpec {
  const named = (file: string): string => {
    if (file === "") return file;
    const { dir, name, ext } = path.parse(file);
    return path.join(dir, `${name}.${mode}${ext}`);
  };
  // What stops or spoils a run makes no figures to compare.
  const common = { handoff: mode, trace: null, faults: [], startHeld: false };
  if (spec.kind === "backup") return { ...spec, ...common, targets: spec.targets.map(named) };
  const { sink } = spec;
  const written = sink.kind === "into" ? { ...sink, files: sink.files.map(named) } : sink;
  return { ...spec, ...common, sink: written };
}
