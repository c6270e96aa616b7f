/**
 * Commands of a block of a trace file as they travel to the page: the columns of native/trace/fold.h, read in place.
 *
 * Pure. A view copies nothing and holds on to its batch.
 */
import { eventBytes } from "./trace-event.ts";

const headBytes = 32;
const stageCount = 8;

export interface FoldedCommands {
  readonly rows: number;
  /** First and last moment of the block, ns. */
  readonly firstNs: number;
  readonly lastNs: number;
  /** Events that were folded. */
  readonly events: number;
  /** ns of each kind 1..8 at [row * 8 + kind - 1], 0 = not in this block. */
  readonly times: Float64Array;
  readonly position: Float64Array;
  readonly address: Float64Array;
  readonly sequence: Uint32Array;
  readonly handle: Uint32Array;
  readonly size: Uint32Array;
  readonly code: Uint32Array;
  readonly completion: Uint32Array;
  readonly mapNs: Uint32Array;
  readonly codecNs: Uint32Array;
  readonly diskNs: Uint32Array;
  readonly secondary: Uint16Array;
  readonly device: Uint8Array;
  /** Events that belong to no command, 48 bytes each. */
  readonly others: Uint32Array;
}

/** @throws RangeError when the batch is shorter than it says */
export function readFolded(batch: ArrayBuffer): FoldedCommands {
  const head = new DataView(batch, 0, headBytes);
  const rows = head.getUint32(0, true);
  let at = headBytes;
  const skip = (bytes: number): number => {
    const begin = at;
    at += 8 * Math.ceil(bytes / 8);
    return begin;
  };
  const doubles = (count: number): Float64Array => new Float64Array(batch, skip(8 * count), count);
  const words = (): Uint32Array => new Uint32Array(batch, skip(4 * rows), rows);
  return {
    rows,
    firstNs: head.getFloat64(8, true),
    lastNs: head.getFloat64(16, true),
    events: head.getUint32(24, true),
    times: doubles(rows * stageCount),
    position: doubles(rows),
    address: doubles(rows),
    sequence: words(),
    handle: words(),
    size: words(),
    code: words(),
    completion: words(),
    mapNs: words(),
    codecNs: words(),
    diskNs: words(),
    secondary: new Uint16Array(batch, skip(2 * rows), rows),
    device: new Uint8Array(batch, skip(rows), rows),
    others: new Uint32Array(batch, at, (head.getUint32(4, true) * eventBytes) / 4),
  };
}
