/** A figure of the benchmarks beside what it is measured against. Pure. */

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: { readonly name: string; readonly value: number } | null;
  /** `value` against the reference so that more is better; of latencies the reference against `value`. */
  readonly ratio: number | null;
  /** What the ratio (or, without a reference, the value) has to keep to; null where there is no bar. */
  readonly bar: number | null;
  readonly holds: boolean | null;
}

interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

type Reference = NonNullable<BenchRow["reference"]>;

/** A figure alone. */
export function figure(measured: Measured): BenchRow {
  return { ...measured, reference: null, ratio: null, bar: null, holds: null };
}

/** A figure that must stay at or below `bar`. */
export function limited(measured: Measured, bar: number): BenchRow {
  return { ...measured, reference: null, ratio: null, bar, holds: measured.value <= bar };
}

/** A figure that must reach `bar`. */
export function reaching(measured: Measured, bar: number): BenchRow {
  return { ...measured, reference: null, ratio: null, bar, holds: measured.value >= bar };
}

/** A rate beside a reference rate: it has to reach `bar` times that, if there is a bar. */
export function against(measured: Measured, reference: Reference, bar: number | null): BenchRow {
  const ratio = measured.value / reference.value;
  return { ...measured, reference, ratio, bar, holds: bar === null ? null : ratio >= bar };
}

/** A latency beside a reference latency: it has to be `bar` times shorter, if there is a bar. */
export function shorterThan(
  measured: Measured,
  reference: Reference,
  bar: number | null,
): BenchRow {
  const ratio = reference.value / measured.value;
  return { ...measured, reference, ratio, bar, holds: bar === null ? null : ratio >= bar };
}

/** The middle value; of an even number the mean of the two in the middle. 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Gigabytes (10^9) a second. */
export function gbPerSecond(bytes: number, seconds: number): number {
  return bytes / seconds / 1e9;
}
