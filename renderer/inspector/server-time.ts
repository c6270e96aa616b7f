/** Times of backups: the server's own clock, without a zone. */
import type { Format } from "../format.ts";

/** "Jan 15, 2026, 22:00:00"; a dash for none. @param short leaves year and seconds out */
export function serverTime(time: string | null, format: Format, short = false): string {
  if (time === null) return "–";
  const style: Intl.DateTimeFormatOptions = short
    ? { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    : { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" };
  return new Intl.DateTimeFormat(format.locale, { ...style, timeZone: "UTC" }).format(
    Date.parse(`${time}Z`),
  );
}
