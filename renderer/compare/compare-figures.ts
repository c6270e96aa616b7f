/** The figures of two runs side by side. Pure. */
import type { Run } from "../../electron/contract/run.ts";

export interface CompareFigures {
  /** Bytes per second. */
  readonly mean: number;
  readonly peak: number;
  readonly bytes: number;
  readonly commands: number;
  readonly seconds: number;
  readonly latencyNs: Run["latencyNs"];
  readonly timeShare: Run["timeShare"];
}

/** Figures of a run: its result's once it ended, else as far as it is. */
export function figuresOf(run: Run): CompareFigures {
  const { result } = run;
  if (result !== null) {
    const { meanRate, peakRate, bytes, commands, seconds, latencyNs, timeShare } = result;
    return { mean: meanRate, peak: peakRate, bytes, commands, seconds, latencyNs, timeShare };
  }
  const sum = (of: (device: Run["devices"][number]) => number): number =>
    run.devices.reduce((total, device) => total + of(device), 0);
  return {
    mean: run.rate.mean,
    peak: run.rate.peak,
    bytes: sum((device) => device.plainBytes),
    commands: sum((device) => device.commands),
    seconds: run.elapsedMs / 1000,
    latencyNs: run.latencyNs,
    timeShare: run.timeShare,
  };
}

/** How many times better ring mode is; null where one of the two is unknown. */
export function factorOf(ring: number, port: number, isMoreBetter: boolean): number | null {
  if (!(ring > 0) || !(port > 0)) return null;
  return isMoreBetter ? ring / port : port / ring;
}
