/**
 * What the Monitor draws: a copy of the trace's state, taken four times a second.
 *
 * A copy, so that a frozen picture stays as it was while the state goes on. Everything that has a size is
 * bounded: 4,096 buffers, `liveMax` commands on their way, `keptMax` done ones.
 */
import { holder } from "./buffer-map.ts";
import { CommandColumns, none, stage } from "./command-columns.ts";
import { keptMax } from "./kept-commands.ts";
import { isDone, type TraceState } from "./trace-state.ts";

/** Commands on their way that the list shows; the newest when there are more. */
export const liveMax = 512;
/** The same while the list is a sample: of each device its newest and its oldest, so that done ones stay in sight. */
export const liveSampledMax = 8;

export interface Picture {
  /** Time of the newest event, ns; 0 before the first. */
  readonly nowNs: number;
  readonly sampleEvery: number;
  /** Every nth done command is in the list. */
  readonly keptEvery: number;
  /** Per buffer, `seen` of them. */
  readonly seen: number;
  readonly holder: Uint8Array;
  readonly secondary: Uint16Array;
  readonly device: Uint8Array;
  readonly handle: Uint32Array;
  readonly sequence: Uint32Array;
  readonly leasedNs: Float64Array;
  /** Commands newest first: `rows[i]` >= 0 is a row of `kept`, else of `live` as its complement. */
  readonly rows: Int32Array;
  readonly live: CommandColumns;
  readonly kept: CommandColumns;
  /** Of the handoffs since the last picture: how many there were, and how many were drawn as tokens. */
  readonly tokenEvery: number;
  /** Commands completed per second, by the trace. */
  readonly completedPerSecond: number;
}

/** The picture of a state. Leaves the state as it is. */
export function takePicture(state: TraceState, tokenEvery: number): Picture {
  const { buffers, kept } = state;
  const live = new CommandColumns(liveMax);
  const rows = new Int32Array(liveMax + keptMax);
  const liveCount = copyLive(state, live, rows);
  const count = appendKept(state, live, rows, liveCount);
  return {
    nowNs: state.nowNs,
    sampleEvery: state.sampleEvery,
    keptEvery: kept.every,
    seen: buffers.seen,
    holder: buffers.holder.slice(0, buffers.seen),
    secondary: buffers.secondary.slice(0, buffers.seen),
    device: buffers.device.slice(0, buffers.seen),
    handle: buffers.handle.slice(0, buffers.seen),
    sequence: buffers.sequence.slice(0, buffers.seen),
    leasedNs: buffers.leasedNs.slice(0, buffers.seen),
    rows: rows.subarray(0, count),
    live,
    kept: kept.columns,
    tokenEvery,
    completedPerSecond: state.completedPerSecond,
  };
}

/** The same picture, safe from the ring that goes on under it. */
export function detach(picture: Picture): Picture {
  return { ...picture, kept: picture.kept.copy() };
}

/** Columns and row of the nth newest command. */
export function locate(picture: Picture, nth: number): { columns: CommandColumns; row: number } {
  const ref = picture.rows[nth] ?? 0;
  return ref >= 0 ? { columns: picture.kept, row: ref } : { columns: picture.live, row: ~ref };
}

/** Copies the newest commands on their way, newest first, and refers to them. @returns how many */
function copyLive(state: TraceState, live: CommandColumns, rows: Int32Array): number {
  const { columns } = state.table;
  const found: number[] = [];
  for (let row = 0; row < columns.capacity; row++) {
    if (columns.sequence[row] !== 0 && isOnItsWay(state, row)) found.push(row);
  }
  found.sort((a, b) => columns.startOf(b) - columns.startOf(a));
  const shown = state.kept.every > 1 ? sampleLive(state, found) : found;
  const count = Math.min(shown.length, liveMax);
  for (let i = 0; i < count; i++) {
    live.copyRow(columns, shown[i] ?? 0, i);
    rows[i] = ~i;
  }
  return count;
}

/** Of each device the newest and the oldest command that the primary has; `found` is newest first. */
function sampleLive(state: TraceState, found: readonly number[]): number[] {
  const { columns } = state.table;
  const received = found.filter((row) => columns.stageOf(row) >= stage.received);
  const newest = new Map<number, number>();
  const oldest = new Map<number, number>();
  for (const row of received) {
    const device = columns.device[row] ?? 0;
    if (!newest.has(device)) newest.set(device, row);
    oldest.set(device, row);
  }
  const ends = new Set([...newest.values(), ...oldest.values()]);
  return received.filter((row) => ends.has(row)).slice(0, liveSampledMax);
}

/**
 * A command that began and did not end. One whose buffer carries a newer command has ended too: its last
 * events were dropped.
 */
function isOnItsWay(state: TraceState, row: number): boolean {
  const { columns } = state.table;
  const reached = columns.stageOf(row);
  if (reached < 0 || isDone(reached)) return false;
  const buffer = columns.buffer[row] ?? none;
  if (buffer === none) return true;
  const { buffers } = state;
  const isCarried =
    buffers.sequence[buffer] === columns.sequence[row] &&
    buffers.device[buffer] === columns.device[row];
  return isCarried || (buffers.changedNs[buffer] ?? 0) <= columns.timeOf(row, reached as 0);
}

/** Merges the kept commands in by their beginning, newest first. @returns all rows */
function appendKept(
  state: TraceState,
  live: CommandColumns,
  rows: Int32Array,
  liveCount: number,
): number {
  const { kept } = state;
  const startOf = (ref: number): number =>
    ref >= 0 ? kept.columns.startOf(ref) : live.startOf(~ref);
  const total = liveCount + kept.count;
  for (let i = 0; i < kept.count; i++) rows[liveCount + i] = kept.rowOf(i);
  // Both parts are all but sorted, so an insertion sort moves each row a few places.
  for (let i = 1; i < total; i++) {
    const ref = rows[i] ?? 0;
    const start = startOf(ref);
    let at = i;
    while (at > 0 && startOf(rows[at - 1] ?? 0) < start) {
      rows[at] = rows[at - 1] ?? 0;
      at--;
    }
    rows[at] = ref;
  }
  return total;
}

const holderCount = Object.keys(holder).length;

/** How many buffers each process holds. */
export interface OwnerCounts {
  readonly server: number;
  readonly primary: number;
  /** By secondary. */
  readonly secondaries: readonly number[];
  readonly completed: number;
  readonly free: number;
  readonly error: number;
}

/** Counts owners of `bufferCount` buffers; those that were never seen are free. */
export function countOwners(
  picture: Picture,
  bufferCount: number,
  secondaryCount: number,
): OwnerCounts {
  const of = new Float64Array(holderCount);
  const secondaries = new Array<number>(secondaryCount).fill(0);
  const seen = Math.min(picture.seen, bufferCount);
  picture.holder.subarray(0, seen).forEach((held, buffer) => {
    of[held] = (of[held] ?? 0) + 1;
    const secondary = picture.secondary[buffer] ?? none;
    const isWithSecondary = held === holder.waiting || held === holder.held;
    if (isWithSecondary && secondary < secondaryCount)
      secondaries[secondary] = (secondaries[secondary] ?? 0) + 1;
  });
  const countOf = (held: number): number => of[held] ?? 0;
  return {
    server: countOf(holder.server),
    primary: countOf(holder.primary),
    secondaries,
    completed: countOf(holder.completed),
    free: countOf(holder.free) + bufferCount - seen,
    error: countOf(holder.error),
  };
}
