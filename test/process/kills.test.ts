/**
 * Processes killed with SIGKILL at seeded random moments. The moments are drawn over the whole run and, more often,
 * over the time in which data moves; streams are paced so that there is such a time.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isUnderRun, killMoments, type KillMoment } from "./lib/kill-moments.ts";
import type { JobSpec } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import type { RunningJob } from "../../electron/jobs/running-job.ts";
import {
  backupOf,
  childrenOf,
  expectDone,
  isAlive,
  plainSha256,
  restoreOf,
  orphanedSegments,
  sha256,
  until,
  Workplace,
} from "./lib/jobs.ts";

const place = new Workplace();
const source = new Workplace();
const bytes = 1_500_000;
/** About 25 commands of 64 KiB over two devices: a seventh of a second of moving. */
const paced = { pace: { commandsPerSecond: 180, commandBytes: 0 } };
const codecs = [{ kind: "none" }, { kind: "zstd", level: 1 }] as const;
const media = codecs.map(({ kind }) => source.files(kind, 2));
let expected: string[] = [];

beforeAll(async () => {
  process.env["HANDOFF_LEASE_DEADLINE_MS"] = "1000";
  for (const [i, codec] of codecs.entries()) {
    expectDone(await source.run(backupOf({ targets: media[i] ?? [], bytes, codec })));
  }
  expected = (media[0] ?? []).map(sha256);
});
afterEach(() => place.clear());
afterAll(() => {
  delete process.env["HANDOFF_LEASE_DEADLINE_MS"];
  place.remove();
  source.remove();
});

function specFor(moment: KillMoment): JobSpec {
  const codec = codecs[moment.index % 2] ?? codecs[0];
  const secondaries = 1 + (moment.index % 3 === 0 ? 1 : 0);
  return moment.isRestore
    ? restoreOf(media[moment.index % 2] ?? [], {
        ...paced,
        secondaries,
        sink: { kind: "into", files: place.files("restored", 2) },
      })
    : backupOf({
        targets: place.files("medium", 2),
        bytes,
        codec,
        change: { ...paced, secondaries },
      });
}

/** Kills a process of the run when its moment has come. */
async function killAt(
  job: RunningJob,
  moment: KillMoment,
  victim: (run: Run) => number,
): Promise<number> {
  await new Promise<void>((resolve) => {
    const stop = job.onChange((run) => {
      if (moment.from === "start" || isUnderRun(run)) {
        stop();
        setTimeout(resolve, moment.afterMs);
      }
    });
    void job.finished.then(() => resolve());
  });
  const pid = victim(job.snapshot());
  if (pid > 0 && isAlive(pid)) {
    process.kill(pid, "SIGKILL");
    return pid;
  }
  return 0;
}

function secondaryOf(run: Run, choice: number): number {
  const pids = run.processes.filter(
    (each) => each.role === "secondary" && each.pid > 0 && each.state !== "ended",
  );
  return pids[Math.floor(choice * pids.length)]?.pid ?? 0;
}

/** Whether the files of a run are either whole and right or not there at all. */
function expectNothingHalf(files: readonly string[], kind: "none" | "zstd", isDone: boolean): void {
  for (const [i, file] of files.entries()) {
    if (existsSync(file)) {
      expect(plainSha256(file, kind)).toBe(expected[i]);
    }
    expect(existsSync(file)).toBe(isDone);
  }
  expect(place.list().filter((name) => name.includes(".partial"))).toEqual([]);
}

function expectRestsClean(moment: KillMoment, run: Run): void {
  const isDone = run.result?.outcome === "done";
  const files = place.files(moment.isRestore ? "restored" : "medium", 2);
  expectNothingHalf(
    files,
    moment.isRestore ? "none" : (codecs[moment.index % 2]?.kind ?? "none"),
    isDone,
  );
  for (const { role, pid } of run.processes) {
    expect(role !== "primary" && pid > 0 && isAlive(pid), `${role} ${pid} is alive`).toBe(false);
  }
}

