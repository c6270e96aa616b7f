/**
 * The beginning of a trace file and the head of a block, as bytes. The layout of a block is native/trace/block.h, which
 * checks and unpacks it; here only the lengths are read, so that nothing is allocated that the file cannot hold.
 */
import { eventBytes } from "../../contract/trace-event.ts";
import { traceFileVersion } from "../../contract/trace-file.ts";

const magic = "VDITRACE";
export const prefixBytes = 16;
export const blockHeadBytes = 32;
const blockMagic = 0x4b4c4256;
const storedBytesMax = 16 * 1024 * 1024;
const blockEventsMax = 65_536;
/** A block unpacks to at most so many times what it takes in the file. */
export const expansionMax = 64;

/** `eventsBefore`: those of version 1. */
export const blockKind = { text: 1, eventsBefore: 2, events: 3 } as const;

export interface BlockHead {
  readonly kind: number;
  readonly index: number;
  readonly storedBytes: number;
  readonly count: number;
}

/** The first bytes of a file. */
export function tracePrefix(): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, 0, "latin1");
  prefix.writeUInt32LE(traceFileVersion, magic.length);
  return prefix;
}

/** @returns the version, or null when these are not the first bytes of a trace file */
export function readPrefix(bytes: Buffer): number | null {
  const isOne = bytes.length >= prefixBytes && bytes.toString("latin1", 0, magic.length) === magic;
  return isOne ? bytes.readUInt32LE(magic.length) : null;
}

/** @returns null when no block begins at `at` */
export function readBlockHead(bytes: Buffer, at: number): BlockHead | null {
  if (bytes.length - at < blockHeadBytes || bytes.readUInt32LE(at) !== blockMagic) {
    return null;
  }
  const head = {
    kind: bytes.readUInt8(at + 4),
    index: bytes.readUInt32LE(at + 8),
    storedBytes: bytes.readUInt32LE(at + 12),
    count: bytes.readUInt32LE(at + 20),
  };
  return isPlausible(head) ? head : null;
}

/** Whether a block of this kind holds events. */
export function isOfEvents(kind: number): boolean {
  return kind === blockKind.events || kind === blockKind.eventsBefore;
}

function isPlausible({ kind, storedBytes, count }: BlockHead): boolean {
  if (storedBytes === 0 || storedBytes > storedBytesMax) {
    return false;
  }
  if (kind === blockKind.text) {
    return count === 0;
  }
  const isWithin = count <= blockEventsMax && count * eventBytes <= expansionMax * storedBytes;
  return isOfEvents(kind) && count > 0 && isWithin;
}

/** Nesting of a JSON text, brackets in strings left out; looked at before it is parsed. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isString) {
      at += char === "\\" ? 1 : 0;
      isString = char !== '"';
    } else if (char === '"') {
      isString = true;
    } else if (char === "{" || char === "[") {
      deepest = Math.max(deepest, (depth += 1));
    } else if (char === "}" || char === "]") {
      depth -= 1;
    }
  }
  return deepest;
}
