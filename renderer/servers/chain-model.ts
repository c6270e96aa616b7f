/** The backups of one database in the last seven days as marks of a strip, and its chain in words. Pure. */
import type { DatabaseRow, HistoryRow } from "../../electron/contract/server-views.ts";
import type { Format } from "../format.ts";
import type { Words } from "../words/words.ts";

const dayMs = 86_400_000;
export const stripDays = 7;

export interface ChainMark {
  readonly kind: "full" | "differential" | "log";
  /** 0 to 1 from the strip's left end to its right. */
  readonly at: number;
  readonly isForeign: boolean;
}

export interface ChainStrip {
  readonly marks: readonly ChainMark[];
  /** Where the chain has a gap, 0 to 1; null: none in these days. */
  readonly gap: { readonly from: number; readonly to: number } | null;
}

/** Midnight (local) that begins the strip, so that today is its last day. */
export function stripStart(nowMs: number): number {
  const today = new Date(nowMs);
  return new Date(
    today.getFullYear(),
    today.getMonth(),
    today.getDate() - (stripDays - 1),
  ).getTime();
}

/** @param rows backups of this database, in any order; older ones are left out */
export function chainStripOf(
  database: Pick<DatabaseRow, "chain">,
  rows: readonly HistoryRow[],
  nowMs: number,
): ChainStrip {
  const startMs = stripStart(nowMs);
  const share = (ms: number): number => (ms - startMs) / (stripDays * dayMs);
  const shown = rows.filter(({ finishedAtMs }) => finishedAtMs >= startMs);
  const marks = shown.flatMap((row) => {
    const kind = kindOf(row);
    const isForeign = row.origin === "foreignVdi";
    return kind === null ? [] : [{ kind, at: share(row.finishedAtMs), isForeign }];
  });
  return { marks, gap: gapOf(database.chain, shown, share) };
}

function kindOf({ type, isCopyOnly }: HistoryRow): ChainMark["kind"] | null {
  if (type === "database") return "full";
  if (type === "differential") return isCopyOnly ? null : "differential";
  return type === "log" ? "log" : null;
}

/** From the last good backup to the next one after it. */
function gapOf(
  { reason, atMs }: DatabaseRow["chain"],
  rows: readonly HistoryRow[],
  share: (ms: number) => number,
): ChainStrip["gap"] {
  if (atMs === null || (reason !== "logGap" && reason !== "wasSimple")) return null;
  const later = rows.map((row) => row.finishedAtMs).filter((ms) => ms > atMs);
  const to = share(later.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...later));
  if (to <= 0) return null;
  return { from: Math.max(0, share(atMs)), to: Math.min(1, to) };
}

export interface ChainWords {
  readonly tone: "ok" | "warn" | "err" | "quiet";
  readonly text: string;
  /** What to do; "" where nothing is to be done. */
  readonly next: string;
}

/** What a database can be restored to. */
export function chainWords(
  { chain }: Pick<DatabaseRow, "chain">,
  words: Words,
  ...[format, nowMs]: [format: Format, nowMs: number]
): ChainWords {
  const w = words.databases;
  const said = (ms: number | null): string =>
    ms === null ? format.text(format.size(null)) : timeText(ms, nowMs, format);
  const to = said(chain.restorableToMs);
  if (chain.state === "unknown") return { tone: "quiet", text: w.unknown, next: "" };
  if (chain.state === "unneeded") return { tone: "ok", text: w.only(to), next: "" };
  if (chain.state === "whole" || chain.reason === null)
    return { tone: "ok", text: w.upTo(to), next: "" };
  const tone = ["noFull", "logGap", "damaged"].includes(chain.reason) ? "err" : "warn";
  const text = w.reasons[chain.reason](to, said(chain.atMs));
  return { tone, text, next: w.chainNext[chain.reason] };
}

const weekdayDays = 6;

/** "14:15" today, "Mon 02:00" in the last days, else "Nov 2, 02:00". */
export function timeText(atMs: number, nowMs: number, format: Format): string {
  const days = format.daysAgo(atMs, nowMs);
  const clock = format.clockShort(atMs);
  if (days === 0) return clock;
  if (days > 0 && days <= weekdayDays) return `${weekday(atMs, format.locale)} ${clock}`;
  return `${format.day(atMs, nowMs)}, ${clock}`;
}

export function weekday(atMs: number, locale: string): string {
  const name = new Intl.DateTimeFormat(locale, { weekday: "short" }).format(atMs);
  return name.replace(/\.$/, "");
}
