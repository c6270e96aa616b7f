import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyField, type Filter, parseFilter } from "../../filter/parse.ts";
import { SimulatedTrace } from "../../monitor/dev/simulated-trace.ts";
import { describeRow } from "../../trace/command-row.ts";
import { spanNames, type SpanName } from "../../trace/stage-readers.ts";
import { TraceModel } from "../trace-model.ts";
import { cellFilter, countAt, heatMapOf, sliceNsFor } from "./heat.ts";
import { neighbourOf } from "./neighbours.ts";
import { firstInOrder } from "./order.ts";
import { isPicked, nextOf, type Parts, pick, type Picked, rankOf } from "./pick.ts";
import { selectKth, spreadOf } from "./quantile.ts";
import type { CommandRef, Span } from "./source.ts";
import { areaFigures } from "./statistics.ts";

function run<T>(work: Parts<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function filterOf(text: string): Filter | null {
  const result = parseFilter(text, everyField);
  if (!result.ok) throw new Error(`"${text}" is refused`);
  return result.filter;
}

/** Some thousand commands of three devices; the last ones have not ended. */
function traceOf(seed: number): TraceModel {
  const source = new SimulatedTrace(
    {
      devices: 3,
      secondaries: 2,
      // Enough, so that none is waited for: each device's commands then begin in their order, as real ones do.
      buffers: 240,
      commandsPerSecond: 6_000,
      transferSize: 65_536,
      buffersPerSegment: 240,
      direction: "write",
    },
    seed,
  );
  const model = new TraceModel(3);
  for (let frame = 0; frame < 20; frame++) model.take(source.advance(1000 / 60), 1);
  return model;
}

const model = traceOf(11);
const lengthNs = model.lastNs - model.firstNs;
const spans: fc.Arbitrary<Span> = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([a, b]) => ({
    fromNs: model.firstNs + Math.min(a, b) * lengthNs,
    toNs: model.firstNs + Math.max(a, b) * lengthNs,
  }));
const whole: Span = { fromNs: model.firstNs, toNs: model.lastNs + 1 };

interface Known extends CommandRef {
  readonly startNs: number;
}

/** All commands by looking at each, in the order of time. */
function everything(): Known[] {
  return model.devices
    .flatMap((ring, device) =>
      Array.from({ length: ring.end - ring.oldest }, (_, at) => ({
        device,
        ordinal: ring.oldest + at,
        startNs: ring.startOf(ring.oldest + at),
      })),
    )
    .filter(({ startNs }) => startNs !== 0)
    .sort((a, b) => a.startNs - b.startNs || a.device - b.device || a.ordinal - b.ordinal);
}

function refsOf({ byDevice }: Picked): CommandRef[] {
  return byDevice.flatMap((ordinals, device) =>
    [...ordinals].map((ordinal) => ({ device, ordinal })),
  );
}

function rowOf({ device, ordinal }: CommandRef) {
  const ring = model.devices[device];
  if (ring === undefined) throw new Error("no such device");
  return describeRow(ring.columns, ring.rowOf(ordinal));
}

function nsOf(ref: CommandRef, name: SpanName): number | null {
  const { stages, totalMs } = rowOf(ref);
  if (name === "total") return totalMs === null ? null : Math.round(totalMs * 1e6);
  return stages[name] === null ? null : Math.round(stages[name] * 1_000);
}

const known = everything();

