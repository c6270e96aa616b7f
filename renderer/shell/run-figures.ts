/** How a run is named and measured in navigation, status line and tables. Pure. */
import type { Run } from "../../electron/contract/run.ts";

/** "Backup" or "Restore", in words. */
export function jobKind(
  kind: "backup" | "restore",
  words: { backup: string; restore: string },
): string {
  return kind === "backup" ? words.backup : words.restore;
}

/** Bytes moved and expected over all devices; expected is null when a device does not know. */
export function totalsOf(run: Run): { bytes: number; expected: number | null } {
  let bytes = 0;
  let expected: number | null = run.devices.length === 0 ? null : 0;
  for (const device of run.devices) {
    bytes += device.plainBytes;
    expected =
      expected === null || device.expectedBytes === null ? null : expected + device.expectedBytes;
  }
  return { bytes, expected };
}

/** No bar is full while Flush, Complete or Verdict is open. */
const shareMaxBeforeVerdict = 0.999;

/** Share of the data moved, 0..1; 1 only after a good verdict; null when the size is unknown. */
export function shareOf(run: Run): number | null {
  if (run.result?.ok === true) return 1;
  const { bytes, expected } = totalsOf(run);
  // Of a database of a server only the server knows how far it is.
  const percent = run.statement?.percent ?? null;
  const said = percent === null ? null : percent / 100;
  const share = expected === null || expected === 0 ? said : bytes / expected;
  return share === null ? null : Math.min(shareMaxBeforeVerdict, share);
}

/**
 * A moment of a run as epoch milliseconds: steps, messages and notes count from the run's start.
 */
export function momentOf(run: Run, atMs: number): number {
  return run.startedAtMs + atMs;
}

/** Last part of a path, whatever the separator. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** Everything before the last part; "" when there is none. */
export function folderOf(path: string): string {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  if (at < 0) return "";
  return at === 0 ? path.slice(0, 1) : path.slice(0, at);
}
