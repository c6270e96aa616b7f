/**
 * Cells of a server's views as values of ours.
 */
import type { Cell } from "../session/sql-session.ts";

export type Row = Readonly<Record<string, Cell>>;

/** "" for NULL. */
export function textOf(row: Row, name: string): string {
  const cell = row[name] ?? null;
  return cell === null ? "" : String(cell);
}

export function textOrNull(row: Row, name: string): string | null {
  const cell = row[name] ?? null;
  return cell === null ? null : String(cell);
}

/** Drivers give bigint and numeric as text. 0 for NULL. */
export function numberOf(row: Row, name: string): number {
  return numberOrNull(row, name) ?? 0;
}

export function numberOrNull(row: Row, name: string): number | null {
  const cell = row[name] ?? null;
  const value = cell instanceof Date ? NaN : Number(cell);
  return cell === null || !Number.isFinite(value) ? null : value;
}

/** bit, and int where views have no bit. */
export function flagOf(row: Row, name: string): boolean {
  return row[name] === true || numberOf(row, name) === 1;
}

/** The server's local time, read as if it were UTC, as milliseconds since 1970. @param offsetMs its local time minus UTC */
export function timeOf(row: Row, name: string, offsetMs: number): number {
  const cell = row[name] ?? null;
  return cell instanceof Date ? cell.getTime() - offsetMs : 0;
}

/** Items by their key, in order. */
export function grouped<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
