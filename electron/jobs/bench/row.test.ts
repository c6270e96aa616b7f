import { describe, expect, it } from "vitest";
import { against, figure, gbPerSecond, limited, median, reaching, shorterThan } from "./row.ts";

describe("median", () => {
  it("is the middle value, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBe(0);
  });

  it("leaves its input as it is", () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
  });
});

describe("rows", () => {
  const measured = { name: "ours", value: 3, unit: "GB/s" };

  it("hold a rate when it reaches its share of the reference", () => {
    expect(against(measured, { name: "dd", value: 4 }, 0.75)).toMatchObject({
      ratio: 0.75,
      holds: true,
    });
    expect(against(measured, { name: "dd", value: 4 }, 0.76).holds).toBe(false);
  });

  it("hold a latency when it is as many times shorter", () => {
    const latency = { name: "ring", value: 10, unit: "us" };
    expect(shorterThan(latency, { name: "port", value: 50 }, 5)).toMatchObject({
      ratio: 5,
      holds: true,
    });
    expect(shorterThan(latency, { name: "port", value: 49 }, 5).holds).toBe(false);
  });

  it("say nothing of holding where there is no bar", () => {
    expect(against(measured, { name: "pipe", value: 1 }, null).holds).toBeNull();
    expect(figure(measured)).toMatchObject({
      reference: null,
      ratio: null,
      bar: null,
      holds: null,
    });
  });

  it("hold a limit up to and including it", () => {
    expect(reaching({ name: "frames", value: 30, unit: "a second" }, 30).holds).toBe(true);
    expect(reaching({ name: "frames", value: 29, unit: "a second" }, 30).holds).toBe(false);
    expect(limited({ name: "idle", value: 0.1, unit: "cores" }, 0.1).holds).toBe(true);
    expect(limited({ name: "idle", value: 0.11, unit: "cores" }, 0.1).holds).toBe(false);
  });
});

it("counts gigabytes in powers of ten", () => {
  expect(gbPerSecond(2e9, 2)).toBe(1);
});
