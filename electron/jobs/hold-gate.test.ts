import { afterEach, expect, test, vi } from "vitest";
import fc from "fast-check";
import type { NativeBreakpoint } from "../vdi/native-control.ts";
import { anyBreakpoint } from "../contract/step.ts";
import { HoldGate, meets, type CommandFacts, type Faults } from "./hold-gate.ts";
import { nativeBreakpointOf } from "./native-breakpoint.ts";

const [received, handleTaken, mapped] = [2, 3, 5];

const command = (sequence: number, change: Partial<CommandFacts> = {}): CommandFacts => ({
  device: 0,
  sequence,
  command: 2,
  size: 65_536,
  handle: 1,
  position: (sequence - 1) * 65_536,
  ordinal: sequence,
  latencyNs: 0,
  code: 0,
  ...change,
});

const breakpoint = (change: Partial<NativeBreakpoint>): NativeBreakpoint => ({
  ...nativeBreakpointOf(anyBreakpoint),
  ...change,
});

let gate = new HoldGate();
afterEach(() => {
  gate.close();
  gate = new HoldGate();
});

/** Whether each has gone on. */
async function gone(waits: Promise<Faults>[]): Promise<boolean[]> {
  const pending = Symbol("pending");
  const states = waits.map((wait) => Promise.race([wait, Promise.resolve(pending)]));
  return (await Promise.all(states)).map((state) => state !== pending);
}

const nothing = (): void => undefined;

test("nothing is watched where nobody debugs", () => {
  expect(gate.isWatched(received)).toBe(false);
});

test("a paused stage holds every command; one goes on at a time, then all", async () => {
  gate.pause(1 << received);
  expect([gate.isWatched(received), gate.isWatched(handleTaken)]).toEqual([true, false]);
  const waits = [2, 1, 3].map((sequence) => gate.pass(received, command(sequence), nothing));
  expect(gate.look().held.map((held) => held.sequence)).toEqual([1, 2, 3]);
  expect(gate.go(0, 1)).toBe(true);
  expect(gate.go(0, 1)).toBe(false);
  expect(await gone(waits)).toEqual([false, true, false]);
  gate.run();
  expect(await gone(waits)).toEqual([true, true, true]);
});

test("a breakpoint stops its command, counts, and makes the others stop", async () => {
  gate.setBreakpoint(3, breakpoint({ positionFrom: 100_000, isOnce: true }));
  expect(await gate.pass(received, command(1), nothing)).toEqual([]);
  let stoppedBy = 0;
  void gate.pass(received, command(2), (by) => (stoppedBy = by));
  void gate.pass(handleTaken, command(1), nothing);
  expect(stoppedBy).toBe(4);
  const look = gate.look();
  expect(look.held).toMatchObject([
    { sequence: 1, stage: handleTaken, breakpoint: 0 },
    { sequence: 2, stage: received, breakpoint: 4 },
  ]);
  expect(look.breakpoints[3]).toEqual({ isArmed: false, hits: 1 });
});

test("faults strike where they are injected: held in the primary, or by a breakpoint", async () => {
  gate.pause(1 << received);
  const held = gate.pass(received, command(1), nothing);
  expect(gate.inject(0, 1, "bad-handle")).toBe(true);
  gate.run();
  expect(await held).toEqual(["bad-handle"]);
  gate.pause(1 << mapped);
  void gate.pass(mapped, command(2), nothing);
  expect(gate.inject(0, 2, "bad-handle")).toBe(false);
  gate.run();
  gate.setBreakpoint(0, breakpoint({ ordinal: 5, fault: "disk-full", doesStop: false }));
  expect(await gate.pass(received, command(5), nothing)).toEqual(["disk-full"]);
  expect(await gate.pass(received, command(5), nothing)).toEqual([]);
});

test("slow motion lets the oldest go, stage after stage, no faster than asked", () => {
  vi.useFakeTimers();
  const paceNs = 1.6e6; // no whole number of milliseconds, as most speeds
  gate.pace(paceNs);
  const passed: number[] = [];
  for (let sequence = 1; sequence <= 100; sequence += 1)
    void gate.pass(received, command(sequence), nothing).then(() => passed.push(sequence));
  const startMs = performance.now();
  const goneAtMs: number[] = [];
  while (gate.look().held.length > 0) {
    vi.advanceTimersByTime(1);
    while (goneAtMs.length < 100 - gate.look().held.length) goneAtMs.push(performance.now());
  }
  vi.useRealTimers();
  goneAtMs.forEach((ms, index) =>
    expect(ms - startMs).toBeGreaterThanOrEqual((index * paceNs) / 1e6),
  );
  // No slower either, apart from the beginning: a timer that is late is caught up.
  expect((goneAtMs.at(-1) ?? 0) - startMs).toBeLessThanOrEqual((103 * paceNs) / 1e6);
  return Promise.resolve().then(() =>
    expect(passed).toEqual(Array.from({ length: 100 }, (_, i) => i + 1)),
  );
});

test("running to a command lets all go and stops the next one that meets it", async () => {
  gate.pause(1 << received);
  const first = gate.pass(received, command(1), nothing);
  gate.runTo(10, breakpoint({ isOnce: true }));
  expect(await first).toEqual([]);
  void gate.pass(received, command(2), nothing);
  expect(gate.look().held).toMatchObject([{ sequence: 2, breakpoint: 11 }]);
});

test("a change is told once until somebody looks", () => {
  let told = 0;
  const telling = new HoldGate(() => (told += 1));
  telling.pause(1 << received);
  telling.pause(1 << handleTaken);
  expect(told).toBe(1);
  telling.look();
  telling.run();
  expect(told).toBe(2);
});

test("an open predicate meets every command, a narrower one fewer", () => {
  fc.assert(
    fc.property(
      fc.record({
        device: fc.nat(63),
        size: fc.nat(4 << 20),
        position: fc.integer({ min: -1, max: 1 << 30 }),
        latencyNs: fc.nat(1e9),
        code: fc.constantFrom(0, 29, 112),
      }),
      fc.record({
        positionFrom: fc.option(fc.nat(1 << 30)),
        sizeMin: fc.nat(4 << 20),
        latencyNs: fc.nat(1e9),
        codeRule: fc.constantFrom(0 as const, 1 as const, 2 as const),
        devices: fc.array(fc.nat(63), { maxLength: 3 }),
      }),
      (facts, narrow) => {
        const bit = 1 << received;
        const whole = command(1, facts);
        expect(meets(breakpoint({}), bit, whole)).toBe(true);
        const isMet = meets(breakpoint(narrow), bit, whole);
        const isExpected =
          whole.size >= narrow.sizeMin &&
          whole.latencyNs >= narrow.latencyNs &&
          (narrow.devices.length === 0 || narrow.devices.includes(whole.device)) &&
          (narrow.codeRule === 0 ||
            (narrow.codeRule === 1 ? whole.code === 0 : whole.code !== 0)) &&
          (narrow.positionFrom === null ||
            (whole.position >= 0 &&
              whole.position + Math.max(1, whole.size) > narrow.positionFrom));
        expect(isMet).toBe(isExpected);
      },
    ),
  );
});
