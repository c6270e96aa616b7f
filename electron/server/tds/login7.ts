/**
 * LOGIN7: who the client is. The password is unscrambled here, compared once, and kept nowhere.
 */
import { ProtocolError } from "./protocol.ts";

export interface Login7 {
  readonly tdsVersion: number;
  readonly packetBytes: number;
  readonly processId: number;
  readonly isIntegrated: boolean;
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly program: string;
  readonly database: string;
}

const fixedBytes = 94;
const integratedSecurity = 0x80;
/** Offsets of {offset, length} pairs. */
const pairAt = { host: 36, user: 40, password: 44, program: 48, database: 68 } as const;
/** Longest of these texts, in characters: SQL Server's sysname. */
const charsMax = 128;

/** @throws ProtocolError */
export function readLogin7(payload: Buffer): Login7 {
  if (payload.length < fixedBytes || payload.readUInt32LE(0) > payload.length) {
    throw new ProtocolError("The LOGIN7 record is cut short.");
  }
  return {
    tdsVersion: payload.readUInt32LE(4),
    packetBytes: payload.readUInt32LE(8),
    processId: payload.readInt32LE(16),
    isIntegrated: (payload.readUInt8(25) & integratedSecurity) !== 0,
    host: bytesAt(payload, pairAt.host).toString("utf16le"),
    user: bytesAt(payload, pairAt.user).toString("utf16le"),
    password: unscramble(bytesAt(payload, pairAt.password)).toString("utf16le"),
    program: bytesAt(payload, pairAt.program).toString("utf16le"),
    database: bytesAt(payload, pairAt.database).toString("utf16le"),
  };
}

function bytesAt(payload: Buffer, at: number): Buffer {
  const start = payload.readUInt16LE(at);
  const chars = payload.readUInt16LE(at + 2);
  if (chars > charsMax || start + chars * 2 > payload.length) {
    throw new ProtocolError("A text of the LOGIN7 record is too long or lies outside.");
  }
  return payload.subarray(start, start + chars * 2);
}

/** Each byte was turned half round and XORed with 0xA5: no secret, only a veil. */
function unscramble(scrambled: Buffer): Buffer {
  return Buffer.from(
    scrambled.map((byte) => {
      const turned = byte ^ 0xa5;
      return ((turned & 0x0f) << 4) | (turned >> 4);
    }),
  );
}
