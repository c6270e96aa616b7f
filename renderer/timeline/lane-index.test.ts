import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stage } from "../trace/command-columns.ts";
import { DeviceRing } from "./device-ring.ts";
import { LaneIndex } from "./lane-index.ts";
import { stay, stayOf, type Stay } from "./spans.ts";

interface Life {
  readonly startNs: number;
  readonly stepNs: number;
  readonly size: number;
}

const lives = fc.array(
  fc.record({
    startNs: fc.integer({ min: 1, max: 2_000 }),
    stepNs: fc.integer({ min: 1, max: 900 }),
    size: fc.integer({ min: 0, max: 65_536 }),
  }),
  { minLength: 1, maxLength: 300 },
);

/** Commands that begin one after the other and overlap; `startNs` is the time since the one before. */
function fill(ring: DeviceRing, list: readonly Life[], from = 1): void {
  let startNs = 1_000 + 1_000 * from;
  list.forEach(({ startNs: afterNs, stepNs, size }, at) => {
    startNs += afterNs;
    const row = ring.rowFor(0, from + at);
    const { columns } = ring;
    for (let which: number = stage.issued; which <= stage.acknowledged; which++)
      columns.times[row * 8 + which] = startNs + which * stepNs;
    columns.secondary[row] = at % 2;
    columns.size[row] = size;
  });
}

function exact(ring: DeviceRing, where: Stay, fromNs: number, toNs: number): number {
  let sum = 0;
  for (let ordinal = ring.oldest; ordinal < ring.end; ordinal++) {
    const row = ring.rowOf(ordinal);
    const span = ring.startOf(ordinal) === 0 ? null : stayOf(ring.columns, row, where, 0);
    if (span === null) continue;
    if (where >= stay.received)
      sum += span.fromNs >= fromNs && span.fromNs < toNs ? (ring.columns.size[row] ?? 0) : 0;
    else sum += Math.max(0, Math.min(span.toNs, toNs) - Math.max(span.fromNs, fromNs));
  }
  return sum;
}

const stays = [stay.server, stay.primary, stay.ring, stay.secondary, stay.moved];
const rest = { secondary: -1, nowNs: 0, slowNs: Infinity };

describe("the index of a lane", () => {
  it("adds up to what its commands stayed, at any zoom", () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 400 }), (list, buckets) => {
        const ring = new DeviceRing(65_536);
        fill(ring, list);
        const index = new LaneIndex(ring);
        for (const where of stays) {
          const view = { fromNs: 0, toNs: 2_000_000 };
          const { sums } = index.ask({ ...rest, where, view, buckets });
          const drawn = sums.reduce((sum, value) => sum + value, 0);
          expect(drawn).toBeCloseTo(exact(ring, where, 0, view.toNs), 3);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is exact where a bucket is shorter than what is summed in it", () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 100_000 }), (list, fromNs) => {
        const ring = new DeviceRing(65_536);
        fill(
          ring,
          list.map((life) => ({ ...life, stepNs: life.stepNs + 8 })),
        );
        const index = new LaneIndex(ring);
        const view = { fromNs, toNs: fromNs + 320 };
        for (const where of [stay.server, stay.primary, stay.ring, stay.secondary]) {
          const { sums } = index.ask({ ...rest, where, view, buckets: 40 });
          sums.forEach((sum, at) => {
            const bucketNs = fromNs + at * 8;
            expect(sum).toBeCloseTo(exact(ring, where, bucketNs, bucketNs + 8), 6);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it("stays right while commands change and the ring overwrites the oldest", () => {
    const ring = new DeviceRing(4_096);
    const index = new LaneIndex(ring);
    const list = Array.from({ length: 700 }, (_, at) => ({
      startNs: 1_000,
      stepNs: 50 + (at % 90),
      size: 4_096,
    }));
    for (let round = 0; round < 12; round++) {
      fill(ring, list, 1 + round * 700);
      for (const where of stays) {
        const view = { fromNs: 0, toNs: 1e9 };
        const { sums } = index.ask({ ...rest, where, view, buckets: 50 });
        const drawn = sums.reduce((sum, value) => sum + value, 0);
        expect(drawn).toBeCloseTo(exact(ring, where, 0, view.toNs), 3);
      }
    }
    expect(ring.end - ring.oldest).toBe(4_096);
  });

  it("tells secondaries apart, and marks where a command was slow or failed", () => {
    const ring = new DeviceRing(4_096);
    fill(ring, [
      { startNs: 1_000, stepNs: 100, size: 1 },
      { startNs: 10_000, stepNs: 900, size: 1 },
      { startNs: 10_000, stepNs: 100, size: 1 },
    ]);
    ring.columns.completion[ring.rowOf(3)] = 112;
    const index = new LaneIndex(ring);
    const view = { fromNs: 0, toNs: 30_000 };
    const question = { where: stay.secondary, view, buckets: 3, nowNs: 0, slowNs: 5_000 };
    const first = index.ask({ ...question, secondary: 0 });
    expect([...first.sums]).toEqual([100, 0, 100]);
    expect([...index.ask({ ...question, secondary: 1 }).sums]).toEqual([0, 900, 0]);
    expect([...index.ask({ ...question, secondary: -1 }).marks]).toEqual([0, 1, 2]);
  });
});
