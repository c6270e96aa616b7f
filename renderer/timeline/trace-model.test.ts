import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventBytes, eventKind } from "../../electron/contract/trace-event.ts";
import { foldEvents } from "../test/fold-events.ts";
import { lanesOf, stayIn } from "./lanes.ts";
import { stayOf } from "./spans.ts";
import { steppedFrom } from "./steps.ts";
import { TraceModel } from "./trace-model.ts";

interface Fact {
  readonly device: number;
  readonly sequence: number;
  readonly kind: number;
  readonly timeNs: number;
}

const stepNs = 100;
const commandNs = 1_000;

/** Every event of `commands` commands on each of two devices, in order of time within a command. */
function factsOf(commands: number): Fact[] {
  const facts: Fact[] = [];
  for (const device of [0, 1])
    for (let sequence = 1; sequence <= commands; sequence++)
      for (let kind = 1; kind <= eventKind.acknowledged; kind++)
        facts.push({ device, sequence, kind, timeNs: sequence * commandNs + kind * stepNs });
  return facts;
}

function batchOf(facts: readonly Fact[]): ArrayBuffer {
  const batch = new ArrayBuffer(facts.length * eventBytes);
  const view = new DataView(batch);
  facts.forEach(({ device, sequence, kind, timeNs }, index) => {
    const at = index * eventBytes;
    view.setBigUint64(at, BigInt(timeNs), true);
    view.setUint32(at + 24, sequence, true);
    view.setUint32(at + 28, (0x5a << 24) | sequence, true);
    view.setUint32(at + 36, kind === eventKind.leased ? device : 0, true);
    view.setUint8(at + 40, kind);
    view.setUint8(at + 41, device);
    view.setUint16(
      at + 42,
      kind === eventKind.mapped || kind === eventKind.moved ? 2 + device : 0,
      true,
    );
    if (kind === eventKind.moved) {
      view.setUint32(at + 8, sequence, true);
      view.setUint32(at + 12, 2 * sequence, true);
    }
  });
  return batch;
}

/** Everything that is known of the commands. */
function timesOf(model: TraceModel, commands: number): unknown[] {
  return model.devices.flatMap((ring) =>
    Array.from({ length: commands }, (_, at) => {
      const row = ring.rowOf(at + 1);
      const { times, handle, buffer, secondary, codecNs, diskNs } = ring.columns;
      const whole = [...times.subarray(8 * row, 8 * row + 8)];
      return [whole, handle[row], buffer[row], secondary[row], codecNs[row], diskNs[row]];
    }),
  );
}

/** What is drawn of each lane adds up to what its commands stayed there. */
function expectSums(model: TraceModel, commands: number): void {
  const view = { fromNs: model.firstNs, toNs: model.lastNs + 1 };
  for (const lane of lanesOf(model)) {
    const ring = model.devices[lane.device];
    const where = stayIn(lane);
    const question = { where, view, buckets: 7, secondary: -1, nowNs: 0, slowNs: Infinity };
    const { sums } = model.indexes[lane.device]?.ask(question) ?? { sums: [] };
    let exactNs = 0;
    for (let ordinal = 1; ordinal <= commands; ordinal++) {
      const span = ring && stayOf(ring.columns, ring.rowOf(ordinal), where, model.lastNs);
      exactNs += (span?.toNs ?? 0) - (span?.fromNs ?? 0);
    }
    const drawnNs = [...sums].reduce((sum, ns) => sum + ns, 0);
    expect(drawnNs).toBeCloseTo(exactNs, 3);
  }
}

