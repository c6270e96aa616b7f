/**
 * Packs a plain stream as SQL Server's compressed container, for tests: every frame holds literals only, all codes
 * nine bits long. What a real server writes is in ../shared/data.
 */
const frameBytesMax = 65_536;
const firstFrameAt = 0x1e0;
const filemark = "SFMB";

/** @param blockBytes the stream's device block: filemarks lie at multiples of it in the container */
export function packSqlbak(plain: Uint8Array, blockBytes: number): Uint8Array {
  const parts: Uint8Array[] = [header()];
  let length = firstFrameAt;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    length += part.length;
  };
  for (const piece of piecesOf(plain, blockBytes)) {
    if (piece.isFilemark) {
      const padding = (blockBytes - ((length + 24) % blockBytes)) % blockBytes;
      add(pad(padding));
      add(piece.bytes);
    } else {
      add(frame(piece.bytes));
    }
  }
  return Buffer.concat(parts);
}

function header(): Uint8Array {
  const bytes = new Uint8Array(firstFrameAt);
  bytes.set(Buffer.from("MSSQLBAK\x02\0\0\0\x03\0\0\0", "latin1"));
  return bytes;
}

function piecesOf(
  plain: Uint8Array,
  blockBytes: number,
): { bytes: Uint8Array; isFilemark: boolean }[] {
  const pieces: { bytes: Uint8Array; isFilemark: boolean }[] = [];
  const isMark = (at: number): boolean =>
    Buffer.from(plain.subarray(at, at + 4)).toString("latin1") === filemark;
  for (let at = 0; at < plain.length;) {
    if (isMark(at)) {
      pieces.push({ bytes: plain.subarray(at, at + blockBytes), isFilemark: true });
      at += blockBytes;
      continue;
    }
    let end = at + 512;
    // The code of a literal takes nine bits: a frame of 48 KiB stays below 64 KiB packed.
    while (end < plain.length && end - at < (frameBytesMax * 3) / 4 && !isMark(end)) end += 512;
    pieces.push({ bytes: plain.subarray(at, end), isFilemark: false });
    at = end;
  }
  return pieces;
}

function pad(bytes: number): Uint8Array {
  const part = Buffer.alloc(24 + bytes);
  part[0] = 0x24;
  part.writeUInt16LE(bytes, 2);
  return part;
}

function frame(plain: Uint8Array): Uint8Array {
  const packed = packLiterals(plain);
  const head = Buffer.alloc(28);
  head[0] = 0x21;
  head[1] = plain.length / 512;
  head.writeUInt16LE(packed.length, 2);
  head.writeUInt32LE(wordSum(packed), 24);
  return Buffer.concat([head, packed]);
}

/** LZ77+Huffman with 512 codes of nine bits: code n is n. Bits fill 16-bit words from the top. */
function packLiterals(plain: Uint8Array): Buffer {
  const lengths = Buffer.alloc(256, 0x99);
  const words: number[] = [];
  let bits = 0;
  let count = 0;
  for (const byte of plain) {
    bits = (bits << 9) | byte;
    count += 9;
    while (count >= 16) {
      words.push((bits >>> (count - 16)) & 0xffff);
      count -= 16;
      bits &= (1 << count) - 1;
    }
  }
  if (count > 0) words.push((bits << (16 - count)) & 0xffff);
  const data = Buffer.alloc(words.length * 2);
  words.forEach((word, index) => data.writeUInt16LE(word, index * 2));
  return Buffer.concat([lengths, data]);
}

function wordSum(packed: Buffer): number {
  const whole = Buffer.concat([packed, Buffer.alloc((4 - (packed.length % 4)) % 4)]);
  let sum = 0;
  for (let at = 0; at < whole.length; at += 4) {
    sum = (((sum << 1) | (sum >>> 31)) ^ whole.readUInt32LE(at)) >>> 0;
  }
  return sum;
}
