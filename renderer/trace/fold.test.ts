import { expect, test } from "vitest";
import { eventBytes, eventCount, eventKind } from "../../electron/contract/trace-event.ts";
import { SimulatedTrace, seeded, type TracePlan } from "../monitor/dev/simulated-trace.ts";
import { holder } from "./buffer-map.ts";
import { stage } from "./command-columns.ts";
import { rowAt } from "./command-row.ts";
import { countOwners, takePicture } from "./picture.ts";
import { roundUp } from "./kept-commands.ts";
import { TraceState } from "./trace-state.ts";

const plan: TracePlan = {
  devices: 3,
  secondaries: 3,
  buffers: 24,
  commandsPerSecond: 1_659,
  transferSize: 1_048_576,
  buffersPerSegment: 8,
  direction: "write",
};

interface Written {
  readonly kind: number;
  readonly timeNs: number;
  readonly sequence?: number;
  readonly handle?: number;
  readonly code?: number;
  readonly actor?: number;
  readonly address?: number;
}

/** A batch of events of device 0. */
function batchOf(events: readonly Written[]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(events.length * eventBytes));
  events.forEach(
    ({ kind, timeNs, sequence = 1, handle = 0, code = 0, actor = 0, address = 0 }, index) => {
      const at = index * eventBytes;
      view.setBigUint64(at, BigInt(timeNs), true);
      view.setBigUint64(at + 8, BigInt(address), true);
      view.setUint32(at + 24, sequence, true);
      view.setUint32(at + 28, handle, true);
      view.setUint32(at + 36, code, true);
      view.setUint8(at + 40, kind);
      view.setUint16(at + 42, actor, true);
    },
  );
  return view.buffer;
}

function shuffled(batch: ArrayBuffer, random: () => number): ArrayBuffer {
  const count = eventCount(batch);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  const out = new Uint8Array(count * eventBytes);
  const from = new Uint8Array(batch);
  order.forEach((index, at) => {
    out.set(from.subarray(index * eventBytes, (index + 1) * eventBytes), at * eventBytes);
  });
  return out.buffer;
}

test("a command's stages, addresses and owner are those of its events", () => {
  const state = new TraceState(1);
  const handle = 0x5ab8100d;
  state.fold(
    batchOf([
      { kind: eventKind.issued, timeNs: 1_000, handle: 13, code: 2, address: 0x7f6cb8d06000 },
      { kind: eventKind.received, timeNs: 151_000, code: 2, actor: 1, address: 0x7fa144d06000 },
      { kind: eventKind.handleTaken, timeNs: 151_900, handle, actor: 1 },
      { kind: eventKind.leased, timeNs: 152_900, handle, actor: 1, code: 1 },
      {
        kind: eventKind.mapped,
        timeNs: 383_900,
        handle,
        actor: 3,
        code: 500,
        address: 0x7f029ed06000,
      },
    ]),
    1,
  );
  const picture = takePicture(state, 1);
  const row = rowAt(picture, 0);
  expect(row).toMatchObject({ sequence: 1, place: "moving", buffer: 13, secondary: 1, handle });
  expect(row.stages.server).toBeCloseTo(150);
  expect(row.stages.handle).toBeCloseTo(0.9);
  expect(row.stages.lease).toBeCloseTo(231.5);
  expect(row.stages.map).toBeCloseTo(0.5);
  expect(row.stages.move).toBeNull();
  expect(row.totalMs).toBeNull();
  expect(picture.holder[13]).toBe(holder.held);
  expect(state.buffers.addressesOf(13, 1)).toEqual({
    server: 0x7f6cb8d06000,
    primary: 0x7fa144d06000,
    secondary: 0x7f029ed06000,
  });
  const moveTimes = 1_500 + 4_000 * 2 ** 32;
  state.fold(
    batchOf([{ kind: eventKind.moved, timeNs: 390_000, handle, actor: 3, address: moveTimes }]),
    1,
  );
  const { columns } = state.table;
  const at = columns.sequence.indexOf(1);
  expect([columns.codecNs[at], columns.diskNs[at]]).toEqual([1_500, 4_000]);
  expect(state.buffers.addressesOf(13, 1).secondary).toBe(0x7f029ed06000);
});

test("events in any order give the same state, because lanes are drained one after another", () => {
  const random = seeded(3);
  const source = new SimulatedTrace(plan);
  const inOrder = new TraceState(3);
  const anyOrder = new TraceState(3);
  for (let i = 0; i < 12; i++) {
    const batch = source.advance(20);
    inOrder.fold(batch, 1);
    anyOrder.fold(shuffled(batch, random), 1);
  }
  expect(anyOrder.table.columns.times).toEqual(inOrder.table.columns.times);
  expect(anyOrder.buffers.holder).toEqual(inOrder.buffers.holder);
  expect(anyOrder.buffers.sequence).toEqual(inOrder.buffers.sequence);
  for (let buffer = 0; buffer < plan.buffers; buffer++) {
    const secondary = source.secondaryOf(inOrder.buffers.device[buffer] ?? 0);
    expect(anyOrder.buffers.addressesOf(buffer, secondary)).toEqual(
      inOrder.buffers.addressesOf(buffer, secondary),
    );
    expect(inOrder.buffers.addressesOf(buffer, secondary).server).toBe(source.addressOf(0, buffer));
  }
});

