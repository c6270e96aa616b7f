/**
 * Where the bytes of a backup stream come from: a file behind the addon, or memory in tests.
 */
import { Bytes } from "../../contract/mtf/bytes.ts";

export interface ByteSource {
  /** Length of the plain stream. */
  readonly bytes: number;
  /** Bytes from `at`; fewer than `length` only at the end. `length` is at most `readBytesMax`. */
  read(at: number, length: number): Promise<Uint8Array>;
}

export const readBytesMax = 1_048_576;
/** One read serves many headers: log blocks lie 1 KiB apart. */
const windowBytes = 65_536;

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    bytes: bytes.length,
    read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
  };
}

/** Small reads near each other out of one larger copy. Holds at most one such copy. */
export class SourceWindow {
  readonly #source: ByteSource;
  #at = 0;
  #copy = new Bytes(new Uint8Array());

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get bytes(): number {
    return this.#source.bytes;
  }

  /** Exactly `length` (<= readBytesMax) bytes at `at`; null when the stream has not that many. */
  async get(at: number, length: number): Promise<Bytes | null> {
    if (at + length > this.#source.bytes) return null;
    if (at < this.#at || at + length > this.#at + this.#copy.length) {
      this.#copy = new Bytes(await this.#source.read(at, Math.max(length, windowBytes)));
      this.#at = at;
    }
    const from = at - this.#at;
    if (!this.#copy.has(from, length)) return null;
    return new Bytes(this.#copy.raw.subarray(from, from + length));
  }

  /** More than one read may give: for configurations. null as above. */
  async getLong(at: number, length: number): Promise<Bytes | null> {
    if (length <= windowBytes) return this.get(at, length);
    if (at + length > this.#source.bytes) return null;
    const whole = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const piece = await this.#source.read(at + done, Math.min(readBytesMax, length - done));
      if (piece.length === 0) return null;
      whole.set(piece.subarray(0, length - done), done);
      done += piece.length;
    }
    return new Bytes(whole);
  }
}
