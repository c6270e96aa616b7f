/**
 * Packets: bytes of a connection as whole messages, and messages as packets. Bounded in both directions.
 */
import {
  headerBytes,
  packetBytesMax,
  packetStatus,
  packetType,
  ProtocolError,
} from "./protocol.ts";

export interface Message {
  readonly type: number;
  readonly payload: Buffer;
}

const types = new Set<number>(Object.values(packetType));

/** Puts the pieces of a connection together again. Pieces may be cut anywhere. */
export class PacketReader {
  #pending: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #partBytes = 0;
  #type = 0;

  /**
   * Whole messages that these bytes complete.
   *
   * @param bytesMax most bytes of one message
   * @throws ProtocolError
   */
  *read(bytes: Buffer, bytesMax: () => number): Generator<Message> {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const packet = this.#nextPacket();
      if (packet === null) {
        return;
      }
      const message = this.#add(packet, bytesMax());
      if (message !== null) {
        yield message;
      }
    }
  }

  #nextPacket(): Buffer | null {
    if (this.#pending.length < headerBytes) {
      return null;
    }
    const type = this.#pending.readUInt8(0);
    const length = this.#pending.readUInt16BE(2);
    if (!types.has(type) || length < headerBytes || length > packetBytesMax) {
      throw new ProtocolError(`A packet of type ${type} with ${length} bytes is not TDS.`);
    }
    if (this.#pending.length < length) {
      return null;
    }
    const packet = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return packet;
  }

  #add(packet: Buffer, bytesMax: number): Message | null {
    const type = packet.readUInt8(0);
    const isLast = (packet.readUInt8(1) & packetStatus.endOfMessage) !== 0;
    if (this.#parts.length > 0 && type !== this.#type) {
      throw new ProtocolError(`A packet of type ${type} comes within a message of ${this.#type}.`);
    }
    const part = packet.subarray(headerBytes);
    this.#type = type;
    this.#parts.push(part);
    this.#partBytes += part.length;
    if (this.#partBytes > bytesMax) {
      throw new ProtocolError(`A message has more than ${bytesMax} bytes.`);
    }
    if (!isLast) {
      return null;
    }
    const payload = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partBytes = 0;
    return { type, payload };
  }
}

/** One packet. @param id of the packet in its message, from 1 */
export function packetOf(
  type: number,
  payload: Buffer,
  { isLast, id, sessionId }: { isLast: boolean; id: number; sessionId: number },
): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt8(type, 0);
  header.writeUInt8(isLast ? packetStatus.endOfMessage : 0, 1);
  header.writeUInt16BE(headerBytes + payload.length, 2);
  header.writeUInt16BE(sessionId & 0xffff, 4);
  header.writeUInt8(id & 0xff, 6);
  return Buffer.concat([header, payload]);
}
