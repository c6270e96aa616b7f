/**
 * TLS inside TDS: while hands are shaken the records travel in PRELOGIN packets, afterwards bare. The client's first bare
 * record says that it is done; the server's last one of the handshake has gone out by then.
 */
import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";
import { packetOf } from "./packets.ts";
import {
  headerBytes,
  packetBytesDefault,
  packetBytesMax,
  packetType,
  ProtocolError,
} from "./protocol.ts";

/** Versions: 1.3 has records after the handshake that the older wrapping cannot carry. */
const wrappedVersion = "TLSv1.2";
const strictProtocol = "tds/8.0";

/** What TLS sees in place of the socket. */
class WrappedStream extends Duplex {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #isWrapping = true;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  /** Bytes from the socket. @throws ProtocolError */
  feed(bytes: Buffer): void {
    if (!this.#isWrapping) {
      this.push(bytes);
      return;
    }
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length > 0 && this.#unwrapOne()) {
      // One packet after the other.
    }
  }

  #unwrapOne(): boolean {
    if (this.#pending.readUInt8(0) !== packetType.prelogin) {
      this.#isWrapping = false;
      this.push(this.#pending);
      this.#pending = Buffer.alloc(0);
      return false;
    }
    if (this.#pending.length < headerBytes) {
      return false;
    }
    const length = this.#pending.readUInt16BE(2);
    if (length < headerBytes || length > packetBytesMax) {
      throw new ProtocolError(`A packet of the handshake has ${length} bytes.`);
    }
    if (this.#pending.length < length) {
      return false;
    }
    this.push(this.#pending.subarray(headerBytes, length));
    this.#pending = this.#pending.subarray(length);
    return true;
  }

  override _read(): void {
    // The connection feeds what comes.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (!this.#isWrapping) {
      this.#socket.write(chunk, done);
      return;
    }
    const size = packetBytesDefault - headerBytes;
    const packets: Buffer[] = [];
    for (let at = 0; at < chunk.length; at += size) {
      const isLast = at + size >= chunk.length;
      const part = chunk.subarray(at, at + size);
      packets.push(
        packetOf(packetType.prelogin, part, { isLast, id: packets.length + 1, sessionId: 0 }),
      );
    }
    this.#socket.write(Buffer.concat(packets), done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }
}

export interface TlsTransport {
  /** Clear text. */
  readonly stream: TLSSocket;
  /** Bytes from the socket; throws ProtocolError. */
  readonly feed: (bytes: Buffer) => void;
}

/** TDS 7.x: after PRELOGIN has agreed on encryption. */
export function wrappedTls(socket: Socket, { key, cert }: Certificate): TlsTransport {
  const wrapped = new WrappedStream(socket);
  const stream = new TLSSocket(wrapped, {
    isServer: true,
    key,
    cert,
    minVersion: wrappedVersion,
    maxVersion: wrappedVersion,
  });
  return { stream, feed: (bytes) => wrapped.feed(bytes) };
}

/** TDS 8.0: TLS from the first byte. The socket must have been given back what was read. */
export function strictTls(socket: Socket, { key, cert }: Certificate): TLSSocket {
  return new TLSSocket(socket, {
    isServer: true,
    key,
    cert,
    minVersion: wrappedVersion,
    ALPNProtocols: [strictProtocol],
  });
}
