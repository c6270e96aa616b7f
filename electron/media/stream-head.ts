/**
 * What the first bytes of a backup stream say, without reading further: container, block size, stripe.
 *
 * Source: Microsoft Tape Format 1.00a (TAPE block, RAID stream) and what SQL Server puts into them;
 * all integers little-endian.
 */

/** How many bytes of a file are enough for `readStreamHead`. */
export const streamHeadBytes = 4_096;

export interface StreamHead {
  readonly container: "mtf" | "compressed" | "zstd" | "unknown";
  /** Device block size in bytes, null where the head does not tell. */
  readonly blockSize: number | null;
  /** Stripe `index` (from 1) of `count`; `setId` is the same on all stripes of a media set. */
  readonly stripe: {
    readonly index: number;
    readonly count: number;
    readonly setId: string;
  } | null;
}

const unknown: StreamHead = { container: "unknown", blockSize: null, stripe: null };

/** Offset of the TAPE block's soft filemark size (u16, in units of 512 bytes). */
const filemarkSizeAt = 64;
/** Offset of the u16 that says where a block's first stream begins. */
const firstStreamAt = 8;
const streamHeaderBytes = 22;

function readStripe(head: DataView): StreamHead["stripe"] {
  const at = head.getUint16(firstStreamAt, true);
  const dataAt = at + streamHeaderBytes;
  if (dataAt + 26 > head.byteLength || textAt(head, at, 4) !== "RAID") {
    return null;
  }
  const count = head.getUint16(dataAt + 20, true);
  const index = head.getUint16(dataAt + 24, true);
  if (count < 1 || count > 64 || index < 1 || index > count) {
    return null;
  }
  return { index, count, setId: hexAt(head, dataAt, 16) };
}

function textAt(head: DataView, at: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i += 1) {
    text += String.fromCharCode(head.getUint8(at + i));
  }
  return text;
}

function hexAt(head: DataView, at: number, length: number): string {
  let hex = "";
  for (let i = 0; i < length; i += 1) {
    hex += head
      .getUint8(at + i)
      .toString(16)
      .padStart(2, "0");
  }
  return hex;
}

/**
 * Reads container, block size and stripe from the beginning of a file.
 *
 * @param bytes the file's first bytes; `streamHeadBytes` are enough, fewer are looked at as far as they go
 */
export function readStreamHead(bytes: Uint8Array): StreamHead {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (head.byteLength >= 4 && head.getUint32(0, true) === 0xfd2fb528) {
    return { ...unknown, container: "zstd" };
  }
  if (head.byteLength >= 8 && textAt(head, 0, 8) === "MSSQLBAK") {
    return { ...unknown, container: "compressed" };
  }
  if (head.byteLength < 512 || textAt(head, 0, 4) !== "TAPE") {
    return unknown;
  }
  const blockSize = head.getUint16(filemarkSizeAt, true) * 512;
  const isLegal = blockSize >= 512 && blockSize <= 65_536 && (blockSize & (blockSize - 1)) === 0;
  return { container: "mtf", blockSize: isLegal ? blockSize : null, stripe: readStripe(head) };
}

/** The head in a few words: "TAPE, 1 of 3". */
export function describeStreamHead(head: StreamHead): string {
  switch (head.container) {
    case "mtf":
      return head.stripe === null ? "TAPE" : `TAPE, ${head.stripe.index} of ${head.stripe.count}`;
    case "compressed":
      return "MSSQLBAK";
    case "zstd":
      return "zstd";
    case "unknown":
      return "unknown";
  }
}
