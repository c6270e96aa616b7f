/**
 * Progress maths: rates over the last two seconds, the throughput's history, the time left. Pure: time comes in.
 */
import { jobLimits } from "./limits.ts";

interface Sample {
  readonly atMs: number;
  readonly bytes: readonly number[];
  readonly commands: number;
}

/** Follows the bytes of each device. Samples come with ascending times and never falling bytes. */
export class Meter {
  readonly #deviceCount: number;
  readonly #samples: Sample[] = [];
  readonly #points: number[][];
  #stepMs: number = jobLimits.historyStepMs;
  /** Where the next point of the history begins, and the bytes at that moment. */
  #stepStart: Sample;
  #last: Sample;
  #peak = 0;

  constructor(deviceCount: number, atMs: number) {
    this.#deviceCount = deviceCount;
    this.#points = Array.from({ length: deviceCount }, () => []);
    this.#last = { atMs, bytes: new Array<number>(deviceCount).fill(0), commands: 0 };
    this.#stepStart = this.#last;
  }

  /** Takes a measurement; one that is not later than the last one is ignored. */
  add(atMs: number, bytes: readonly number[], commands: number): void {
    if (atMs <= this.#last.atMs) {
      return;
    }
    const monotone = bytes.map((value, device) => Math.max(value, this.#last.bytes[device] ?? 0));
    const sample = { atMs, bytes: monotone, commands: Math.max(commands, this.#last.commands) };
    this.#extendHistory(sample);
    this.#samples.push(sample);
    while (
      (this.#samples[0]?.atMs ?? atMs) < atMs - jobLimits.rateWindowMs &&
      this.#samples.length > 2
    ) {
      this.#samples.shift();
    }
    this.#last = sample;
    this.#peak = Math.max(this.#peak, this.rate());
  }

  /** Bytes per second of one device over the last two seconds, 0 before two samples. */
  deviceRate(device: number): number {
    return this.#slope((sample) => sample.bytes[device] ?? 0);
  }

  /** Bytes per second of all devices. */
  rate(): number {
    return this.#slope((sample) => sum(sample.bytes));
  }

  /** Commands per second. */
  commandRate(): number {
    return this.#slope((sample) => sample.commands);
  }

  /** Highest `rate` so far. */
  get peak(): number {
    return this.#peak;
  }

  /** Bytes per second and device, one point each `stepMs`. Fresh arrays. */
  history(): { stepMs: number; perDevice: number[][] } {
    return { stepMs: this.#stepMs, perDevice: this.#points.map((points) => [...points]) };
  }

  #slope(of: (sample: Sample) => number): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) {
      return 0;
    }
    return ((of(last) - of(first)) * 1000) / (last.atMs - first.atMs);
  }

  /** Closes every step that ended before `sample`; between samples bytes are taken to flow evenly. */
  #extendHistory(sample: Sample): void {
    for (;;) {
      const endMs = this.#stepStart.atMs + this.#stepMs;
      if (endMs > sample.atMs) {
        return;
      }
      const share = (endMs - this.#last.atMs) / (sample.atMs - this.#last.atMs);
      const bytes = sample.bytes.map((value, device) => {
        const before = this.#last.bytes[device] ?? 0;
        return before + (value - before) * share;
      });
      this.#closeStep({ atMs: endMs, bytes, commands: 0 });
    }
  }

  #closeStep(end: Sample): void {
    for (let device = 0; device < this.#deviceCount; device += 1) {
      const moved = (end.bytes[device] ?? 0) - (this.#stepStart.bytes[device] ?? 0);
      this.#points[device]?.push((moved * 1000) / this.#stepMs);
    }
    this.#stepStart = end;
    if ((this.#points[0]?.length ?? 0) >= jobLimits.historyPointsMax) {
      this.#points.forEach((points, device) => (this.#points[device] = halved(points)));
      this.#stepMs *= 2;
    }
  }
}

/** Means of pairs: half as many points for the same time. */
export function halved(points: readonly number[]): number[] {
  return Array.from(
    { length: Math.floor(points.length / 2) },
    (_, i) => ((points[2 * i] ?? 0) + (points[2 * i + 1] ?? 0)) / 2,
  );
}

/**
 * Seconds until the last device is through, with what the rate's spread makes of it.
 *
 * @param bytesLeft of each device that is not finished; null where the size is unknown
 * @param rates bytes per second of each, in the same order
 * @param recent bytes per second of all devices in the last steps, for the spread
 * @returns null where it cannot be known
 */
export function timeLeft(
  bytesLeft: readonly (number | null)[],
  rates: readonly number[],
  recent: readonly number[],
): { seconds: number; plusMinus: number } | null {
  const known = bytesLeft.filter((bytes) => bytes !== null);
  const rate = sum(rates);
  if (known.length !== bytesLeft.length || rate <= 0) {
    return null;
  }
  const left = sum(known);
  // Stripes that move at their own pace end with the slowest; where the server deals data out, all end together.
  const slowest = Math.max(
    0,
    ...known.map((bytes, i) => ((rates[i] ?? 0) > 0 ? bytes / (rates[i] ?? 1) : 0)),
  );
  const seconds = Math.max(left / rate, slowest);
  return { seconds, plusMinus: Math.min(seconds, seconds * spreadOf(recent)) };
}

/** Relative standard error of the mean rate, at least 2 %. */
function spreadOf(rates: readonly number[]): number {
  if (rates.length < 3) {
    return 0.5;
  }
  const mean = sum(rates) / rates.length;
  const variance = sum(rates.map((rate) => (rate - mean) ** 2)) / (rates.length - 1);
  return mean <= 0 ? 1 : Math.max(0.02, Math.sqrt(variance / rates.length) / mean);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
