import { expect, test } from "vitest";
import { LatencyHistogram } from "./latency-histogram.ts";

test("quantiles are at most 6 % too high and never above the maximum", () => {
  const histogram = new LatencyHistogram();
  expect(histogram.quantile(0.99)).toBe(0);
  for (let value = 1; value <= 10_000; value++) histogram.add(value * 100);
  for (const [fraction, exact] of [
    [0.5, 500_000],
    [0.99, 990_000],
    [0.999, 999_000],
  ] as const) {
    expect(histogram.quantile(fraction)).toBeGreaterThanOrEqual(exact);
    expect(histogram.quantile(fraction)).toBeLessThanOrEqual(exact * 1.06);
  }
  expect(histogram.quantile(1)).toBe(1_000_000);
  expect(histogram.max).toBe(1_000_000);
});