test("owners add up to all buffers, and commands on their way are those that were issued and not completed", () => {
  const source = new SimulatedTrace(plan);
  const state = new TraceState(3);
  // Before the first speed is known, after which the list becomes a sample.
  for (let i = 0; i < 9; i++) state.fold(source.advance(20), 1);
  const picture = takePicture(state, 1);
  const owners = countOwners(picture, plan.buffers, 3);
  const held = owners.secondaries.reduce((sum, count) => sum + count, 0);
  expect(
    owners.server + owners.primary + held + owners.completed + owners.free + owners.error,
  ).toBe(plan.buffers);
  const done = source.completed.reduce((sum, count) => sum + count, 0);
  const begun = new Set<string>();
  for (let i = 0; i < picture.rows.length; i++) {
    const row = rowAt(picture, i);
    if (row.place !== "done") begun.add(`${row.device}/${row.sequence}`);
  }
  expect(begun.size).toBe(owners.server + owners.primary + held);
  expect(done).toBeGreaterThan(200);
});

test("a lease issued again takes back what the lost secondary did, even when its events come late", () => {
  const handle = 0x5ab8100d;
  const common = { handle, actor: 1 };
  const state = new TraceState(1);
  state.fold(
    batchOf([
      { kind: eventKind.issued, timeNs: 10, handle: 13, code: 2 },
      { kind: eventKind.handleTaken, timeNs: 20, ...common },
      { kind: eventKind.leased, timeNs: 30, ...common, code: 0 },
      { kind: eventKind.leased, timeNs: 900, ...common, code: 0 },
      { kind: eventKind.mapped, timeNs: 40, handle, actor: 2, code: 1, address: 4096 },
    ]),
    1,
  );
  expect(rowAt(takePicture(state, 1), 0).place).toBe("waiting");
  state.fold(
    batchOf([{ kind: eventKind.mapped, timeNs: 950, handle, actor: 2, code: 1, address: 8192 }]),
    1,
  );
  expect(rowAt(takePicture(state, 1), 0).place).toBe("moving");
  expect(state.buffers.addressesOf(13, 0).secondary).toBe(8192);
});

test("addresses of a lost secondary are forgotten", () => {
  const state = new TraceState(1);
  const handle = 0x5ab8100d;
  state.fold(
    batchOf([
      { kind: eventKind.handleTaken, timeNs: 20, handle, actor: 1 },
      { kind: eventKind.mapped, timeNs: 40, handle, actor: 2, address: 4096 },
      { kind: eventKind.secondaryLost, timeNs: 50, sequence: 0, code: 0 },
    ]),
    1,
  );
  expect(state.buffers.addressesOf(13, 0).secondary).toBe(0);
});

test("a sampled stream keeps whole commands and counts them n times", () => {
  const source = new SimulatedTrace({ ...plan, commandsPerSecond: 20_000 });
  const state = new TraceState(3);
  for (let i = 0; i < 30; i++) state.fold(source.advance(20, 10), 10);
  expect(state.completedPerSecond).toBeGreaterThan(18_000);
  expect(state.completedPerSecond).toBeLessThan(22_000);
  expect(state.kept.every % 10).toBe(0);
  const { columns } = state.kept;
  expect(columns.timeOf(state.kept.rowOf(0), stage.issued)).toBeGreaterThan(0);
  expect((columns.sequence[state.kept.rowOf(0)] ?? 1) % 10).toBe(0);
});

test("done commands are kept at a pace that can be read, whatever the speed", () => {
  for (const commandsPerSecond of [5, 300, 2_000]) {
    const source = new SimulatedTrace({ ...plan, commandsPerSecond });
    const state = new TraceState(3);
    for (let i = 0; i < 100; i++) state.fold(source.advance(20), 1);
    const before = state.kept.total;
    for (let i = 0; i < 100; i++) state.fold(source.advance(20), 1);
    expect(state.kept.total - before).toBeLessThanOrEqual(30);
    expect(state.kept.total - before).toBeGreaterThan(5);
  }
});

test("a command whose last events were dropped leaves the list when its buffer goes on", () => {
  const state = new TraceState(1);
  state.fold(
    batchOf([
      { kind: eventKind.issued, timeNs: 10, sequence: 1, handle: 3, code: 2 },
      { kind: eventKind.issued, timeNs: 500, sequence: 2, handle: 3, code: 2 },
    ]),
    1,
  );
  const picture = takePicture(state, 1);
  expect(picture.rows.length).toBe(1);
  expect(rowAt(picture, 0).sequence).toBe(2);
});

test("every nth rises in readable steps", () => {
  expect([0, 1, 1.2, 3, 7, 10, 11, 138, 1_667].map(roundUp)).toEqual([
    1, 1, 2, 5, 10, 10, 20, 200, 2_000,
  ]);
});

test("the server's acknowledgement knows the buffer's index only, and leaves the handle as it was", () => {
  const state = new TraceState(1);
  const handle = 0x5ab8100d;
  state.fold(
    batchOf([
      { kind: eventKind.handleTaken, timeNs: 20, handle, actor: 1 },
      { kind: eventKind.completed, timeNs: 40, handle, actor: 1 },
      { kind: eventKind.acknowledged, timeNs: 50, handle: 13 },
    ]),
    1,
  );
  expect(state.buffers.handle[13]).toBe(handle);
  expect(state.buffers.holder[13]).toBe(holder.free);
});
