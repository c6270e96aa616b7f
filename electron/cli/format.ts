/**
 * Sizes, rates and times in the words of the terminal.
 */

const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** "137.4 GiB": three digits or one decimal. @param bytes >= 0 */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ""}`;
}

/** "1:34" or "1:02:03"; under a minute "0:07". @param seconds >= 0 */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** "4.1 µs" up to 9,999 µs, then ms. @param ns nanoseconds */
export function formatLatency(ns: number): string {
  const us = ns / 1000;
  return us < 10_000
    ? `${us < 100 ? us.toFixed(1) : us.toFixed(0)} µs`
    : `${(us / 1000).toFixed(2)} ms`;
}