describe("the trace model", () => {
  it("knows the same whatever order events come in, and counts each slice once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }).chain((commands) => {
          const facts = factsOf(commands);
          return fc.tuple(
            fc.constant(commands),
            fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
            fc.integer({ min: 1, max: 50 }),
          );
        }),
        ([commands, facts, batchLength]) => {
          const models = { live: new TraceModel(2), recorded: new TraceModel(2) };
          for (let at = 0; at < facts.length; at += batchLength) {
            const batch = batchOf(facts.slice(at, at + batchLength));
            models.live.take(batch, 1);
            models.recorded.takeFolded(foldEvents(batch));
          }
          for (const model of Object.values(models)) {
            expect(model.commandCount).toBe(2 * commands);
            expect(lanesOf(model)).toHaveLength(8);
            expect(timesOf(model, commands)).toEqual(timesOf(models.live, commands));
            expectSums(model, commands);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keeps the newest commands and says how many it forgot", () => {
    const model = new TraceModel(2, { keptMax: 8_192 });
    const facts = factsOf(5_000);
    model.take(batchOf(facts), 1);
    expect(model.commandCount).toBe(8_192);
    expect(model.forgotten).toBe(2 * (5_000 - 4_096));
    const stretch = model.devices[0]?.between(4_000 * commandNs, 4_010 * commandNs, 0);
    expect((stretch?.to ?? 0) - (stretch?.from ?? 0)).toBe(10);
  });

  it("knows nothing of a command whose row a newer one has, and steps over what it does not know", () => {
    const model = new TraceModel(1, { keptMax: 4_096 });
    const facts = factsOf(5_000).filter(({ device }) => device === 0);
    const isKnown = (sequence: number): boolean => sequence < 3_000 || sequence > 3_010;
    model.take(batchOf(facts.filter(({ sequence }) => isKnown(sequence))), 1);
    const [ring] = model.devices;
    expect(ring?.startOf(5_000)).toBeGreaterThan(0);
    expect(ring?.startOf(5_000 - 4_096)).toBe(0);
    const next = (ordinal: number, by: number): number =>
      steppedFrom(model, { device: 0, ordinal }, by).ordinal;
    expect([next(2_999, 1), next(3_011, -1), next(10, 1), next(5_000, 1)]).toEqual([
      3_011, 2_999, 905, 5_000,
    ]);
  });

  it("knows what each move was spent on, also after its ring has grown", () => {
    const model = new TraceModel(2);
    model.take(batchOf(factsOf(5_000)), 1);
    for (const ring of model.devices) {
      const times = [1, 4_999].map((ordinal) => {
        const row = ring.rowOf(ordinal);
        return [ring.columns.codecNs[row], ring.columns.diskNs[row]];
      });
      expect(times).toEqual([
        [1, 2],
        [4_999, 9_998],
      ]);
    }
  });

  it("goes on when main sends fewer or more of the commands, and takes none for endless", () => {
    const model = new TraceModel(1);
    const facts = factsOf(4_000).filter(({ device }) => device === 0);
    const between = (from: number, to: number, every: number): ArrayBuffer =>
      batchOf(
        facts.filter(
          ({ sequence, kind }) =>
            sequence % every === 0 &&
            // The last ten have not come to their end when the sampling changes.
            ((sequence > from && sequence <= to && (sequence <= to - 10 || kind < 5)) ||
              (sequence > from - 10 && sequence <= from && kind >= 5)),
        ),
      );
    model.take(between(0, 1_000, 1), 1);
    model.take(between(1_000, 2_000, 4), 4);
    model.take(between(2_000, 3_000, 2), 2);
    model.take(between(3_000, 4_000, 1), 1);
    const [ring] = model.devices;
    expect(ring?.samplings.map(({ every }) => every)).toEqual([4, 2, 1]);
    expect(model.commandCount).toBe(1_000 + 250 + 500 + 1_000);
    let open = 0;
    for (let ordinal = ring?.oldest ?? 0; ordinal < (ring?.end ?? 0); ordinal++)
      if (ring?.startOf(ordinal) !== 0 && ring?.columns.isEnded(ring.rowOf(ordinal)) === false)
        open++;
    expect(open).toBe(10);
  });
});
