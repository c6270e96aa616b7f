import fc from "fast-check";
import { expect, it } from "vitest";
import { begunAt, endedAt, panned, zoomed } from "./time-range.ts";

it("zooming and panning stay inside the whole, and zooming keeps the pointer's moment", () => {
  const whole = { fromNs: 1e9, toNs: 61e9 };
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      (factor, share, by) => {
        const view = { fromNs: 20e9, toNs: 22e9 };
        const closer = zoomed(view, factor, share, whole);
        const moment = view.fromNs + share * 2e9;
        expect(closer.fromNs + share * (closer.toNs - closer.fromNs)).toBeCloseTo(moment, -1);
        const next = panned(closer, by * 40, whole);
        expect(next.fromNs).toBeGreaterThanOrEqual(whole.fromNs);
        expect(next.toNs).toBeLessThanOrEqual(whole.toNs + 1e-3);
        expect(next.toNs - next.fromNs).toBeCloseTo(closer.toNs - closer.fromNs, -1);
      },
    ),
  );
});

it("an end that is set beyond the other one takes it along", () => {
  const view = { fromNs: 100, toNs: 200 };
  expect(begunAt(view, 150)).toEqual({ fromNs: 150, toNs: 200 });
  expect(begunAt(view, 300)).toEqual({ fromNs: 300, toNs: 400 });
  expect(endedAt(view, 150)).toEqual({ fromNs: 100, toNs: 150 });
  expect(endedAt(view, 50)).toEqual({ fromNs: -50, toNs: 50 });
});
