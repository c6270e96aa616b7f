/**
 * The done commands that the list keeps: every nth, so that it stays readable at any speed.
 *
 * A ring of the newest `keptMax`; at the aimed 12 a second that is about three minutes. A done command waits
 * one fold before it is copied: the events of other lanes may come in the next batch.
 */
import { CommandColumns } from "./command-columns.ts";

export const keptMax = 2_048;
/** Rows per second that can be read while they pass. */
export const keptPerSecond = 12;
const pendingMax = 1_024;

export class KeptCommands {
  readonly columns = new CommandColumns(keptMax);
  /** How many were ever kept; the newest is at `(total - 1) % keptMax`. */
  total = 0;
  /** Every nth command of a device is kept. */
  every = 1;
  private readonly pendingRows = new Int32Array(pendingMax);
  private readonly pendingSequences = new Uint32Array(pendingMax);
  private pending = 0;

  get count(): number {
    return Math.min(this.total, keptMax);
  }

  /** Row of the nth newest. */
  rowOf(nth: number): number {
    return (this.total - 1 - nth + keptMax) % keptMax;
  }

  /** A command was completed. Almost all are passed by. */
  offer(row: number, sequence: number): void {
    if (sequence % this.every !== 0 || this.pending === pendingMax) return;
    this.pendingRows[this.pending] = row;
    this.pendingSequences[this.pending] = sequence;
    this.pending++;
  }

  /** Copies those that waited; call before each fold. */
  settle(from: CommandColumns): void {
    for (let i = 0; i < this.pending; i++) {
      const row = this.pendingRows[i] ?? 0;
      if (from.sequence[row] !== this.pendingSequences[i]) continue;
      this.columns.copyRow(from, row, this.total % keptMax);
      this.total++;
    }
    this.pending = 0;
  }

  /**
   * Chooses n from the speed: 1, 2, 5, 10, 20, 50, ... as a multiple of the stream's own sampling.
   * @param perSecond commands per second, all devices
   */
  adapt(perSecond: number, sampleEvery: number): void {
    this.every = sampleEvery * roundUp(perSecond / sampleEvery / keptPerSecond);
  }
}

/** The next of 1, 2, 5, 10, 20, 50, ... that is at least `value`. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) {
    if (step * power >= value * 0.999_999) return step * power;
  }
  return power * 10;
}
