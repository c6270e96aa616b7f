/**
 * What every benchmark uses: jobs as a user would start them, the tools they are compared with, and a place
 * for files that is gone afterwards.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { FaultError } from "../../contract/fault.ts";
import { jobDefaults, type BackupSpec, type JobSpec, type Source } from "../../contract/job.ts";
import type { Run } from "../../contract/run.ts";
import type { Addon } from "../../vdi/addon.ts";
import type { JobEnvironment, RunningJob } from "../running-job.ts";
import { startJob } from "../start-job.ts";
import { median } from "./row.ts";

/** Repetitions of each side of a comparison; odd, the median counts. */
export const repetitions = 3;
/** Half of each page can be compressed: neither the best nor the worst case of a codec. */
export const entropy = 0.5;
export const seed = 2026;

const memoryRoot = "/dev/shm";
const folderPrefix = "handoff-bench-";

export interface BenchEnvironment extends JobEnvironment {
  /**
   * Bytes a second that structured clone moves between this process and a child of the host's kind, in
   * messages of `messageBytes`. Given by who knows the kind; absent: Node's own.
   */
  readonly cloneRate?: (messageBytes: number, messageCount: number) => Promise<number>;
  /** Opens the app's window, where the benchmark runs in the app. */
  readonly openWindow?: () => Promise<BenchWindow>;
}

/** The app's window and its runs. */
export interface BenchWindow {
  readonly start: (spec: JobSpec) => RunningJob;
  /** Shows a run, which the page then watches; null: the first page, which watches none. */
  readonly show: (runId: string | null) => Promise<void>;
  /** The window forgets a run that has ended. */
  readonly forget: (runId: string) => void;
}

export interface Bench {
  readonly environment: BenchEnvironment;
  readonly addon: Addon;
  /** Folder in memory, and folder on the disk of the current directory's temporary files. */
  readonly memory: string;
  readonly disk: string;
  readonly say: (line: string) => void;
}

/** Runs `work` with two fresh folders that are removed whatever happens. */
export async function withFolders<T>(
  work: (folders: { memory: string; disk: string }) => Promise<T>,
): Promise<T> {
  for (const parent of [memoryRoot, tmpdir()]) removeStale(parent);
  const memory = mkdtempSync(path.join(memoryRoot, `${folderPrefix}${process.pid}-`));
  const disk = mkdtempSync(path.join(tmpdir(), `${folderPrefix}${process.pid}-`));
  try {
    return await work({ memory, disk });
  } finally {
    rmSync(memory, { recursive: true, force: true });
    rmSync(disk, { recursive: true, force: true });
  }
}

/** What a killed benchmark left: gigabytes. */
function removeStale(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1] ?? 0);
    if (pid > 0 && !existsSync(`/proc/${pid}`)) {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

export function generated(bytes: number): Source {
  return { kind: "generate", bytes, seed, entropy };
}

/** A backup of a generated database to one device; to the null medium where nothing else is said. */
export function backupOf(bytes: number, more: Partial<BackupSpec> = {}): BackupSpec {
  return {
    ...jobDefaults,
    kind: "backup",
    source: generated(bytes),
    targets: [""],
    codec: { kind: "null" },
    secondaries: 1,
    force: true,
    ...more,
  };
}

export interface Finished {
  readonly run: Run;
  readonly bytes: number;
  /** From the server's first command to its last, as its verdict says. */
  readonly seconds: number;
}

/** @throws Error when the job failed */
export function runJob(bench: Bench, spec: JobSpec, isTraced = true): Promise<Finished> {
  return finishOf(startJob(spec, { ...bench.environment, isTraced }));
}

/** @throws Error when the job failed */
export async function finishOf(job: RunningJob): Promise<Finished> {
  const run = await job.finished;
  if (run.result?.ok !== true) {
    const why = run.result?.failure;
    throw new FaultError("USAGE", {
      what: `A benchmark's ${run.spec.kind} failed: ${why?.message ?? "no reason given"}`,
      remedy: why?.remedy ?? "Run the benchmark again.",
    });
  }
  const verdict = run.messages.find((message) => message.number === 3014)?.text ?? "";
  const seconds = Number(/in (\d+\.\d+) seconds/.exec(verdict)?.[1] ?? Number.NaN);
  return { run, bytes: run.result.bytes, seconds };
}

/**
 * Both sides of a comparison, turn and turn about, so that a machine that slows down slows both.
 *
 * @returns the medians
 */
export async function interleave(
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
  times = repetitions,
): Promise<{ ours: number; theirs: number }> {
  const results = { ours: [] as number[], theirs: [] as number[] };
  for (let i = 0; i < times; i += 1) {
    results.theirs.push(await theirs());
    results.ours.push(await ours());
  }
  return { ours: median(results.ours), theirs: median(results.theirs) };
}

/**
 * Runs a program to its end.
 *
 * @returns seconds from start to end
 * @throws FaultError when it cannot be started or fails
 */
export function timeProgram(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(program, [...args], { stdio: "ignore" });
    const fail = (reason: string): void => {
      const what = `The reference \`${program}\` ${reason}.`;
      reject(
        new FaultError("USAGE", { what, remedy: `Install ${program}, or leave this one out.` }),
      );
    };
    child.once("error", (error) => fail(`cannot be started: ${error.message}`));
    child.once("exit", (code) => {
      if (code === 0) resolve(Number(process.hrtime.bigint() - started) / 1e9);
      else fail(`ended with ${code ?? "a signal"}`);
    });
  });
}

/** Threads that a codec gets with one secondary: what the reference gets too. */
export function threadCount(): number {
  return availableParallelism();
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
