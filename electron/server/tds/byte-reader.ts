/**
 * Little-endian reading with every bound checked: what is not there is a ProtocolError, never undefined.
 */
import { ProtocolError } from "./protocol.ts";

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(count: number): Buffer {
    if (!(count >= 0 && count <= this.left)) {
      throw new ProtocolError(`${count} bytes are said to follow, there are ${this.left}.`);
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  uint8(): number {
    return this.bytes(1).readUInt8();
  }

  uint16(): number {
    return this.bytes(2).readUInt16LE();
  }

  uint32(): number {
    return this.bytes(4).readUInt32LE();
  }

  int32(): number {
    return this.bytes(4).readInt32LE();
  }

  uint64(): bigint {
    return this.bytes(8).readBigUInt64LE();
  }

  /** UTF-16 text of `chars` units. */
  text(chars: number): string {
    return this.bytes(chars * 2).toString("utf16le");
  }
}
