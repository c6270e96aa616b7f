import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventKind } from "../../contract/trace-event.ts";
import { batchOf, lifeOf, type EventSketch } from "../trace/testing/traces.ts";
import { csvExporter } from "./csv.ts";
import { exportTrace, type Exporter } from "./exporter.ts";
import { ndjsonExporter } from "./ndjson.ts";
import { brokenRules } from "./perfetto-rules.ts";
import { perfettoExporter } from "./perfetto.ts";
import { processesOf, TracedRun } from "./traced-run.ts";

const running = {
  devices: [] as number[],
  state: "running" as const,
  restarts: 0,
  fromMs: 0,
  untilMs: 1,
};
const processes = processesOf({
  processes: [
    { ...running, role: "server", index: 0, pid: 100 },
    { ...running, role: "primary", index: 0, pid: 101 },
    { ...running, role: "secondary", index: 0, pid: 102 },
    { ...running, role: "secondary", index: 0, pid: 103, fromMs: 500 },
  ],
});

async function* each(batches: readonly ArrayBuffer[]): AsyncGenerator<ArrayBuffer> {
  yield* await Promise.resolve(batches);
}

async function textOf(exporter: Exporter, batches: readonly ArrayBuffer[]): Promise<string> {
  const run = await TracedRun.survey(processes, each(batches));
  let text = "";
  for await (const piece of exportTrace(exporter, run, each(batches))) {
    text += piece;
  }
  return text;
}

const twoCommands = [batchOf(lifeOf(1, 1_000_000)), batchOf(lifeOf(2, 2_000_000))];

describe("csv", () => {
  it("writes one row a command with each process's own address", async () => {
    const rows = (await textOf(csvExporter(), twoCommands))
      .trim()
      .split("\r\n")
      .map((row) => row.split(","));
    expect(rows).toHaveLength(3);
    const row = Object.fromEntries((rows[0] ?? []).map((name, index) => [name, rows[2]?.[index]]));
    expect(row).toMatchObject({
      sequence: "2",
      device: "1",
      command: "Write",
      handle: "5A·B81·00D",
      secondary: "1",
      completion_code: "0",
      server_address: "0x7f6cb8d06000",
      secondary_address: "0x7f6cb8d06002",
      issued_us: "1000.000",
      acknowledged_us: "1007.000",
      codec_us: "0.200",
      disk_us: "0.700",
    });
  });

  it("joins events whatever lane comes first, and keeps the commands that never ended", async () => {
    const life = lifeOf(1, 1_000_000);
    const shuffled = [...life].reverse();
    expect(await textOf(csvExporter(), [batchOf(shuffled)])).toContain("Write");
    const cut = (await textOf(csvExporter(), [batchOf(life.slice(0, 4))])).trim().split("\r\n");
    expect(cut).toHaveLength(2);
  });
});

describe("ndjson", () => {
  it("writes a header and one line an event, each valid JSON", async () => {
    const lines = (await textOf(ndjsonExporter, twoCommands))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(17);
    expect(lines[3]).toMatchObject({
      event: "handleTaken",
      actor: "primary",
      handle: "5A·B81·00D",
      device: 1,
    });
    expect(lines[6]).toMatchObject({ event: "moved", address: "", codecNs: 200, diskNs: 700 });
    expect(lines[3]).not.toHaveProperty("codecNs");
  });
});

interface Document {
  readonly traceEvents: {
    ph: string;
    pid: number;
    tid?: number;
    ts: number;
    dur?: number;
    id?: number | string;
    name: string;
    args?: Record<string, unknown>;
  }[];
}

async function perfettoOf(batches: readonly ArrayBuffer[]): Promise<Document> {
  return JSON.parse(await textOf(perfettoExporter(), batches)) as Document;
}

