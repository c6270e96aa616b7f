/**
 * Traces of real runs: recorded by real processes, read after SIGKILL, exported, compared, bounded.
 */
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { NodeHost } from "../../electron/host/node-host.ts";
import { planRun } from "../../electron/jobs/plan.ts";
import { startJob } from "../../electron/jobs/start-job.ts";
import { brokenRules } from "../../electron/jobs/trace-export/perfetto-rules.ts";
import { readTimes } from "../../electron/jobs/trace/read-times.ts";
import { saveTrace } from "../../electron/jobs/trace/save-trace.ts";
import { TraceReader } from "../../electron/jobs/trace/trace-reader.ts";
import { TraceStore } from "../../electron/jobs/trace/trace-store.ts";
import { eventKind } from "../../electron/contract/trace-event.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { backupOf, expectDone, seeded, until, Workplace } from "./lib/jobs.ts";

const place = new Workplace();
const cli = path.resolve("dist/cli.cjs");
const addon = loadAddon();

afterEach(() => place.clear());
afterAll(() => {
  place.remove();
  addon.sweep();
});

async function handoff(...args: string[]): Promise<string> {
  const env = { ...process.env, HANDOFF_STATE_DIR: place.at("state") };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], {
    cwd: place.folder,
    env,
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout;
}

/** Blocks that are begun in the file, by their lengths alone, and the events of those that are whole. */
function blocksOf(bytes: Buffer): { count: number; events: number } {
  let [count, events] = [0, 0];
  for (let at = 16; at + 32 <= bytes.length; count += 1) {
    const end = at + 32 + bytes.readUInt32LE(at + 12);
    if (end > bytes.length) break;
    events += bytes.readUInt32LE(at + 20);
    at = end;
  }
  return { count, events };
}

describe("a recording while JavaScript does not come to its turn", () => {
  it("loses nothing: the file grows meanwhile", async () => {
    const file = place.at("busy.vditrace");
    const commandBytes = 4096;
    const spec = backupOf({
      targets: [place.at("busy.bak")],
      bytes: 60_000 * commandBytes,
      codec: { kind: "null" },
      change: {
        transferSize: 65_536,
        pace: { commandsPerSecond: 30_000, commandBytes },
        trace: file,
      },
    });
    const job = place.start(spec);
    const size = (): number => (existsSync(file) ? statSync(file).size : 0);
    await until(() => size() > 20_000, "the trace grows", 20_000);
    const fromNs = addon.nowNs();
    const events = (): number => blocksOf(readFileSync(file)).events;
    const [before, busyNs] = [events(), 500_000_000n];
    // Half a second, and until more events came than the primary's lane could have held: half of all are its own, and
    // what was on its way to the file before does not count.
    const facts = { blockSize: null, expectedBytes: [], codec: spec.codec, files: spec.targets };
    const machine = { coreCount: availableParallelism(), id: job.runId };
    const { traceEventsPerLane } = planRun(spec, facts, machine);
    const isLong = (): boolean =>
      addon.nowNs() - fromNs >= busyNs && events() > before + 3 * traceEventsPerLane;
    while (!isLong() && addon.nowNs() - fromNs < 80n * busyNs);
    expect(isLong()).toBe(true);
    const untilNs = addon.nowNs();
    const run = expectDone(await job.finished);
    expect(run.droppedEvents).toBe(0);
    const reader = await TraceReader.open(file, addon);
    const times = await readTimes(reader);
    await reader.close();
    const received = times.times.filter((_ns, at) => at % 8 === eventKind.received - 1);
    const inBetween = received.filter((ns) => ns > Number(fromNs) && ns < Number(untilNs));
    expect(4 * inBetween.length).toBeGreaterThan(traceEventsPerLane);
    expect(times.index.count).toBe(run.result?.commands);
  }, 90_000);
});

