/**
 * Commands as columns: one typed array a field, so that 20,000 commands per second make no objects.
 *
 * A row is a command with the time of each stage in ns (0: not seen). The live table, the kept history
 * and the snapshot that a view draws all share this shape.
 */

/** Stages whose times a row keeps, in the order of their event kinds from 1 on. */
export const stageCount = 8;

/** Columns of `times`: event kind minus one. */
export const stage = {
  issued: 0,
  received: 1,
  handleTaken: 2,
  leased: 3,
  mapped: 4,
  moved: 5,
  completed: 6,
  acknowledged: 7,
} as const;

export type Stage = (typeof stage)[keyof typeof stage];

/** `buffer` and `secondary` of a command that has none (yet). */
export const none = 0xffff;

export class CommandColumns {
  readonly capacity: number;
  /** Of the device, from 1; 0 means the row is empty. */
  readonly sequence: Uint32Array;
  readonly device: Uint8Array;
  readonly commandCode: Uint32Array;
  readonly handle: Uint32Array;
  readonly buffer: Uint16Array;
  readonly secondary: Uint16Array;
  readonly size: Uint32Array;
  /** Bytes of the device's stream before this command, -1 unknown. */
  readonly position: Float64Array;
  /** Win32 code of the completion. */
  readonly completion: Uint32Array;
  /** ns that MapBufferHandle itself took, 0 unknown. */
  readonly mapNs: Uint32Array;
  /** What the move was spent on, ns: codec and checksum, and the medium; 0 unknown or nothing. */
  readonly codecNs: Uint32Array;
  readonly diskNs: Uint32Array;
  /** The primary's address, until the handle tells which buffer it is. */
  readonly address: Float64Array;
  /** `stageCount` times a row, ns. */
  readonly times: Float64Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.sequence = new Uint32Array(capacity);
    this.device = new Uint8Array(capacity);
    this.commandCode = new Uint32Array(capacity);
    this.handle = new Uint32Array(capacity);
    this.buffer = new Uint16Array(capacity);
    this.secondary = new Uint16Array(capacity);
    this.size = new Uint32Array(capacity);
    this.position = new Float64Array(capacity);
    this.completion = new Uint32Array(capacity);
    this.mapNs = new Uint32Array(capacity);
    this.codecNs = new Uint32Array(capacity);
    this.diskNs = new Uint32Array(capacity);
    this.address = new Float64Array(capacity);
    this.times = new Float64Array(capacity * stageCount);
  }

  /** Makes `row` an empty command. */
  begin(row: number, device: number, sequence: number): void {
    this.sequence[row] = sequence;
    this.device[row] = device;
    this.commandCode[row] = 0;
    this.handle[row] = 0;
    this.buffer[row] = none;
    this.secondary[row] = none;
    this.size[row] = 0;
    this.position[row] = -1;
    this.completion[row] = 0;
    this.mapNs[row] = 0;
    this.codecNs[row] = 0;
    this.diskNs[row] = 0;
    this.address[row] = 0;
    // A loop: `fill` of eight costs several times as much.
    for (let at = row * stageCount; at < (row + 1) * stageCount; at++) this.times[at] = 0;
  }

  /** Copies `row` of `from` to row `to` of this. */
  copyRow(from: CommandColumns, row: number, to: number): void {
    this.copyRows(from, { row, to, count: 1 });
  }

  /** Copies `count` rows of `from` that begin at `row` to those of this that begin at `to`. */
  copyRows(
    from: CommandColumns,
    { row, to, count }: { readonly row: number; readonly to: number; readonly count: number },
  ): void {
    const end = row + count;
    this.sequence.set(from.sequence.subarray(row, end), to);
    this.device.set(from.device.subarray(row, end), to);
    this.commandCode.set(from.commandCode.subarray(row, end), to);
    this.handle.set(from.handle.subarray(row, end), to);
    this.buffer.set(from.buffer.subarray(row, end), to);
    this.secondary.set(from.secondary.subarray(row, end), to);
    this.size.set(from.size.subarray(row, end), to);
    this.position.set(from.position.subarray(row, end), to);
    this.completion.set(from.completion.subarray(row, end), to);
    this.mapNs.set(from.mapNs.subarray(row, end), to);
    this.codecNs.set(from.codecNs.subarray(row, end), to);
    this.diskNs.set(from.diskNs.subarray(row, end), to);
    this.address.set(from.address.subarray(row, end), to);
    this.times.set(from.times.subarray(row * stageCount, end * stageCount), to * stageCount);
  }

  /** A copy of all rows, for a frozen picture. */
  copy(): CommandColumns {
    const copy = new CommandColumns(this.capacity);
    copy.copyRows(this, { row: 0, to: 0, count: this.capacity });
    return copy;
  }

  timeOf(row: number, which: Stage): number {
    return this.times[row * stageCount + which] ?? 0;
  }

  /** The first stage that was seen: when the command began, 0 for an empty row. */
  startOf(row: number): number {
    const at = row * stageCount;
    for (let i = 0; i < stageCount; i++) {
      const time = this.times[at + i] ?? 0;
      if (time !== 0) return time;
    }
    return 0;
  }

  /** Whether its completion was seen, by the primary or the server. */
  isEnded(row: number): boolean {
    const at = row * stageCount;
    return this.times[at + stage.completed] !== 0 || this.times[at + stage.acknowledged] !== 0;
  }

  /** The last stage that was seen, -1 for none. */
  stageOf(row: number): number {
    const at = row * stageCount;
    for (let i = stageCount - 1; i >= 0; i--) {
      if (this.times[at + i] !== 0) return i;
    }
    return -1;
  }
}
