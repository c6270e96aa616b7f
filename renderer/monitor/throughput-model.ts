/** The throughput chart's numbers: stacked bands in one unit, with rounded steps from 0. Pure. */
import { pointsMax, stepMs, type ThroughputSeries } from "../trace/throughput-series.ts";

/** Devices that are drawn one by one; above that the sum. */
export const bandsMax = 8;

export interface ThroughputModel {
  /** Seconds before now, ascending, and for each band its upper edge in `unit`. Ready for uPlot. */
  readonly data: [Float64Array, ...Float64Array[]];
  readonly unit: "GiB/s" | "MiB/s" | "KiB/s";
  readonly top: number;
  readonly step: number;
  /** Sum of all devices, bytes per second: newest, lowest and highest shown. */
  readonly now: number;
  readonly low: number;
  readonly high: number;
}

const units = [
  { unit: "GiB/s", bytes: 2 ** 30 },
  { unit: "MiB/s", bytes: 2 ** 20 },
  { unit: "KiB/s", bytes: 2 ** 10 },
] as const;
const ticksMax = 4;

/** How many bands a run of so many devices has. */
export function bandCount(deviceCount: number): number {
  return deviceCount > bandsMax ? 1 : deviceCount;
}

/** The chart as it is now. */
export function modelOf(series: ThroughputSeries): ThroughputModel {
  const bands = Array.from(
    { length: bandCount(series.deviceCount) },
    () => new Float64Array(pointsMax),
  );
  const sum = new Float64Array(pointsMax);
  const one = new Float64Array(pointsMax);
  for (let device = 0; device < series.deviceCount; device++) {
    series.read(device, one);
    for (let i = 0; i < pointsMax; i++) sum[i] = (sum[i] ?? 0) + (one[i] ?? 0);
    bands[Math.min(device, bands.length - 1)]?.set(sum);
  }
  const { now, low, high } = extremes(sum);
  const { unit, bytes } = units.find((each) => high >= each.bytes) ?? units[2];
  for (const band of bands) scaleBy(band, bytes);
  const first = pointsMax - series.count;
  const step = roundStep(high / bytes / ticksMax);
  return {
    data: [timesOf().subarray(first), ...bands.map((band) => band.subarray(first))],
    unit,
    step,
    top: Math.max(step, Math.ceil(((high / bytes) * 1.02) / step) * step),
    now,
    low,
    high,
  };
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
export function roundStep(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 2.5, 5, 10]) {
    if (step * power >= value) return step * power;
  }
  return power * 10;
}

function timesOf(): Float64Array {
  return Float64Array.from(
    { length: pointsMax },
    (_, index) => ((index - pointsMax + 1) * stepMs) / 1000,
  );
}

function scaleBy(values: Float64Array, divisor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / divisor;
}

function extremes(sum: Float64Array): { now: number; low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  let now = 0;
  for (const value of sum) {
    if (Number.isNaN(value)) continue;
    now = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { now, low: Number.isFinite(low) ? low : 0, high };
}