describe("a secondary killed at any moment", () => {
  it("of a backup or restore changes nothing of the result", async () => {
    let killed = 0;
    let restarts = 0;
    for (const moment of killMoments({ seed: 1, count: 100, spanMs: 150 })) {
      const job = place.start(specFor(moment));
      killed += (await killAt(job, moment, (run) => secondaryOf(run, moment.choice))) > 0 ? 1 : 0;
      const run = expectDone(await job.finished);
      restarts += run.result?.secondaryRestarts ?? 0;
      expectRestsClean(moment, run);
      place.clear();
    }
    expect(killed).toBeGreaterThan(60);
    expect(restarts).toBeGreaterThan(40);
  }, 600_000);
});

describe("the server killed at any moment", () => {
  it("fails the run cleanly, or comes too late", async () => {
    const codes = new Map<string, number>();
    for (const moment of killMoments({ seed: 2, count: 100, spanMs: 150 })) {
      const job = place.start(specFor(moment));
      await killAt(
        job,
        moment,
        (run) => run.processes.find((each) => each.role === "server")?.pid ?? 0,
      );
      const run = await job.finished;
      const code = run.result?.failure?.code ?? "done";
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(["done", "SERVER_LOST", "PROCESS_NOT_STARTED"]).toContain(code);
      expectRestsClean(moment, run);
      place.clear();
    }
    expect(codes.get("SERVER_LOST") ?? 0).toBeGreaterThan(50);
  }, 600_000);
});

/** The primary as the command line runs it, on media or into files of its own. */
function primary(moment: KillMoment): ChildProcess {
  const codec = moment.index % 2 === 0 ? "none" : "zstd:1";
  const files = place.files(`${String(moment.index)}-made`, 2);
  const args = moment.isRestore
    ? ["restore", "--from", ...(media[moment.index % 2] ?? []), "--into", ...files]
    : ["backup", "--generate", `${String(4 * bytes)}:7`, "--to", ...files, "--compress", codec];
  return spawn(
    process.execPath,
    [path.resolve("dist/cli.cjs"), ...args, "--transfer-size", "64K"],
    {
      stdio: "ignore",
      env: { ...process.env, HANDOFF_STATE_DIR: place.at("state") },
    },
  );
}

/** Kills a primary; its children must end by themselves. */
async function killPrimary(moment: KillMoment): Promise<void> {
  const child = primary(moment);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => setTimeout(resolve, moment.afterMs));
  const children = childrenOf(child.pid ?? 0);
  child.kill("SIGKILL");
  await exited;
  await until(() => !children.some(isAlive), `children ${children.join(", ")} end`);
}

/** Kills after which the next start is looked at. */
const killsAtOnce = 5;

describe("the primary killed at any moment", () => {
  it("leaves no process, and the next start finds and leaves nothing else", async () => {
    const moments = killMoments({ seed: 3, count: 100, spanMs: 700 });
    for (let at = 0; at < moments.length; at += killsAtOnce) {
      const killed = moments.slice(at, at + killsAtOnce);
      for (const moment of killed) {
        await killPrimary(moment);
      }
      // The next start of anything tidies up.
      expectDone(await place.run(backupOf({ targets: place.files("next", 1), bytes: 100_000 })));
      expect(place.list().filter((name) => name.includes(".partial"))).toEqual([]);
      // Others may be killed on this machine meanwhile: what counts is that a start leaves none.
      loadAddon().sweep();
      expect(orphanedSegments()).toEqual([]);
      for (const { index, isRestore } of killed) {
        const files = place.files(`${String(index)}-made`, 2);
        const made = files.filter((file) => existsSync(file));
        if (isRestore) {
          expect(made.map(sha256)).toEqual(made.map((file) => expected[files.indexOf(file)]));
        } else if (made.length > 0) {
          expectDone(await place.run(restoreOf(files)));
        }
      }
      place.clear();
    }
    expect(readFileSync(place.at("state/journal.ndjson"), "utf8")).toContain('"event":"tidied"');
  }, 900_000);
});
