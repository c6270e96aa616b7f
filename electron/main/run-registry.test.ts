import { describe, expect, it } from "vitest";
import { FaultError } from "../contract/fault.ts";
import { jobDefaults, type BackupSpec } from "../contract/job.ts";
import type { Run } from "../contract/run.ts";
import { BufferPeek } from "../jobs/buffer-peek.ts";
import type { JobEnvironment, RunningJob } from "../jobs/running-job.ts";
import { StepControl } from "../jobs/step-control.ts";
import type { StepDeeds } from "../jobs/step-deeds.ts";
import { RunRegistry } from "./run-registry.ts";

const spec: BackupSpec = {
  ...jobDefaults,
  kind: "backup",
  source: { kind: "generate", bytes: 65_536, seed: 1, entropy: 0 },
  targets: [""],
  codec: { kind: "null" },
};

/** A job that ends when it is told to; only what the registry looks at is in its run. */
const nothing = (): void => undefined;
const noDeeds: StepDeeds = {
  serverTimeoutMs: () => 0,
  isForeign: false,
  abortStatement: nothing,
  signalServer: nothing,
  signalSecondary: nothing,
  struck: nothing,
};

class HandJob implements RunningJob {
  readonly runId: string;
  readonly finished: Promise<Run>;
  readonly control = new StepControl(noDeeds, false);
  readonly buffers = new BufferPeek(() => null);
  #result: object | null = null;
  #end!: (run: Run) => void;
  #listener: (run: Run) => void = () => undefined;

  constructor(runId: string) {
    this.runId = runId;
    this.finished = new Promise((resolve) => (this.#end = resolve));
  }

  snapshot(): Run {
    return { runId: this.runId, result: this.#result } as unknown as Run;
  }

  onChange(listener: (run: Run) => void): () => void {
    this.#listener = listener;
    return () => (this.#listener = () => undefined);
  }

  watchTrace(): void {
    // Nothing to watch.
  }

  report(): void {
    this.#listener(this.snapshot());
  }

  abort(): void {
    this.#result ??= { outcome: "stopped" };
    this.#listener(this.snapshot());
    this.#end(this.snapshot());
  }
}

function registry(): { runs: RunRegistry; jobs: HandJob[]; told: string[] } {
  const jobs: HandJob[] = [];
  const told: string[] = [];
  const runs = new RunRegistry(() => {
    const job = new HandJob(`run-${jobs.length + 1}`);
    jobs.push(job);
    return job;
  }, {} as JobEnvironment);
  runs.listen({
    onRun: (run) => told.push(`${run.runId} ${run.result?.outcome ?? "running"}`),
    onClosed: (runId) => told.push(`${runId} closed`),
  });
  return { runs, jobs, told };
}

describe("run registry", () => {
  it("tells of a run at its start, at changes, and once with its result", async () => {
    const { runs, jobs, told } = registry();
    runs.start(spec);
    jobs[0]?.report();
    jobs[0]?.abort();
    await jobs[0]?.finished;
    await Promise.resolve();
    expect(told).toEqual(["run-1 running", "run-1 running", "run-1 stopped"]);
  });

  it("keeps a run that goes on when it is asked to close it", async () => {
    const { runs, jobs, told } = registry();
    runs.start(spec);
    runs.close("run-1");
    expect(runs.snapshots()).toHaveLength(1);
    jobs[0]?.abort();
    await jobs[0]?.finished;
    runs.close("run-1");
    expect(runs.snapshots()).toEqual([]);
    expect(told.at(-1)).toBe("run-1 closed");
  });

  it("aborts all that goes on and waits for it", async () => {
    const { runs } = registry();
    runs.start(spec);
    runs.start(spec);
    await runs.abortAll(1_000);
    expect(runs.running()).toEqual([]);
  });

  it("does not wait for ever for a run that does not end", async () => {
    const { runs, jobs } = registry();
    runs.start(spec);
    const stubborn = jobs[0];
    if (stubborn !== undefined) stubborn.abort = () => undefined;
    await runs.abortAll(20);
    expect(runs.running()).toHaveLength(1);
  });

  it("refuses one run too many", () => {
    const { runs } = registry();
    for (let n = 0; n < 32; n++) runs.start(spec);
    expect(() => runs.start(spec)).toThrow(FaultError);
  });
});