describe("a recording that is killed", () => {
  const random = seeded(20_261_125);
  const moments = Array.from({ length: 8 }, () => Math.floor(16 + random() * 14_000));

  it.each(moments)("keeps every whole block, killed above %i bytes", async (bytesMin) => {
    const file = place.at("killed.vditrace");
    const args = ["--generate", "64M", "--transfer-size", "64K", "--to", place.at("m.bak")];
    const child = spawn(process.execPath, [cli, "backup", ...args, "--trace", file], {
      stdio: "ignore",
      env: { ...process.env, HANDOFF_STATE_DIR: place.at("state") },
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const size = (): number => (existsSync(file) ? statSync(file).size : 0);
    await until(() => size() >= bytesMin || child.exitCode !== null, "the trace grows", 20_000);
    child.kill("SIGKILL");
    await ended;
    const bytes = readFileSync(file);
    const reader = await TraceReader.open(file, addon).catch((error: unknown) => error);
    if (!(reader instanceof TraceReader)) {
      expect(blocksOf(bytes).count).toBe(0); // killed before its header was written
      return;
    }
    let blocks = 0;
    for await (const events of reader.events()) blocks += events.byteLength > 0 ? 1 : 0;
    await reader.close();
    expect(reader.damage?.kind ?? "torn").toBe("torn");
    expect(blocks).toBeLessThanOrEqual(blocksOf(bytes).count);
    expect(reader.damage?.at ?? bytes.length).toBeLessThanOrEqual(bytes.length);
    expect(reader.info.header.spec.kind).toBe("backup");
  });
});

describe("a run with a replaced secondary", () => {
  it("is exported by the rules, with both processes, and summed up", async () => {
    const trace = place.at("run.vditrace");
    const change = { trace, faults: [{ kind: "secondary-crash" as const, at: 20 }] };
    const targets = place.files("medium", 2);
    const run = expectDone(await place.run(backupOf({ targets, bytes: 8_000_000, change })));
    expect(run.result?.secondaryRestarts).toBe(1);

    await handoff("trace", trace, "--export", "perfetto", "--to", place.at("run.json"));
    const document = JSON.parse(readFileSync(place.at("run.json"), "utf8")) as Parameters<
      typeof brokenRules
    >[0];
    expect(brokenRules(document)).toEqual([]);
    const processes = document.traceEvents.filter(({ name }) => name === "process_name");
    expect(processes.map(({ args }) => args?.["name"]).join()).toMatch(
      /Secondary \d, replacement 1/,
    );
    const moves = document.traceEvents.filter(({ name }) => name === "move");
    expect(new Set(moves.map(({ pid }) => pid)).size).toBeGreaterThanOrEqual(2);
    expect(document.traceEvents.filter(({ ph }) => ph === "f").length).toBeGreaterThan(100);

    const summary = JSON.parse(await handoff("trace", trace, "--json")) as object;
    expect(summary).toMatchObject({
      damage: null,
      end: { outcome: "done" },
      figures: { commands: run.result?.commands, unfinished: 0 },
    });
    const lines = await handoff("trace", trace);
    expect(lines).toContain("done after");
    expect(lines).toContain("secondary 1 (");
  });
});

describe("two runs", () => {
  it("are compared on the command line, and a failed one says why", async () => {
    const specOf = (trace: string, media: string) =>
      backupOf({ targets: place.files(media, 1), bytes: 4_000_000, change: { trace } });
    const [a, b] = [place.at("a.vditrace"), place.at("b.vditrace")];
    expectDone(await place.run(specOf(a, "a")));
    expectDone(await place.run(specOf(b, "b")));
    const { comparison } = JSON.parse(await handoff("trace", a, "--compare", b, "--json")) as {
      comparison: { matched: number; a: { commands: number } };
    };
    expect(comparison.matched).toBeGreaterThan(50);
    expect(comparison.matched).toBeLessThanOrEqual(comparison.a.commands);
    expect(await handoff("trace", a, "--compare", b)).toContain("commands are in both");

    const failed = backupOf({
      targets: place.files("failed", 1),
      bytes: 4_000_000,
      change: { trace: place.at("f.vditrace"), faults: [{ kind: "server-abort", at: 10 }] },
    });
    expect((await place.run(failed)).result?.outcome).toBe("failed");
    const summary = JSON.parse(await handoff("trace", place.at("f.vditrace"), "--json")) as {
      end: { outcome: string; failure: { cause: object } | null };
    };
    expect(summary.end.outcome).toBe("failed");
    expect(summary.end.failure?.cause).toBeDefined();
  });
});

describe("runs that are recorded unasked", () => {
  const environment = (traces: TraceStore) => ({
    host: new NodeHost(),
    journal: place.journal(),
    traces,
  });

  it("keep the newest, up to the limits, and can be saved while they go on", async () => {
    const traces = new TraceStore(place.at("traces"), { bytesMax: 1_000_000, filesMax: 3 });
    const pace = { commandsPerSecond: 200, commandBytes: 0 };
    const change = { pace };
    const slow = backupOf({ targets: place.files("slow", 1), bytes: 6_000_000, change });
    const job = startJob(slow, environment(traces));
    await until(() => job.snapshot().phase === "data", "data moves", 20_000);
    const file = await traces.find(job.runId);
    const reader = await TraceReader.open(file ?? "", addon);
    await saveTrace(reader, place.at("saved.vditrace"), { withPeeks: false, packer: addon });
    await reader.close();
    const saved = await TraceReader.open(place.at("saved.vditrace"), addon);
    expect(saved.info).toMatchObject({ damage: null, end: null, header: { runId: job.runId } });
    await saved.close();
    expectDone(await job.finished);

    const whole = await TraceReader.open(file ?? "", addon);
    expect((await readTimes(whole)).index.count).toBe((await job.finished).result?.commands);
    await whole.close();

    const old = new Date(0);
    for (const name of ["0001aaaa", "0002aaaa", "0003aaaa"]) {
      const path = place.at(`traces/${name}.vditrace`);
      writeFileSync(path, "old");
      utimesSync(path, old, old);
    }
    expectDone(
      await startJob({ ...slow, pace: undefined, force: true }, environment(traces)).finished,
    );
    expect(await traces.newest(10)).toHaveLength(3);
    expect(await traces.find(job.runId)).not.toBeNull();
  });

  it("run without a trace where there is no place for one, and say so", async () => {
    writeFileSync(place.at("file"), "not a folder");
    const traces = new TraceStore(place.at("file/traces"));
    const spec = backupOf({ targets: place.files("medium", 1) });
    const run = expectDone(await startJob(spec, environment(traces)).finished);
    expect(run.notes.map(({ key }) => key)).toContain("note.traceUnwritten");
    traces.isOn = false;
    expect(await traces.begin("x")).toBeNull();
    expect(await traces.find("../../etc/passwd")).toBeNull();
  });
});
