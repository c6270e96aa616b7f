/**
 * The commands of one device in a ring of columns, found by sequence.
 *
 * A command's ordinal counts those that are in the trace; its row is the ordinal by the ring's mask. Where main began
 * to send more or fewer of them (1 in N) a new epoch begins, so that what is known stays. Within a device commands
 * begin in the order of their sequence: a stretch of time is a stretch of ordinals, found by halving.
 */
import { CommandColumns, none } from "../trace/command-columns.ts";

/** Rows of a ring before it grows. */
export const rowsFirst = 4_096;
/** Commands of a device that may be under way: what is looked through when the sampling changes. */
const underWayMax = 8_192;

/** Commands without a buffer go one after the other: so many newer ones, and it has surely ended. */
const bufferlessMax = 64;
const buffersMax = 4_096;

/** Ordinals `from` (inclusive) to `to` (exclusive) of a device's commands. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** From `sequence` on one in `every` commands is in the trace; the first of them has ordinal `ordinal`. */
interface Epoch {
  readonly sequence: number;
  readonly ordinal: number;
  readonly every: number;
}

export class DeviceRing {
  columns: CommandColumns;
  /** Ordinals known: the oldest, and one more than the newest. */
  oldest = 0;
  end = 0;
  /** Ordinals whose commands changed since `settle`; none when `changedFrom` >= `changedTo`. */
  changedFrom = Infinity;
  changedTo = 0;
  /** Of each buffer the newest command that had it. */
  private readonly newest = new Float64Array(buffersMax).fill(-1);
  private readonly rowsMax: number;
  private epochs: Epoch[] = [{ sequence: 0, ordinal: 0, every: 1 }];

  constructor(rowsMax: number, rows = rowsFirst) {
    this.rowsMax = rowsMax;
    this.columns = new CommandColumns(Math.min(rows, rowsMax));
  }

  rowOf(ordinal: number): number {
    return ordinal & (this.columns.capacity - 1);
  }

  /** One in how many commands is in the trace there. */
  everyAt(ordinal: number): number {
    let at = this.epochs.length - 1;
    while (at > 0 && (this.epochs[at]?.ordinal ?? 0) > ordinal) at--;
    return this.epochs[at]?.every ?? 1;
  }

  /** Where the sampling changed: the first ordinal of each epoch but the first, and its N. */
  get samplings(): readonly { ordinal: number; every: number }[] {
    return this.epochs.slice(1);
  }

  /** @returns the ordinal of a command that is in the trace, -1 for one that should not be */
  ordinalOf(sequence: number): number {
    let at = this.epochs.length - 1;
    while (at > 0 && (this.epochs[at]?.sequence ?? 0) > sequence) at--;
    const epoch = this.epochs[at];
    if (epoch === undefined) return -1;
    const offset = sequence - epoch.sequence;
    return offset % epoch.every === 0 ? epoch.ordinal + offset / epoch.every : -1;
  }

  /**
   * From now on one in `every` commands comes. Those under way whose end will not come any more are forgotten: they
   * would look as if they never ended.
   */
  sample(every: number): void {
    if (this.end === 0) {
      this.epochs = [{ sequence: 0, ordinal: 0, every }];
      return;
    }
    const from = Math.max(this.oldest, this.end - underWayMax);
    let newest = 0;
    for (let ordinal = from; ordinal < this.end; ordinal++) {
      const row = this.rowOf(ordinal);
      const sequence = this.columns.sequence[row] ?? 0;
      newest = Math.max(newest, sequence);
      if (sequence % every !== 0 && !this.columns.isEnded(row)) this.columns.sequence[row] = 0;
    }
    this.change(from, this.end);
    const sequence = every * (Math.floor(newest / every) + 1);
    this.epochs = this.epochs.filter((epoch) => epoch.ordinal < this.end);
    this.epochs.push({ sequence, ordinal: this.end, every });
  }

  /** @returns the row of a command, made when it is new; -1 for one that was overwritten or is none of the sample */
  rowFor(device: number, sequence: number): number {
    const ordinal = this.ordinalOf(sequence);
    if (ordinal < 0) return -1;
    if (this.end === 0) {
      this.oldest = ordinal;
      this.end = ordinal;
    }
    if (ordinal >= this.end || ordinal < this.oldest) this.makeRoom(ordinal);
    const { columns } = this;
    if (ordinal < this.end - columns.capacity) return -1;
    const row = this.rowOf(ordinal);
    if (ordinal >= this.end) {
      this.goOn(ordinal, 1);
      columns.begin(row, device, sequence);
    } else if (columns.sequence[row] !== sequence) {
      columns.begin(row, device, sequence);
      this.oldest = Math.min(this.oldest, ordinal);
    }
    this.change(ordinal, ordinal + 1);
    return row;
  }

