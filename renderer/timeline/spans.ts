/** When a command was where: begin and end of its stays, from the times of its stages. Pure. */
import { type CommandColumns, type Stage, stage, stageCount } from "../trace/command-columns.ts";
import type { Span } from "./time-range.ts";

/**
 * Stays of a command, and two moments. `primary` is the whole time that the client has it: on lease in between.
 * `ring` waits for the secondary; `disk` is what its medium took at the end of the move.
 */
export const stay = {
  server: 0,
  primary: 1,
  ring: 2,
  secondary: 3,
  disk: 4,
  received: 5,
  moved: 6,
} as const;

export type Stay = (typeof stay)[keyof typeof stay];
export const stayCount = 7;

/** First known time from a stage on; Infinity of none: it has not ended. Lost events do not make it endless. */
function endFrom(columns: CommandColumns, row: number, from: Stage): number {
  for (let later: number = from; later < stageCount; later++) {
    const timeNs = columns.timeOf(row, later as Stage);
    if (timeNs !== 0) return timeNs;
  }
  return Infinity;
}

/** When the secondary began to map; 0 before. */
function mapBegin(columns: CommandColumns, row: number): number {
  const mappedNs = columns.timeOf(row, stage.mapped);
  return mappedNs === 0 ? 0 : mappedNs - (columns.mapNs[row] ?? 0);
}

function diskBegin(columns: CommandColumns, row: number): number {
  const diskNs = columns.diskNs[row] ?? 0;
  return diskNs === 0 ? 0 : Math.max(0, columns.timeOf(row, stage.moved) - diskNs);
}

/** Begin of a stay, ns; 0 when the command was not there. */
export function stayFrom(columns: CommandColumns, row: number, where: Stay): number {
  switch (where) {
    case stay.server:
      return columns.timeOf(row, stage.issued);
    case stay.primary:
    case stay.received:
      return columns.timeOf(row, stage.received);
    case stay.ring:
      return columns.timeOf(row, stage.leased);
    case stay.secondary:
      return mapBegin(columns, row);
    case stay.disk:
      return diskBegin(columns, row);
    case stay.moved:
      return columns.timeOf(row, stage.moved);
  }
}

/** End of a stay that has a begin, ns; Infinity when it goes on. */
export function stayTo(columns: CommandColumns, row: number, where: Stay): number {
  switch (where) {
    case stay.server:
      return endFrom(columns, row, stage.received);
    case stay.primary:
      return endFrom(columns, row, stage.completed);
    case stay.ring: {
      const mappingNs = mapBegin(columns, row);
      return mappingNs === 0 ? endFrom(columns, row, stage.moved) : mappingNs;
    }
    case stay.secondary:
      return endFrom(columns, row, stage.moved);
    case stay.disk:
    case stay.moved:
      return columns.timeOf(row, stage.moved);
    case stay.received:
      return columns.timeOf(row, stage.received);
  }
}

/** Begin and end of every stay at once, as by `stayFrom` and `stayTo`: what an index of many commands is made of. */
export function allStays(
  columns: CommandColumns,
  row: number,
  begins: Float64Array,
  ends: Float64Array,
): void {
  let later = Infinity;
  const time = (which: Stage): number => columns.timeOf(row, which);
  const endAt = (which: Stage): number => {
    const timeNs = time(which);
    if (timeNs !== 0) later = timeNs;
    return later;
  };
  endAt(stage.acknowledged);
  ends[stay.primary] = endAt(stage.completed);
  ends[stay.secondary] = endAt(stage.moved);
  const mappingNs = mapBegin(columns, row);
  ends[stay.ring] = mappingNs === 0 ? later : mappingNs;
  endAt(stage.mapped);
  endAt(stage.leased);
  endAt(stage.handleTaken);
  ends[stay.server] = endAt(stage.received);
  ends[stay.received] = begins[stay.received] = begins[stay.primary] = time(stage.received);
  ends[stay.moved] = ends[stay.disk] = begins[stay.moved] = time(stage.moved);
  begins[stay.server] = time(stage.issued);
  begins[stay.ring] = time(stage.leased);
  begins[stay.secondary] = mappingNs;
  begins[stay.disk] = diskBegin(columns, row);
}

/** The whole stay, or null; what goes on ends `nowNs`. */
export function stayOf(
  columns: CommandColumns,
  row: number,
  where: Stay,
  nowNs: number,
): Span | null {
  const fromNs = stayFrom(columns, row, where);
  if (fromNs === 0) return null;
  const toNs = stayTo(columns, row, where);
  return { fromNs, toNs: Math.max(fromNs, toNs === Infinity ? nowNs : toNs) };
}

/** From its first stage to its completion, ns; 0 while it has not ended. */
export function totalNs(columns: CommandColumns, row: number): number {
  const endNs = columns.timeOf(row, stage.completed);
  return endNs === 0 ? 0 : Math.max(0, endNs - columns.startOf(row));
}
