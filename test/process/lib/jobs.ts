/**
 * Jobs with real processes for tests: the primary is this process, its children are the bundled programs.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BackupSpec, JobSpec, RestoreSpec } from "../../../electron/contract/job.ts";
import { jobDefaults } from "../../../electron/contract/job.ts";
import type { Run } from "../../../electron/contract/run.ts";
import { NodeHost } from "../../../electron/host/node-host.ts";
import { Journal } from "../../../electron/jobs/journal.ts";
import type { LoginSource } from "../../../electron/sql/session/session-login.ts";
import type { RunningJob } from "../../../electron/jobs/running-job.ts";
import { startJob } from "../../../electron/jobs/start-job.ts";

/** A folder of its own for one test file, with a journal in it. */
export class Workplace {
  readonly folder = mkdtempSync(path.join(tmpdir(), "handoff-process-"));

  at(name: string): string {
    return path.join(this.folder, name);
  }

  files(stem: string, count: number): string[] {
    return Array.from({ length: count }, (_, i) => this.at(`${stem}-${i + 1}.bak`));
  }

  /** @param loginOf for jobs on a server that is there already */
  start(spec: JobSpec, loginOf?: LoginSource): RunningJob {
    const environment = { host: new NodeHost(), journal: this.journal() };
    return startJob(spec, loginOf === undefined ? environment : { ...environment, loginOf });
  }

  run(spec: JobSpec, loginOf?: LoginSource): Promise<Run> {
    return this.start(spec, loginOf).finished;
  }

  journal(): Journal {
    return Journal.open(this.at("state"));
  }

  /** Names of what is in the folder, the journal's folder left out. */
  list(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name !== "state")
      .sort();
  }

  clear(): void {
    for (const name of this.list()) {
      rmSync(this.at(name), { recursive: true });
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export interface Generated {
  readonly targets: readonly string[];
  readonly bytes?: number;
  readonly codec?: BackupSpec["codec"];
  readonly change?: Partial<BackupSpec>;
}

/** A backup of a generated database. */
export function backupOf({ targets, bytes = 2_000_000, codec, change }: Generated): BackupSpec {
  return {
    ...jobDefaults,
    faults: [],
    kind: "backup",
    codec: codec ?? { kind: "none" },
    targets: [...targets],
    source: { kind: "generate", bytes, seed: 7, entropy: 0.4 },
    transferSize: 65_536,
    ...change,
  };
}

export function restoreOf(
  media: readonly string[],
  change: Partial<RestoreSpec> = {},
): RestoreSpec {
  return {
    ...jobDefaults,
    faults: [],
    kind: "restore",
    media: [...media],
    sink: { kind: "discard" },
    transferSize: 65_536,
    ...change,
  };
}

/** Fails with the run's own words when it is not done. */
export function expectDone(run: Run): Run {
  if (run.result?.outcome !== "done") {
    const failure = run.result?.failure;
    const steps = [failure?.cause, ...(failure?.consequences ?? [])].map(
      (step) => `${step?.key}: ${step?.text}`,
    );
    throw new Error(
      `${run.spec.kind} ended ${run.result?.outcome}: ${failure?.message}\n${steps.join("\n")}`,
    );
  }
  return run;
}

export function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** The plain stream of a medium as the stock tools see it. */
export function plainSha256(file: string, codec: BackupSpec["codec"]["kind"]): string {
  if (codec === "none") {
    return sha256(file);
  }
  const plain = execFileSync("zstd", ["-dcq", file], { maxBuffer: 256 * 1024 * 1024 });
  return createHash("sha256").update(plain).digest("hex");
}

/** Our segments that no process has mapped or open: others on this machine may be at work meanwhile. */
export function orphanedSegments(): string[] {
  const ours = (): string[] =>
    readdirSync("/dev/shm", { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.startsWith("handoff-"))
      .map((entry) => entry.name);
  const before = ours();
  const inUse = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `${mapsOf(pid)}${descriptorsOf(pid)}`)
    .join("");
  const after = new Set(ours());
  return before.filter((name) => !inUse.includes(name) && after.has(name));
}

function mapsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/maps`, "utf8");
  } catch {
    return "";
  }
}

function descriptorsOf(pid: string): string {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder)
      .map((name) => linkOf(`${folder}/${name}`))
      .join("\n");
  } catch {
    return "";
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

/** Direct children of a process. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Waits on a fact, not on a time; fails after `msMax`. */
export async function until(fact: () => boolean, what: string, msMax = 10_000): Promise<void> {
  const end = performance.now() + msMax;
  while (!fact()) {
    if (performance.now() > end) {
      throw new Error(`Waited ${msMax} ms in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A seeded source of numbers in [0, 1): the same kills in every run. Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const sharedData = path.resolve("../shared/data");
export const hasSharedData = existsSync(sharedData);