  /**
   * Makes room for commands that are all new and follow one another; whoever asks writes all their columns.
   *
   * @returns the first row and how many rows there are before the ring's end; null where one is known already
   */
  append(sequence: number, count: number): { readonly row: number; readonly count: number } | null {
    const ordinal = this.ordinalOf(sequence);
    if (ordinal < this.end || this.everyAt(ordinal) !== 1) return null;
    if (this.end === 0) this.oldest = this.end = ordinal;
    this.makeRoom(ordinal + count - 1);
    const row = this.rowOf(ordinal);
    const fitting = Math.min(count, this.columns.capacity - row);
    this.goOn(ordinal, fitting);
    this.change(ordinal, ordinal + fitting);
    return { row, count: fitting };
  }

  /** The newest commands are now those from `ordinal` on. */
  private goOn(ordinal: number, count: number): void {
    const { columns } = this;
    // Rows of commands that were passed over must not show what they held one round ago.
    const skippedFrom = Math.max(this.end, ordinal - columns.capacity);
    for (let at = skippedFrom; at < ordinal; at++) columns.sequence[this.rowOf(at)] = 0;
    this.end = ordinal + count;
    this.oldest = Math.max(this.oldest, this.end - columns.capacity);
  }

  /** A command has this buffer. */
  noteBuffer(row: number, buffer: number): void {
    this.columns.buffer[row] = buffer;
    const ordinal = this.ordinalOf(this.columns.sequence[row] ?? 0);
    if (ordinal > (this.newest[buffer] ?? 0)) this.newest[buffer] = ordinal;
  }

  /**
   * Until when a command is to be drawn that has no end: now; or its last stage, where a newer command has its buffer
   * and only the event of its end was lost.
   */
  openUntil(ordinal: number, nowNs: number): number {
    const row = this.rowOf(ordinal);
    const buffer = this.columns.buffer[row] ?? none;
    const isOver =
      buffer === none ? ordinal < this.end - bufferlessMax : (this.newest[buffer] ?? 0) > ordinal;
    return isOver ? this.columns.timeOf(row, this.columns.stageOf(row) as 0) : nowNs;
  }

  /** All changes so far were seen. */
  settle(): void {
    this.changedFrom = Infinity;
    this.changedTo = 0;
  }

  /** Begin of a command, ns; 0 where nothing is known of it: its events were dropped, or a newer one has its row. */
  startOf(ordinal: number): number {
    if (ordinal < this.oldest || ordinal >= this.end) return 0;
    const row = this.rowOf(ordinal);
    return this.columns.sequence[row] === 0 ? 0 : this.columns.startOf(row);
  }

  /** Commands that may touch a span of time: those that begin in it, and `before` earlier ones. */
  between(fromNs: number, toNs: number, before = 64): Stretch {
    const from = this.firstFrom(fromNs);
    return { from: Math.max(this.oldest, from - before), to: this.firstFrom(toNs) };
  }

  /** The first ordinal that begins at or after a moment; rows of which nothing is known count with the next one. */
  private firstFrom(timeNs: number): number {
    let low = this.oldest;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      let known = middle;
      while (known < high && this.startOf(known) === 0) known++;
      if (known < high && this.startOf(known) < timeNs) low = known + 1;
      else high = middle;
    }
    return low;
  }

  private change(from: number, to: number): void {
    if (from < this.changedFrom) this.changedFrom = from;
    if (to > this.changedTo) this.changedTo = to;
  }

  private makeRoom(ordinal: number): void {
    const oldest = Math.min(this.oldest, ordinal);
    const needed = Math.max(this.end, ordinal + 1) - oldest;
    let { capacity } = this.columns;
    if (needed <= capacity || capacity >= this.rowsMax) return;
    while (capacity < needed && capacity < this.rowsMax) capacity *= 2;
    const grown = new CommandColumns(capacity);
    for (let at = this.oldest; at < this.end;) {
      const row = this.rowOf(at);
      const to = at & (capacity - 1);
      const run = Math.min(this.end - at, this.columns.capacity - row, capacity - to);
      grown.copyRows(this.columns, { row, to, count: run });
      at += run;
    }
    this.columns = grown;
    this.change(this.oldest, this.end);
  }
}
