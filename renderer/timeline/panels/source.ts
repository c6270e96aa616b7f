/** What the panels read of a timeline's model, and nothing else of it. */
import type { CommandColumns } from "../../trace/command-columns.ts";

/** The commands of one device by ordinal, which grows with the time of their beginning. */
export interface DeviceCommands {
  readonly columns: CommandColumns;
  /** Ordinals known: the oldest, and one more than the newest. */
  readonly oldest: number;
  readonly end: number;
  rowOf(ordinal: number): number;
  /** Begin of a command, ns; 0 where nothing is known of it. */
  startOf(ordinal: number): number;
  /** Ordinals of those that begin in a span, and `before` earlier ones. */
  between(
    fromNs: number,
    toNs: number,
    before?: number,
  ): { readonly from: number; readonly to: number };
}

export interface CommandsSource {
  readonly devices: readonly DeviceCommands[];
  /** First moment of anything, ns: where `at` begins to count. */
  readonly firstNs: number;
  readonly lastNs: number;
}

/** A command of a source. */
export interface CommandRef {
  readonly device: number;
  readonly ordinal: number;
}

/** ns; the end is not part of it. */
export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

export function isSame(a: CommandRef | null, b: CommandRef | null): boolean {
  return a?.device === b?.device && a?.ordinal === b?.ordinal;
}
