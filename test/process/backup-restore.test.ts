/**
 * Whole jobs with real processes: what went in comes out, byte for byte.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { readManifest } from "../../electron/media/manifest.ts";
import { TraceReader } from "../../electron/jobs/trace/trace-reader.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { eventCount } from "../../electron/contract/trace-event.ts";
import {
  backupOf,
  expectDone,
  hasSharedData,
  plainSha256,
  restoreOf,
  sha256,
  sharedData,
  Workplace,
} from "./lib/jobs.ts";

const place = new Workplace();
afterEach(() => place.clear());
afterAll(() => place.remove());

const codecs = [{ kind: "none" }, { kind: "zstd", level: 1 }] as const;

describe("generated streams", () => {
  for (const codec of codecs) {
    for (const count of [1, 2, 5]) {
      it(`${codec.kind} on ${count} device(s) come back byte-identical`, async () => {
        const media = place.files("medium", count);
        const restored = place.files("restored", count);
        const backup = expectDone(await place.run(backupOf({ targets: media, codec })));
        expectDone(await place.run(restoreOf(media, { sink: { kind: "into", files: restored } })));
        expect(restored.map(sha256)).toEqual(media.map((file) => plainSha256(file, codec.kind)));
        for (const [index, file] of media.entries()) {
          const manifest = await readManifest(file);
          expect(manifest.stripe).toEqual({ index: index + 1, count });
          expect(manifest.plain.xxh3).toBe(backup.devices[index]?.checksum);
        }
        const names = [...media, ...restored].map((file) => path.basename(file));
        const manifests = media.map((file) => `${path.basename(file)}.handoff.json`);
        expect(place.list()).toEqual([...names, ...manifests].sort());
      });
    }
  }

  it("are the same with every codec and number of secondaries", async () => {
    const [one, two] = [place.files("one", 3), place.files("two", 3)];
    expectDone(await place.run(backupOf({ targets: one, change: { secondaries: 1 } })));
    expectDone(
      await place.run(backupOf({ targets: two, codec: codecs[1], change: { secondaries: 3 } })),
    );
    expect(two.map((file) => plainSha256(file, "zstd"))).toEqual(one.map(sha256));
  });

  it("go through with odd geometry, and by messages", async () => {
    const [media, ported] = [place.files("medium", 2), place.files("ported", 2)];
    const change = {
      prefixZone: 4096,
      alignment: 4096,
      buffers: 3,
      blockSize: 65_536,
      transferSize: 131_072,
    };
    expectDone(await place.run(backupOf({ targets: media, change })));
    expectDone(
      await place.run(backupOf({ targets: ported, change: { ...change, handoff: "port" } })),
    );
    expect(ported.map(sha256)).toEqual(media.map(sha256));
    const sink = { kind: "compare", files: media } as const;
    expectDone(await place.run(restoreOf(ported, { sink, handoff: "port", prefixZone: 512 })));
  });

  it("leave nothing with the null medium", async () => {
    const run = expectDone(await place.run(backupOf({ targets: [""], codec: { kind: "null" } })));
    expect(run.result?.bytes).toBeGreaterThan(2_000_000);
    expect(place.list()).toEqual([]);
  });
});

describe("a run as it is told", () => {
  it("passes its phases in order, counts what it moved, and its trace is whole", async () => {
    const media = place.files("medium", 2);
    const job = place.start(backupOf({ targets: media, change: { trace: place.at("run.trace") } }));
    const phases = new Set<string>();
    let batches = 0;
    job.onChange((run) => phases.add(run.phase));
    job.watchTrace((batch) => (batches += eventCount(batch.events)));
    const run = expectDone(await job.finished);
    expect([...phases].filter((phase) => phase !== "headers" && phase !== "flush")).toEqual(
      ["attach", "configure", "data", "complete", "verdict", "publish"].filter((phase) =>
        phases.has(phase),
      ),
    );
    expect(phases.has("publish")).toBe(true);
    expect(run.phaseSpans.every((span) => span.endedMs !== null)).toBe(true);
    const moved = run.devices.reduce((sum, device) => sum + device.plainBytes, 0);
    expect(run.devices.map((device) => device.plainBytes)).toEqual(
      run.devices.map((device) => device.expectedBytes),
    );
    expect(run.result).toMatchObject({ ok: true, bytes: moved, droppedEvents: 0 });
    expect(run.result?.slowest.length).toBe(12);
    expect(run.result?.latencyNs.p50).toBeGreaterThan(0);
    expect(run.messages.at(-1)?.number).toBe(3014);
    expect(batches).toBeGreaterThan(0);
    const reader = await TraceReader.open(place.at("run.trace"), loadAddon());
    let events = 0;
    for await (const block of reader.events()) {
      events += eventCount(block);
    }
    await reader.close();
    expect(reader.damage).toBeNull();
    expect(reader.info).toMatchObject({ events, set: run.set, end: { outcome: "done" } });
    expect(reader.info.messages).toEqual(run.messages);
    expect(reader.info.notes).toEqual(run.notes);
    expect(reader.info.processes.map(({ role }) => role)).toContain("secondary");
    expect(events).toBeGreaterThanOrEqual((run.result?.commands ?? 0) * 6);
    const journal = place.journal();
    expect((await journal.list(1))[0]).toMatchObject({
      runId: run.runId,
      outcome: "done",
      bytes: moved,
    });
    expect((await journal.pastRun(run.runId))?.result).toEqual(run.result);
  });

  it("stops when the user says so, and leaves nothing", async () => {
    const change = { pace: { commandsPerSecond: 200, commandBytes: 0 } };
    const job = place.start(
      backupOf({ targets: place.files("medium", 2), bytes: 8_000_000, change }),
    );
    job.onChange((run) => {
      if (run.phase === "data") {
        job.abort();
        job.abort();
      }
    });
    const run = await job.finished;
    expect(run.result).toMatchObject({
      ok: false,
      outcome: "stopped",
      failure: { code: "RUN_STOPPED" },
    });
    expect(place.list()).toEqual([]);
    expect((await place.journal().list(1))[0]?.outcome).toBe("stopped");
  });

  it("can be stopped at once, before anything began", async () => {
    const job = place.start(backupOf({ targets: place.files("medium", 1) }));
    job.abort();
    expect((await job.finished).result?.outcome).toBe("stopped");
    expect(place.list()).toEqual([]);
  });
});

/** Pairs are replayed together; a stripe without its partner is refused. */
const pairs = [
  ["stripe-1of2.bak", "stripe-2of2.bak"],
  ["stripe-log-1of2.trn", "stripe-log-2of2.trn"],
];
const incomplete = "half-of-a-stripe-set.bak";

