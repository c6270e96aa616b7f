import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandIndex } from "../../contract/command-index.ts";
import { CommandTimes } from "../../contract/command-times.ts";
import { Largest } from "./largest.ts";
import { batchOf, lifeOf, type EventSketch } from "./testing/traces.ts";
import { compareTraces } from "./trace-compare.ts";
import { figuresOf } from "./trace-figures.ts";

function timesOf(events: readonly EventSketch[]): CommandTimes {
  const times = new CommandTimes();
  times.add(batchOf(events));
  return times;
}

describe("the index of commands", () => {
  it("gives each command one slot, whatever numbers they bear", () => {
    const command = fc.tuple(fc.nat(255), fc.oneof(fc.nat(3_000), fc.nat(0xffff_ffff)));
    fc.assert(
      fc.property(fc.array(command, { maxLength: 3_000 }), (commands) => {
        const index = new CommandIndex();
        const slots = new Map<string, number>();
        for (const [device, sequence] of commands) {
          const key = `${device}:${sequence}`;
          expect(index.find(device, sequence)).toBe(slots.get(key) ?? -1);
          const slot = index.slot(device, sequence);
          expect(slot).toBe(slots.get(key) ?? slots.size);
          slots.set(key, slot);
          expect([index.deviceOf(slot), index.sequenceOf(slot)]).toEqual([device, sequence]);
        }
        expect(index.count).toBe(slots.size);
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});

describe("the few largest", () => {
  it("are those that sorting gives", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 9 }), (numbers, count) => {
        const largest = new Largest<number>(count);
        numbers.forEach((number, index) => {
          largest.add(number, index);
        });
        const sizes = largest.list().map(({ size }) => size);
        expect(sizes).toEqual([...numbers].sort((a, b) => b - a).slice(0, count));
      }),
      { seed: 4 },
    );
  });
});

describe("figures of a trace", () => {
  it("count commands, bytes and the time of each stage", async () => {
    const lives = [lifeOf(1, 1e6), lifeOf(2, 2e6, { moveNs: 50_000 }), lifeOf(3, 3e6).slice(0, 5)];
    const figures = await figuresOf(timesOf(lives.flat().reverse()));
    expect(figures).toMatchObject({ commands: 3, unfinished: 1, failed: 0, bytes: 131_072 });
    expect(figures.seconds).toBeCloseTo(0.002004, 9);
    expect(figures.slowest[0]).toMatchObject({
      sequence: 2,
      commandCode: 2,
      position: 4096,
      clientNs: 55_000,
      mostly: "move",
      mostlyNs: 51_000,
      atNs: 1_001_000,
    });
    const move = figures.stages.find(({ stage }) => stage === "move");
    expect(move).toMatchObject({ commands: 2, meanNs: 26_000, maxNs: 51_000 });
    const parts = figures.stages.filter(({ stage }) => stage === "codec" || stage === "disk");
    expect(parts).toMatchObject([
      { stage: "codec", commands: 2, meanNs: 200 },
      { stage: "disk", commands: 2, meanNs: 700 },
    ]);
  });

  it("are zero of a trace without events", async () => {
    expect(await figuresOf(new CommandTimes())).toMatchObject({ commands: 0, seconds: 0, rate: 0 });
  });
});

describe("two traces", () => {
  it("are compared command by command", async () => {
    const a = timesOf([lifeOf(1, 1e6), lifeOf(2, 2e6), lifeOf(3, 3e6), lifeOf(4, 4e6)].flat());
    const other = lifeOf(3, 3e6).map((event) => ({ ...event, size: 4096 }));
    const b = timesOf(
      [
        lifeOf(1, 5e6, { moveNs: 90_000 }),
        lifeOf(2, 6e6, { stepNs: 500 }),
        other,
        lifeOf(9, 8e6),
      ].flat(),
    );
    const comparison = await compareTraces(a, b);
    expect(comparison).toMatchObject({
      matched: 2,
      changed: 1,
      onlyA: 1,
      onlyB: 1,
      slower: 1,
      faster: 1,
    });
    expect(comparison.regressions).toMatchObject([
      { sequence: 1, aNs: 5_000, bNs: 95_000, mostly: "move", mostlyNs: 90_000, bAtNs: 2_001_000 },
    ]);
    expect(comparison.improvements).toMatchObject([{ sequence: 2, aNs: 5_000, bNs: 2_500 }]);
  });

  it("do not differ from themselves", async () => {
    const times = timesOf(lifeOf(1, 1e6));
    expect(await compareTraces(times, times)).toMatchObject({
      matched: 1,
      slower: 0,
      differenceNs: { p1: 0, p50: 0, p99: 0 },
      regressions: [],
    });
  });
});
