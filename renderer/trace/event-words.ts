/**
 * The trace event as twelve 32-bit words: what the fold reads without making an object or a bigint.
 *
 * The layout is electron/contract/trace-event.ts (48 bytes, little-endian). Every machine that runs
 * Electron is little-endian, so a Uint32Array view reads it in place.
 */
import { eventBytes } from "../../electron/contract/trace-event.ts";

/** Words of one event. */
export const eventWords = eventBytes / 4;

/** Word offsets of the fields; two words are low, high. */
export const wordOf = {
  time: 0,
  address: 2,
  /** Of moved and flushed, in the place of the address; ns. */
  codecNs: 2,
  diskNs: 3,
  position: 4,
  sequence: 6,
  handle: 7,
  size: 8,
  code: 9,
  /** kind | device << 8 | actor << 16 */
  kind: 10,
} as const;

const highWord = 4_294_967_296;

/** An unsigned 64-bit field as a double; times and user addresses are below 2^53. */
export function readDouble(words: Uint32Array, at: number): number {
  return (words[at + 1] ?? 0) * highWord + (words[at] ?? 0);
}

/** A signed 64-bit field as a double. */
export function readSignedDouble(words: Uint32Array, at: number): number {
  return ((words[at + 1] ?? 0) | 0) * highWord + (words[at] ?? 0);
}
