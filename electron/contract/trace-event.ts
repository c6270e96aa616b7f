/**
 * The trace event as it travels: 48 bytes little-endian, many of them in one ArrayBuffer. The layout
 * is native/trace/event.h; a test compares the two.
 */

export const eventBytes = 48;

export const eventKind = {
  issued: 1,
  received: 2,
  handleTaken: 3,
  leased: 4,
  mapped: 5,
  moved: 6,
  completed: 7,
  acknowledged: 8,
  stateChange: 16,
  abort: 17,
  error: 18,
  secondaryLost: 19,
  secondaryReplaced: 20,
  flushed: 21,
  held: 22,
} as const;

export type EventKind = (typeof eventKind)[keyof typeof eventKind];

/** `device` of events that belong to no device. */
export const noDevice = 255;

/** Actors: 0 server, 1 primary, 2 + i = secondary i. */
export const actorServer = 0;
export const actorPrimary = 1;
export const actorSecondaryFirst = 2;

/** One decoded event. Times are ns on the machine's monotonic clock as a double (exact to 2^53). */
export interface TraceEvent {
  timeNs: number;
  /** Of the buffer where the event was; 0 of moved and flushed. */
  address: bigint;
  position: number;
  sequence: number;
  handle: number;
  size: number;
  code: number;
  kind: number;
  device: number;
  actor: number;
  thread: number;
  /** Of moved and flushed, else 0: what was spent on codec (and checksum), and on the medium; at most 2^32 - 1 ns. */
  codecNs: number;
  diskNs: number;
}

/** Whether an event's address holds the times of a move instead: codec in its low word, medium in the high one. */
export function hasMoveTimes(kind: number): boolean {
  return kind === eventKind.moved || kind === eventKind.flushed;
}

/** How many events a batch holds. */
export function eventCount(batch: ArrayBuffer): number {
  return Math.floor(batch.byteLength / eventBytes);
}

/** Decodes event `index` of a batch. */
export function readEvent(view: DataView, index: number): TraceEvent {
  const at = index * eventBytes;
  const kind = view.getUint8(at + 40);
  const isMove = hasMoveTimes(kind);
  return {
    timeNs: Number(view.getBigUint64(at, true)),
    address: isMove ? 0n : view.getBigUint64(at + 8, true),
    position: Number(view.getBigInt64(at + 16, true)),
    sequence: view.getUint32(at + 24, true),
    handle: view.getUint32(at + 28, true),
    size: view.getUint32(at + 32, true),
    code: view.getUint32(at + 36, true),
    kind,
    device: view.getUint8(at + 41),
    actor: view.getUint16(at + 42, true),
    thread: view.getUint32(at + 44, true),
    codecNs: isMove ? view.getUint32(at + 8, true) : 0,
    diskNs: isMove ? view.getUint32(at + 12, true) : 0,
  };
}

/** A handle's fields: 7 bits of set tag, 12 of generation, 12 of buffer index. */
export function splitHandle(handle: number): { setTag: number; generation: number; index: number } {
  return {
    setTag: (handle >>> 24) & 0x7f,
    generation: (handle >>> 12) & 0xfff,
    index: handle & 0xfff,
  };
}
