/**
 * The progress bar on stderr: redrawn in place on a terminal, a line at each phase elsewhere.
 */
import type { Run } from "../contract/run.ts";
import { formatBytes, formatSeconds } from "./format.ts";

const barWidth = 24;

/** Bytes moved and expected over all devices; expected is null when a device does not know. */
export function totals(run: Run): { bytes: number; expected: number | null } {
  const bytes = run.devices.reduce((sum, device) => sum + device.plainBytes, 0);
  const expected = run.devices.reduce<number | null>(
    (sum, device) =>
      sum === null || device.expectedBytes === null ? null : sum + device.expectedBytes,
    run.devices.length === 0 ? null : 0,
  );
  return { bytes, expected };
}

/**
 * Share of the data moved, 0..1; null when the size is unknown. Below 1 until the server's verdict is in, so that
 * no bar is full while Flush, Complete or Verdict is open.
 */
export function fractionOf(run: Run): number | null {
  const { bytes, expected } = totals(run);
  if (run.result?.ok === true) {
    return 1;
  }
  const percent = run.statement?.percent ?? null;
  const share = expected === null || expected === 0 ? asShare(percent) : bytes / expected;
  return share === null ? null : Math.min(0.99, share);
}

/** What the server says, where nobody else knows. */
function asShare(percent: number | null): number | null {
  return percent === null ? null : percent / 100;
}

/** One line: bar, percent, bytes, rate, time left. */
function progressLine(run: Run): string {
  const { bytes, expected } = totals(run);
  const fraction = fractionOf(run);
  const full = Math.floor((fraction ?? 0) * barWidth);
  const bar = `[${"#".repeat(full)}${"-".repeat(barWidth - full)}]`;
  const percent = fraction === null ? " --%" : `${String(Math.floor(fraction * 100)).padStart(3)}%`;
  const of = expected === null ? "" : ` of ${formatBytes(expected)}`;
  const left = run.secondsLeft === null ? "" : `, ${formatSeconds(run.secondsLeft.seconds)} left`;
  return `${run.phase.padEnd(9)} ${bar} ${percent}  ${formatBytes(bytes)}${of}  ${formatBytes(run.rate.now)}/s${left}`;
}

export class ProgressBar {
  readonly #out: NodeJS.WriteStream;
  #phase = "";
  #isDrawn = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Draws the run as it is now. */
  draw(run: Run): void {
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[2K${progressLine(run).slice(0, this.#out.columns - 1)}`);
      this.#isDrawn = true;
      return;
    }
    // Before its devices are planned a job may still be refused, which is one line then.
    if (run.phase !== this.#phase && run.devices.length > 0) {
      this.#out.write(`${progressLine(run)}\n`);
      this.#phase = run.phase;
    }
  }

  /** Removes the bar so that the next line starts clean. */
  clear(): void {
    if (this.#isDrawn) {
      this.#out.write("\r\x1b[2K");
      this.#isDrawn = false;
    }
  }
}
