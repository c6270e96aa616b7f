/**
 * Bytes per second of each device over the last minute, a point every 250 ms, in typed arrays.
 *
 * Fed by the run's byte counts, not by the trace, so that sampling and dropped events cannot bend it.
 * Limits: `pointsMax` points for each device, at most 121 KiB.
 */
import type { Run } from "../../electron/contract/run.ts";

export const stepMs = 250;
/** 60 s and one for the left edge. */
export const pointsMax = 241;

export class ThroughputSeries {
  readonly deviceCount: number;
  /** Points at the right end of each row that hold a value. */
  count = 0;
  private readonly rates: Float64Array;
  private readonly bytes: Float64Array;
  private head = 0;
  private lastMs = 0;

  constructor(run: Run) {
    this.deviceCount = run.devices.length;
    this.rates = new Float64Array(this.deviceCount * pointsMax);
    this.bytes = new Float64Array(this.deviceCount);
    this.seed(run);
  }

  /** Run time of the newest point. */
  get nowMs(): number {
    return this.lastMs;
  }

  /** Takes the byte counts of a run's newer state. @returns whether a point was added */
  push(run: Run): boolean {
    const elapsed = run.elapsedMs - this.lastMs;
    if (elapsed < stepMs * 0.9) return false;
    const steps = Math.max(1, Math.round(elapsed / stepMs));
    for (let device = 0; device < this.deviceCount; device++) {
      const now = run.devices[device]?.plainBytes ?? 0;
      const rate = Math.max(0, ((now - (this.bytes[device] ?? 0)) * 1000) / elapsed);
      this.bytes[device] = now;
      this.spread(device, rate, steps);
    }
    this.advance(steps, run.elapsedMs);
    return true;
  }

  /**
   * Copies a device's points, oldest first, into `out` (length `pointsMax`); NaN before the run began.
   */
  read(device: number, out: Float64Array): void {
    out.fill(Number.NaN);
    const base = device * pointsMax;
    for (let i = 0; i < this.count; i++) {
      const at = (this.head - this.count + i + pointsMax) % pointsMax;
      out[pointsMax - this.count + i] = this.rates[base + at] ?? 0;
    }
  }

  private spread(device: number, rate: number, steps: number): void {
    for (let i = 0; i < Math.min(steps, pointsMax); i++) {
      this.rates[device * pointsMax + ((this.head + i) % pointsMax)] = rate;
    }
  }

  private advance(steps: number, nowMs: number): void {
    this.head = (this.head + steps) % pointsMax;
    this.count = Math.min(pointsMax, this.count + steps);
    this.lastMs = nowMs;
  }

  /** Begins with the run's own history, which may be coarser. */
  private seed(run: Run): void {
    const { stepMs: coarse, perDevice } = run.history;
    const repeat = Math.max(1, Math.round(coarse / stepMs));
    const points = Math.max(0, ...perDevice.map((series) => series.length));
    const take = Math.min(points, Math.ceil(pointsMax / repeat));
    for (let i = points - take; i < points; i++) {
      for (let device = 0; device < this.deviceCount; device++) {
        this.spread(device, perDevice[device]?.[i] ?? 0, repeat);
      }
      this.advance(repeat, run.elapsedMs);
    }
    this.lastMs = run.elapsedMs;
    for (let device = 0; device < this.deviceCount; device++) {
      this.bytes[device] = run.devices[device]?.plainBytes ?? 0;
    }
  }
}