describe.runIf(hasSharedData)("recorded streams of real servers", () => {
  const names = hasSharedData
    ? readdirSync(sharedData).filter((name) => /\.(bak|trn)$/.test(name))
    : [];
  const singles = names
    .filter((name) => name !== incomplete && !pairs.flat().includes(name))
    .map((name) => [name]);
  for (const codec of [{ kind: "none" }, { kind: "zstd", level: 3 }] as const) {
    for (const group of [...singles, ...pairs]) {
      it(`${group.join(" and ")}, ${codec.kind}`, async () => {
        const files = group.map((name) => path.join(sharedData, name));
        const media = place.files("medium", files.length);
        const restored = place.files("restored", files.length);
        const change = { source: { kind: "replay" as const, files }, transferSize: 1_048_576 };
        expectDone(await place.run(backupOf({ targets: media, codec, change })));
        expectDone(await place.run(restoreOf(media, { sink: { kind: "into", files: restored } })));
        expect(restored.map(sha256)).toEqual(files.map(sha256));
        expect(media.map((file) => plainSha256(file, codec.kind))).toEqual(files.map(sha256));
      });
    }
  }

  it("half of a stripe set is refused", async () => {
    const source = { kind: "replay" as const, files: [path.join(sharedData, incomplete)] };
    const run = await place.run(
      backupOf({ targets: place.files("medium", 1), change: { source } }),
    );
    expect(run.result?.failure?.code).toBe("SOURCE_INCOMPLETE");
    expect(existsSync(place.files("medium", 1)[0]!)).toBe(false);
  });
});

describe("a run that has ended, well or not", () => {
  const held = (): string[] =>
    readFileSync("/proc/self/maps", "utf8")
      .split("\n")
      .filter((line) => line.includes("/dev/shm/"));

  it.each([
    ["ring", [], "done"],
    ["ring", [{ kind: "secondary-crash", at: 5 }], "done"],
    ["ring", [{ kind: "server-crash", at: 5 }], "failed"],
    ["port", [], "done"],
  ] as const)("by %s, faults %j, holds no shared memory", async (handoff, faults, outcome) => {
    const change = { handoff, faults: [...faults], secondaries: 2 };
    const job = place.start(backupOf({ targets: place.files("medium", 2), change }));
    const run = await job.finished;
    expect(run.result?.outcome).toBe(outcome);
    // Its objects are still there, nobody has collected them.
    expect(job.snapshot().runId).toBe(run.runId);
    expect(held()).toEqual([]);
  });
});
