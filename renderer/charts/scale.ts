/** Axes in rounded steps. Pure. */

export interface Scale {
  readonly top: number;
  /** From 0 to `top`, ascending. */
  readonly ticks: readonly number[];
}

/** A scale from 0 whose steps are 1, 2, 2.5 or 5 times a power of ten, with at most `ticksMax` of them above 0. */
export function scaleTo(max: number, ticksMax = 4): Scale {
  const wanted = max > 0 ? max : 1;
  const step = roundStep(wanted / ticksMax);
  const count = Math.max(1, Math.ceil(wanted / step - 1e-9));
  return {
    top: count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
export function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5].find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power;
}

const timeSteps = [
  0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800,
] as const;

/** Seconds at which a time axis is labelled, at most `ticksMax` + 1 of them, from 0. */
export function timeTicks(seconds: number, ticksMax = 5): number[] {
  const step = timeSteps.find((one) => seconds / one <= ticksMax) ?? timeSteps.at(-1) ?? 1;
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** Unit in which rates up to `max` bytes per second are drawn. */
export function rateUnit(max: number): { readonly unit: string; readonly bytes: number } {
  if (max >= 2 ** 30) return { unit: "GiB/s", bytes: 2 ** 30 };
  return max >= 2 ** 20 ? { unit: "MiB/s", bytes: 2 ** 20 } : { unit: "KiB/s", bytes: 2 ** 10 };
}

/** Upper edges of stacked bands: each series on top of those before it. All have the length of the shortest. */
export function stacked(series: readonly (readonly number[])[]): number[][] {
  const length = Math.min(...series.map((one) => one.length), Number.MAX_SAFE_INTEGER);
  const sum = new Array<number>(series.length === 0 ? 0 : length).fill(0);
  return series.map((one) => {
    for (let index = 0; index < sum.length; index += 1)
      sum[index] = (sum[index] ?? 0) + (one[index] ?? 0);
    return [...sum];
  });
}
