/**
 * Little-endian reads from a bounded copy of backup bytes, in the forms that Microsoft Tape Format and SQL
 * Server use. Pure: runs in every process and in the page.
 *
 * Reading past the end is a bug of the caller (RangeError): look with `has` first.
 */

/** A log sequence number as it is stored: {u32 file sequence, u32 block, u16 slot}. */
export interface Lsn {
  readonly file: number;
  readonly block: number;
  readonly slot: number;
}

export const lsnBytes = 10;
export const dateBytes = 5;
export const guidBytes = 16;

export class Bytes {
  readonly raw: Uint8Array;
  readonly #view: DataView;

  constructor(raw: Uint8Array) {
    this.raw = raw;
    this.#view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  }

  get length(): number {
    return this.raw.length;
  }

  /** Are `bytes` bytes at `at` there? */
  has(at: number, bytes: number): boolean {
    return at >= 0 && at + bytes <= this.raw.length;
  }

  u8(at: number): number {
    return this.#view.getUint8(at);
  }

  i8(at: number): number {
    return this.#view.getInt8(at);
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** Exact up to 2^53, the nearest number above: no file is that large, so a larger one is damage anyhow. */
  u64(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32;
  }

  /** Bytes as text; what is no printable ASCII becomes a dot. */
  ascii(at: number, bytes: number): string {
    let text = "";
    for (let i = at; i < at + bytes; i += 1) {
      const code = this.u8(i);
      text += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
    }
    return text;
  }

  /** UTF-16LE without closing zeros. Unpaired surrogates become the replacement character. */
  utf16(at: number, bytes: number): string {
    let text = "";
    for (let i = at; i + 2 <= at + bytes; i += 2) {
      text += String.fromCharCode(this.u16(i));
    }
    return text.replace(/\0+$/, "").replace(loneSurrogate, "\ufffd");
  }

  /** As SQL Server prints it; the first three groups are little-endian. */
  guid(at: number): string {
    const hex = (from: number, count: number): string => {
      let text = "";
      for (let i = 0; i < count; i += 1) text += hexByte(this.u8(from + i));
      return text;
    };
    const head = `${hexWord(this.u32(at), 8)}-${hexWord(this.u16(at + 4), 4)}-${hexWord(this.u16(at + 6), 4)}`;
    return `${head}-${hex(at + 8, 2)}-${hex(at + 10, 6)}`;
  }

  lsn(at: number): Lsn {
    return { file: this.u32(at), block: this.u32(at + 4), slot: this.u16(at + 8) };
  }

  /**
   * A date of 5 bytes, bit-packed big-endian: year 14, month 4, day 5, hour 5, minute 6, second 6.
   *
   * @returns "2026-01-15T22:00:00" in the server's local time, null when all bytes are zero or it is no date
   */
  date(at: number): string | null {
    const high = this.u8(at) * 256 + this.u8(at + 1);
    const low = this.#view.getUint32(at + 1, false);
    const year = high >>> 2;
    const month = (low >>> 22) & 15;
    const day = (low >>> 17) & 31;
    const hour = (low >>> 12) & 31;
    const minute = (low >>> 6) & 63;
    const second = low & 63;
    const isDate = year >= 1601 && month >= 1 && month <= 12 && day >= 1 && hour < 24;
    if (!isDate || minute >= 60 || second >= 60) return null;
    const two = (value: number): string => String(value).padStart(2, "0");
    return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  }

  isZero(at: number, bytes: number): boolean {
    for (let i = at; i < at + bytes; i += 1) {
      if (this.raw[i] !== 0) return false;
    }
    return true;
  }
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, "0");
}

function hexWord(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** "0x" and capitals, at least `digits` of them. */
export function hexNumber(value: number, digits = 1): string {
  return `0x${hexWord(value, digits)}`;
}

/**
 * An LSN in decimal as RESTORE HEADERONLY prints it: sequence, block with 10 digits, slot with 5.
 *
 * @returns "0" for the LSN of zeros
 */
export function decimalLsn({ file, block, slot }: Lsn): string {
  const digits = `${file}${String(block).padStart(10, "0")}${String(slot).padStart(5, "0")}`;
  return digits.replace(/^0+(?=\d)/, "");
}

/** XOR of the 16-bit words of `bytes` bytes (even): 0 over a whole right header. */
export function xorWords(data: Bytes, at: number, bytes: number): number {
  let sum = 0;
  for (let i = at; i < at + bytes; i += 2) sum ^= data.u16(i);
  return sum;
}
