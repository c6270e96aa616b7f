/** Times and quotients as the panels write them. */
import type { Format } from "../../format.ts";

/** A span of a command; from a second on in seconds. ns, NaN for one that is not known. */
export function spanText(format: Format, ns: number): string {
  if (ns >= 1e9) return `${format.twoDecimals(ns / 1e9)} s`;
  return format.text(format.latency(Number.isNaN(ns) ? null : ns / 1_000));
}

/** A quotient in as many digits as it deserves. */
export function timesText(format: Format, times: number): string {
  if (times >= 10) return format.count(times);
  return times >= 0.95 ? format.decimal(times) : format.twoDecimals(times);
}

/** A number that is round in its unit: "2 ms", "50 µs", "1.2 s". */
export function roundText(format: Format, ns: number): string {
  if (ns === 0) return "0";
  const [value, unit] =
    ns >= 1e9 ? [ns / 1e9, "s"] : ns >= 1e6 ? [ns / 1e6, "ms"] : [ns / 1e3, "µs"];
  const digits = Number.isInteger(value)
    ? format.count(value)
    : Number.isInteger(value * 10)
      ? format.decimal(value)
      : format.twoDecimals(value);
  return `${digits} ${unit}`;
}