describe("perfetto", () => {
  it("follows each handle from the primary to the secondary and back", async () => {
    const document = await perfettoOf(twoCommands);
    const events = document.traceEvents;
    expect(brokenRules(document)).toEqual([]);
    for (const phase of ["s", "t", "f"]) {
      const flows = events.filter((event) => event.ph === phase);
      expect(flows.map(({ id }) => id)).toEqual([1, 2]);
      expect(flows.map(({ pid }) => pid)).toEqual(phase === "t" ? [102, 102] : [101, 101]);
    }
    const slices = events.filter((event) => event.ph === "X").map(({ name }) => name);
    expect([...new Set(slices)].sort()).toEqual([
      "CompleteCommand",
      "GetBufferHandle",
      "MapBufferHandle",
      "Write",
      "codec",
      "medium",
      "move",
    ]);
    const parts = events.filter(({ name }) => name === "codec" || name === "medium");
    expect(parts.map(({ ts, dur }) => [ts, dur])).toEqual([
      [1004, 0.2],
      [1004.2, 0.7],
      [2004, 0.2],
      [2004.2, 0.7],
    ]);
    expect(events.filter((event) => event.ph === "b")).toHaveLength(2);
    expect(events.filter((event) => event.ph === "e")).toHaveLength(2);
    expect(events.filter((event) => event.name === "process_name")).toHaveLength(4);
    const counters = events.filter((event) => event.ph === "C");
    expect(counters.at(-1)?.args).toEqual({ "MB/s": 13.1072, "commands out": 0 });
  });

  it("gives the events after a replacement to the process that came", async () => {
    const replaced: EventSketch = {
      kind: eventKind.secondaryReplaced,
      timeNs: 1_500_000,
      actor: 1,
      sequence: 0,
      device: 255,
    };
    const document = await perfettoOf([batchOf([replaced]), ...twoCommands]);
    expect(brokenRules(document)).toEqual([]);
    const moves = document.traceEvents.filter(({ name }) => name === "move");
    expect(moves.map(({ pid }) => pid)).toEqual([102, 103]);
  });

  it("cuts slices that would overlap, and says how long they were", async () => {
    // One thread for all devices, as in message-port mode: two commands are out at once.
    const overlapping = [lifeOf(1, 1000), lifeOf(1, 2500, { device: 1 }), lifeOf(2, 4000)]
      .flat()
      .map((event) => ({ ...event, thread: event.actor }))
      .sort((a, b) => a.timeNs - b.timeNs);
    const document = await perfettoOf([batchOf(overlapping)]);
    expect(brokenRules(document)).toEqual([]);
  });

  it("keeps the rules whatever is missing, in whatever order lanes come", async () => {
    const sketch = fc.record({
      device: fc.nat(2),
      gapNs: fc.nat(3_000),
      stepNs: fc.constantFrom(0, 1, 50, 400, 5_000),
      moveNs: fc.constantFrom(0, 0, 20_000),
      lost: fc.array(fc.nat(7), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(sketch, { maxLength: 30 }), fc.nat(2), async (sketches, first) => {
        let startNs = 1_000;
        const events = sketches.flatMap(({ device, gapNs, stepNs, moveNs, lost }, index) => {
          startNs += gapNs;
          const life = lifeOf(index + 1, startNs, { stepNs, device, moveNs });
          return life.filter((_event, kind) => !lost.includes(kind));
        });
        const lanes = [0, 1, 2].map((actor) =>
          events
            .filter((event) => event.actor === (actor + first) % 3)
            .sort((a, b) => a.timeNs - b.timeNs),
        );
        expect(brokenRules(await perfettoOf(lanes.map(batchOf)))).toEqual([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("is checked by rules that bite", () => {
    const place = { pid: 7, tid: 70, ts: 10 };
    const names = [
      { ph: "M", name: "process_name", pid: 7, ts: 0, args: { name: "p" } },
      { ph: "M", name: "thread_name", pid: 7, tid: 70, ts: 0, args: { name: "t" } },
    ];
    const rulesOf = (...lines: object[]): string =>
      brokenRules({ traceEvents: [...names, ...lines] as never }).join("\n");
    const slice = { ...place, ph: "X", name: "a", dur: 5 };
    expect(rulesOf(slice)).toBe("");
    expect(rulesOf(slice, { ...slice, ts: 12 })).toContain("nest or do not touch");
    expect(rulesOf({ ...place, ph: "s", name: "f", cat: "c", id: 1 })).toContain("inside a slice");
    expect(rulesOf(slice, { ...place, ph: "f", name: "f", id: 1, bp: "e" })).toContain("start");
    expect(rulesOf(slice, { ...place, ph: "s", name: "f", id: "0.1" })).toContain("whole number");
    expect(rulesOf({ ...place, ph: "C", name: "c", args: { x: "1" } })).toContain("numbers");
    expect(rulesOf({ ...place, ph: "e", name: "d", cat: "c", id: "1" })).toContain("beginning");
    expect(rulesOf({ ...slice, tid: 71 })).toContain("named");
    expect(rulesOf(slice, names[0] as object)).toContain("metadata comes first");
  });
});
