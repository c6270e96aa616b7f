/**
 * PRELOGIN: what both sides agree on before anything that is worth encrypting.
 */
import { ByteWriter } from "./byte-writer.ts";
import { encryption, ProtocolError } from "./protocol.ts";

const option = { version: 0, encryption: 1, instance: 2, threadId: 3, mars: 4 } as const;
const terminator = 0xff;
/** Each entry of the option table: token, offset, length. */
const entryBytes = 5;

/** Major, minor, build of the version that PRELOGIN and LOGINACK give: SQL Server 2022's major one. */
export const versionBytes = Uint8Array.of(16, 0, 0x03, 0xe8);

/** What the client says about encryption. @throws ProtocolError */
export function readEncryption(payload: Buffer): number {
  for (let at = 0; payload[at] !== terminator; at += entryBytes) {
    if (at + entryBytes > payload.length) {
      throw new ProtocolError("The PRELOGIN table has no end.");
    }
    if (payload.readUInt8(at) === option.encryption) {
      const value = payload[payload.readUInt16BE(at + 1)];
      if (value === undefined) {
        throw new ProtocolError("A PRELOGIN option lies outside.");
      }
      return value;
    }
  }
  return encryption.notSupported;
}

/**
 * What the server answers: on where the client wants it on, else none at all. Encrypting the login alone, which is what
 * "off" on both sides means, is not offered.
 */
export function chosenEncryption(asked: number): number {
  const isWanted = (asked & 1) === 1;
  return isWanted ? encryption.on : encryption.notSupported;
}

export function preloginAnswer(chosen: number): Buffer {
  const values: readonly (readonly [token: number, value: Uint8Array])[] = [
    [option.version, Uint8Array.of(...versionBytes, 0, 0)],
    [option.encryption, Uint8Array.of(chosen)],
    [option.instance, Uint8Array.of(0)],
    [option.threadId, new Uint8Array(0)],
    [option.mars, Uint8Array.of(0)],
  ];
  const table = Buffer.alloc(values.length * entryBytes + 1);
  const data = new ByteWriter();
  for (const [index, [token, value]] of values.entries()) {
    table.writeUInt8(token, index * entryBytes);
    table.writeUInt16BE(table.length + data.length, index * entryBytes + 1);
    table.writeUInt16BE(value.length, index * entryBytes + 3);
    data.bytes(value);
  }
  table.writeUInt8(terminator, table.length - 1);
  return Buffer.concat([table, data.take()]);
}