describe("picking", () => {
  it("takes each command once, inside a span or outside of it", () => {
    fc.assert(
      fc.property(spans, (span) => {
        const inside = run(pick(model, span, null));
        const outside = run(pick(model, span, null, false));
        expect(inside.count + outside.count).toBe(known.length);
        const begun = known.filter(({ startNs }) => startNs >= span.fromNs && startNs < span.toNs);
        expect(inside.count).toBe(begun.length);
        for (const ref of begun) expect(isPicked(inside, ref)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("steps through what a filter found in the order of time, round and round, both ways", () => {
    const picked = run(pick(model, null, filterOf("dev != 2 && move > 0.4ms")));
    const wanted = known
      .filter((ref) => ref.device !== 1 && (nsOf(ref, "move") ?? 0) > 400_000)
      .map(({ device, ordinal }) => ({ device, ordinal }));
    expect(wanted.length).toBeGreaterThan(20);
    for (const by of [1, -1] as const) {
      const walked: CommandRef[] = [];
      let at: CommandRef | null = null;
      while (walked.length < wanted.length) {
        at = nextOf(model, picked, at, by);
        if (at === null) break;
        walked.push(at);
      }
      expect(walked).toEqual(by === 1 ? wanted : wanted.toReversed());
      expect(nextOf(model, picked, at, by)).toEqual(walked[0]);
    }
    wanted.forEach((ref, index) => expect(rankOf(model, picked, ref)).toBe(index));
  });

  it("steps from a command that was not found to the nearest one that was", () => {
    const picked = run(pick(model, null, filterOf("dev == 1")));
    const from = known.find(({ device }, index) => device === 2 && index > 100);
    if (from === undefined) throw new Error("the trace has three devices");
    const after = known.find(({ device, startNs }) => device === 0 && startNs > from.startNs);
    const before = known.findLast(({ device, startNs }) => device === 0 && startNs < from.startNs);
    expect(nextOf(model, picked, from, 1)).toMatchObject({ ordinal: after?.ordinal });
    expect(nextOf(model, picked, from, -1)).toMatchObject({ ordinal: before?.ordinal });
    expect(nextOf(model, run(pick(model, null, filterOf("dev == 9"))), from, 1)).toBeNull();
  });
});

describe("figures", () => {
  it("find the kth smallest of any values", () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.nat(), (drawn, k) => {
        const sorted = drawn.toSorted((a, b) => a - b);
        const at = k % drawn.length;
        expect(selectKth(Float64Array.from(drawn), drawn.length, at)).toBe(sorted[at]);
      }),
    );
    expect(spreadOf(new Float64Array(4), 0)).toMatchObject({
      count: 0,
      sum: 0,
      median: Number.NaN,
    });
  });

  it("of an area are those that its commands have, beside those of all others", () => {
    fc.assert(
      fc.property(spans, (span) => {
        const inside = run(pick(model, span, null));
        const outside = run(pick(model, span, null, false));
        const figures = run(areaFigures(model, inside, outside, span));
        const refs = refsOf(inside);
        const median = (all: readonly number[]): number =>
          all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
        for (const { name, inside: spread, outsideMedian } of figures.stages) {
          const spent = (of: readonly CommandRef[]): number[] =>
            of.flatMap((ref) => nsOf(ref, name) ?? []);
          const values = spent(refs);
          expect(spread.count).toBe(values.length);
          expect(spread.sum).toBe(values.reduce((sum, ns) => sum + ns, 0));
          expect(spread.max).toBe(values.length === 0 ? Number.NaN : Math.max(...values));
          expect(spread.median).toBe(median(values));
          expect(outsideMedian).toBe(median(spent(refsOf(outside))));
        }
        expect(figures.codes.reduce((sum, { count }) => sum + count, 0)).toBe(refs.length);
        const done = refs.filter((ref) => rowOf(ref).totalMs !== null);
        expect(figures.bytes).toBe(done.reduce((sum, ref) => sum + rowOf(ref).size, 0));
        const primary = figures.lanes.filter(({ kind }) => kind === "primary");
        expect(primary.reduce((sum, { inside: { count } }) => sum + count, 0)).toBe(done.length);
      }),
      { numRuns: 15 },
    );
  });

  it("give the first of an order, as sorting all of them does", () => {
    const picked = run(pick(model, null, null));
    for (const isDescending of [true, false]) {
      const { rows, count } = run(firstInOrder(model, picked, { by: "move", isDescending }, 50));
      const spent = known.flatMap((ref) => nsOf(ref, "move") ?? []);
      expect(count).toBe(spent.length);
      const sorted = spent.toSorted((a, b) => (isDescending ? b - a : a - b)).slice(0, 50);
      expect(rows.map((ref) => nsOf(ref, "move"))).toEqual(sorted);
    }
  });
});

describe("the heat map", () => {
  it("counts every command that has the span, and each cell's filter finds its commands", () => {
    fc.assert(
      fc.property(
        spans,
        fc.constantFrom(...spanNames),
        fc.integer({ min: 4, max: 90 }),
        (span, stage, slicesMax) => {
          fc.pre(span.toNs - span.fromNs > 1e6);
          const picked = run(pick(model, span, null));
          const map = run(heatMapOf(model, picked, span, { stage, slicesMax }));
          expect(map.slices).toBeLessThanOrEqual(slicesMax);
          expect(map.count).toBe(refsOf(picked).filter((ref) => nsOf(ref, stage) !== null).length);
        },
      ),
      { numRuns: 40 },
    );
    const picked = run(pick(model, null, null));
    const map = run(heatMapOf(model, picked, whole, { stage: "move", slicesMax: 24 }));
    for (let slice = 0; slice < map.slices; slice++)
      for (let at = 0; at < map.buckets; at++) {
        const bucket = map.firstBucket + at;
        const found = run(pick(model, null, filterOf(cellFilter(map, "move", slice, bucket))));
        expect(found.count, `${slice}, ${bucket}`).toBe(countAt(map, slice, bucket));
      }
  });

  it("has slices of 1, 2 or 5 times a power of ten", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e13, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (ns, max) => {
          const slice = sliceNsFor(ns, max);
          expect(String(slice)).toMatch(/^[125]0*$/);
          expect(slice).toBeGreaterThanOrEqual(1_000);
          expect(Math.floor(ns / slice)).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});

describe("neighbours", () => {
  it("of a device or a buffer are the nearest in time that have the same", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1 as const, -1 as const), (nth, by) => {
        const at = nth % known.length;
        const from = known[at];
        if (from === undefined) return;
        const way = by === 1 ? known.slice(at + 1) : known.slice(0, at).toReversed();
        const sameDevice = way.find(({ device }) => device === from.device);
        const { buffer } = rowOf(from);
        const sameBuffer = way.find(
          (ref) => ref.startNs !== from.startNs && rowOf(ref).buffer === buffer,
        );
        const plain = (ref: Known | undefined): CommandRef | null =>
          ref === undefined ? null : { device: ref.device, ordinal: ref.ordinal };
        expect(neighbourOf(model, from, by, "device")).toEqual(plain(sameDevice));
        expect(neighbourOf(model, from, by, "buffer")).toEqual(
          buffer === null ? null : plain(sameBuffer),
        );
      }),
    );
  });
});
