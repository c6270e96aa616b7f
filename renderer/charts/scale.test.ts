import { describe, expect, it } from "vitest";
import { rateUnit, scaleTo, stacked, timeTicks } from "./scale.ts";

describe("axes", () => {
  it("go from 0 in rounded steps, at most five lines", () => {
    expect(scaleTo(1.67).ticks).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(scaleTo(0).ticks.length).toBeLessThanOrEqual(5);
    for (const max of [0.3, 7, 99.5, 560, 12_345]) {
      const { top, ticks } = scaleTo(max);
      expect(top).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
  });

  it("label times in whole steps of a clock", () => {
    expect(timeTicks(261)).toEqual([0, 60, 120, 180, 240]);
    expect(timeTicks(2)).toEqual([0, 0.5, 1, 1.5, 2]);
  });

  it("stack series and choose one unit for all", () => {
    expect(
      stacked([
        [1, 2],
        [3, 4, 9],
      ]),
    ).toEqual([
      [1, 2],
      [4, 6],
    ]);
    expect(stacked([])).toEqual([]);
    expect(rateUnit(5 * 2 ** 20).unit).toBe("MiB/s");
  });
});
