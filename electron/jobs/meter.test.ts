import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Meter, halved, timeLeft } from "./meter.ts";

/** Steps of time and bytes as a run makes them. */
const steps = fc.array(
  fc.record({ ms: fc.integer({ min: 1, max: 900 }), bytes: fc.integer({ min: 0, max: 1e9 }) }),
  { minLength: 2, maxLength: 200 },
);

function drive(
  meter: Meter,
  moves: readonly { ms: number; bytes: number }[],
): { atMs: number; bytes: number } {
  let atMs = 0;
  let bytes = 0;
  for (const move of moves) {
    atMs += move.ms;
    bytes += move.bytes;
    meter.add(atMs, [bytes, bytes * 2], 0);
  }
  return { atMs, bytes };
}

describe("Meter", () => {
  it("never tells a negative rate, nor a mean above the peak", () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const meter = new Meter(2, 0);
        drive(meter, moves);
        expect(meter.rate()).toBeGreaterThanOrEqual(0);
        expect(meter.peak).toBeGreaterThanOrEqual(meter.rate());
        expect(meter.deviceRate(1)).toBeCloseTo(2 * meter.deviceRate(0), 3);
      }),
    );
  });

  it("keeps in its history exactly the bytes of the steps that ended", () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const meter = new Meter(2, 0);
        const { atMs, bytes } = drive(meter, moves);
        const { stepMs, perDevice } = meter.history();
        const points = perDevice[0] ?? [];
        const area = points.reduce((sum, rate) => sum + (rate * stepMs) / 1000, 0);
        expect(points.length).toBe(Math.floor(atMs / stepMs));
        expect(area).toBeLessThanOrEqual(bytes * (1 + 1e-9) + 1e-6);
      }),
    );
  });

  it("halves its resolution rather than growing, and keeps the area", () => {
    const meter = new Meter(1, 0);
    for (let i = 1; i <= 5_000; i += 1) {
      meter.add(i * 250, [i * 1000], i);
    }
    const { stepMs, perDevice } = meter.history();
    expect(perDevice[0]?.length).toBeLessThanOrEqual(1_200);
    const area = (perDevice[0] ?? []).reduce((sum, rate) => sum + (rate * stepMs) / 1000, 0);
    expect(area).toBeCloseTo(Math.floor((5_000 * 250) / stepMs) * stepMs * 4, 0);
    expect(halved([1, 3, 5, 7])).toEqual([2, 6]);
  });

  it("forgets samples older than two seconds", () => {
    const meter = new Meter(1, 0);
    meter.add(1, [0], 0);
    meter.add(1_000, [1_000_000], 10);
    for (let ms = 1_100; ms <= 5_000; ms += 100) {
      meter.add(ms, [1_000_000], 10);
    }
    expect(meter.rate()).toBe(0);
    expect(meter.commandRate()).toBe(0);
  });

  it("ignores a clock that stands still", () => {
    const meter = new Meter(1, 0);
    meter.add(10, [10], 1);
    meter.add(10, [20], 2);
    expect(meter.rate()).toBe(0);
  });
});

describe("timeLeft", () => {
  it("is null while the size or the rate is unknown", () => {
    expect(timeLeft([null], [10], [])).toBeNull();
    expect(timeLeft([100], [0], [])).toBeNull();
  });

  it("follows the slowest stripe and never promises more than it knows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e8 })), {
          minLength: 1,
        }),
        fc.array(fc.integer({ min: 0, max: 1e8 })),
        (devices, recent) => {
          const left = timeLeft(
            devices.map(([bytes]) => bytes),
            devices.map(([, rate]) => rate),
            recent,
          );
          expect(left).not.toBeNull();
          for (const [bytes, rate] of devices) {
            expect(left?.seconds ?? 0).toBeGreaterThanOrEqual(bytes / rate - 1e-9);
          }
          expect(left?.plusMinus ?? 0).toBeLessThanOrEqual(left?.seconds ?? 0);
        },
      ),
    );
  });
});
