/** The last commands that a buffer carried, from the live table of commands. Pure. */
import { CommandColumns, stage } from "../trace/command-columns.ts";

export const leasesShownMax = 8;

/** Leases of a buffer, the newest first, as copies: they stay while the table goes on. */
export function leasesOf(columns: CommandColumns, buffer: number): CommandColumns {
  const rows: number[] = [];
  for (let row = 0; row < columns.capacity; row++) {
    if (columns.sequence[row] !== 0 && columns.buffer[row] === buffer) rows.push(row);
  }
  rows.sort((a, b) => columns.startOf(b) - columns.startOf(a));
  const shown = rows.slice(0, leasesShownMax);
  const leases = new CommandColumns(shown.length);
  shown.forEach((row, index) => leases.copyRow(columns, row, index));
  return leases;
}

/** A stretch of a buffer's life with one owner, as shares of the whole span. */
export interface Stretch {
  readonly row: number;
  readonly owner: "server" | "primary" | "secondary" | "completed";
  readonly from: number;
  readonly to: number;
}

export interface Life {
  readonly spanNs: number;
  readonly stretches: readonly Stretch[];
}

/** Who had the buffer when, from the oldest lease shown to `nowNs`. */
export function lifeOf(leases: CommandColumns, nowNs: number): Life {
  const start = leases.capacity === 0 ? 0 : leases.startOf(leases.capacity - 1);
  const end = Math.max(nowNs, start + 1);
  const stretches: Stretch[] = [];
  for (let row = leases.capacity - 1; row >= 0; row--) {
    const limit = row === 0 ? end : leases.startOf(row - 1);
    const marks = marksOf(leases, row);
    marks.forEach(({ owner, at }, index) => {
      const to = Math.min(limit, marks[index + 1]?.at ?? endOf(leases, row, end));
      if (to > at) stretches.push({ row, owner, from: share(at), to: share(to) });
    });
  }
  return { spanNs: end - start, stretches };

  function share(at: number): number {
    return Math.min(1, Math.max(0, (at - start) / (end - start)));
  }
}

interface Mark {
  readonly owner: Stretch["owner"];
  readonly at: number;
}

function marksOf(leases: CommandColumns, row: number): Mark[] {
  const marks: Mark[] = [
    { owner: "server", at: leases.timeOf(row, stage.issued) },
    { owner: "primary", at: leases.timeOf(row, stage.received) },
    { owner: "secondary", at: leases.timeOf(row, stage.leased) },
    { owner: "completed", at: leases.timeOf(row, stage.completed) },
  ];
  return marks.filter(({ at }) => at !== 0);
}

/** When the last known stretch ended: with the server's acknowledgement, else not yet. */
function endOf(leases: CommandColumns, row: number, end: number): number {
  const acknowledged = leases.timeOf(row, stage.acknowledged);
  return acknowledged === 0 ? end : acknowledged;
}
