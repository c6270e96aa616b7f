/**
 * Parameters of an RPC request: their types and values.
 */
import {
  bigint,
  bit,
  datetime,
  float,
  int,
  nvarchar,
  uniqueidentifier,
  type SqlType,
  type Value,
} from "../tsql/values.ts";
import type { ByteReader } from "./byte-reader.ts";
import { ProtocolError, tdsLimits } from "./protocol.ts";

export interface TypedValue {
  readonly type: SqlType;
  readonly value: Value;
}

type Read = (reader: ByteReader) => TypedValue;

const varbinary: SqlType = { name: "varbinary", length: null };

/** One byte of length; 0 is NULL. */
function short(
  type: SqlType,
  extraBytes: number,
  valueOf: (bytes: Buffer, extra: Buffer) => Value,
): Read {
  return (reader) => {
    const extra = reader.bytes(extraBytes);
    const length = reader.uint8();
    return { type, value: length === 0 ? null : valueOf(reader.bytes(length), extra) };
  };
}

function fixed(type: SqlType, bytes: number, valueOf: (bytes: Buffer) => Value): Read {
  return (reader) => ({ type, value: valueOf(reader.bytes(bytes)) });
}

/** Two bytes of length, or PLP where the type is max. */
function variable(type: SqlType, hasCollation: boolean, valueOf: (bytes: Buffer) => Value): Read {
  return (reader) => {
    const isMax = reader.uint16() === 0xffff;
    if (hasCollation) {
      reader.bytes(5);
    }
    if (isMax) {
      const bytes = readLarge(reader);
      return { type, value: bytes === null ? null : valueOf(bytes) };
    }
    const length = reader.uint16();
    return { type, value: length === 0xffff ? null : valueOf(reader.bytes(length)) };
  };
}

function readLarge(reader: ByteReader): Buffer | null {
  if (reader.uint64() === 0xffff_ffff_ffff_ffffn) {
    return null;
  }
  const chunks: Buffer[] = [];
  for (let length = reader.uint32(); length > 0; length = reader.uint32()) {
    chunks.push(reader.bytes(length));
  }
  return Buffer.concat(chunks);
}

function integerOf(bytes: Buffer): number | bigint {
  switch (bytes.length) {
    case 1:
      return bytes.readUInt8();
    case 2:
      return bytes.readInt16LE();
    case 4:
      return bytes.readInt32LE();
    case 8:
      return bytes.readBigInt64LE();
    default:
      throw new ProtocolError(`A whole number of ${bytes.length} bytes.`);
  }
}

function floatOf(bytes: Buffer): number {
  if (bytes.length !== 4 && bytes.length !== 8) {
    throw new ProtocolError(`A float of ${bytes.length} bytes.`);
  }
  return bytes.length === 4 ? bytes.readFloatLE() : bytes.readDoubleLE();
}

/** Sign, then magnitude; `extra` is size, precision and scale. */
function numericOf(bytes: Buffer, extra: Buffer): number {
  let magnitude = 0n;
  for (const byte of bytes.subarray(1).reverse()) {
    magnitude = magnitude * 256n + BigInt(byte);
  }
  const value = Number(magnitude) / 10 ** extra.readUInt8(2);
  return bytes.readUInt8(0) === 0 ? -value : value;
}

function dateOf(bytes: Buffer): Date {
  if (bytes.length !== 8) {
    throw new ProtocolError(`A date of ${bytes.length} bytes.`);
  }
  const days = bytes.readInt32LE(0);
  const ms = Math.round(bytes.readUInt32LE(4) / 0.3);
  return new Date(Date.UTC(1900, 0, 1) + days * 86_400_000 + ms);
}

function guidOf(bytes: Buffer): string {
  if (bytes.length !== 16) {
    throw new ProtocolError(`A GUID of ${bytes.length} bytes.`);
  }
  const part = (from: number, to: number): string => bytes.subarray(from, to).toString("hex");
  const reversed = (from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to)).reverse().toString("hex");
  return [reversed(0, 4), reversed(4, 6), reversed(6, 8), part(8, 10), part(10, 16)]
    .join("-")
    .toUpperCase();
}

const text = nvarchar(null);
const wide = (bytes: Buffer): string => bytes.toString("utf16le");
const narrow = (bytes: Buffer): string => bytes.toString("latin1");

const readers: ReadonlyMap<number, Read> = new Map<number, Read>([
  [0x1f, () => ({ type: int, value: null })],
  [0x24, short(uniqueidentifier, 1, guidOf)],
  [0x26, short(bigint, 1, integerOf)],
  [0x30, fixed(int, 1, integerOf)],
  [0x32, fixed(bit, 1, (bytes) => bytes.readUInt8() !== 0)],
  [0x34, fixed(int, 2, integerOf)],
  [0x38, fixed(int, 4, integerOf)],
  [0x3b, fixed(float, 4, floatOf)],
  [0x3d, fixed(datetime, 8, dateOf)],
  [0x3e, fixed(float, 8, floatOf)],
  [0x68, short(bit, 1, (bytes) => bytes.readUInt8() !== 0)],
  [0x6a, short(float, 3, numericOf)],
  [0x6c, short(float, 3, numericOf)],
  [0x6d, short(float, 1, floatOf)],
  [0x6f, short(datetime, 1, dateOf)],
  [0x7f, fixed(bigint, 8, integerOf)],
  [0xa5, variable(varbinary, false, (bytes) => bytes)],
  [0xa7, variable(text, true, narrow)],
  [0xad, variable(varbinary, false, (bytes) => bytes)],
  [0xaf, variable(text, true, narrow)],
  [0xe7, variable(text, true, wide)],
  [0xef, variable(text, true, wide)],
]);

/** TYPE_INFO and value. @throws ProtocolError also for a type that this server does not read */
function readTypedValue(reader: ByteReader): TypedValue {
  const type = reader.uint8();
  const read = readers.get(type);
  if (read === undefined) {
    throw new ProtocolError(`A parameter has type 0x${type.toString(16)}, which is not read here.`);
  }
  return read(reader);
}

export interface RpcRequest {
  /** Lower case. */
  readonly procedure: string;
  readonly parameters: readonly (TypedValue & { readonly name: string | null })[];
}

/** Procedures that clients call by number. */
const wellKnown: ReadonlyMap<number, string> = new Map([[10, "sp_executesql"]]);

/** The first call of an RPC request. @throws ProtocolError */
export function readRpc(reader: ByteReader): RpcRequest {
  const length = reader.uint16();
  const number = length === 0xffff ? reader.uint16() : 0;
  const procedure =
    length === 0xffff
      ? (wellKnown.get(number) ?? `procedure number ${number}`)
      : reader.text(length).toLowerCase();
  reader.uint16();
  const parameters: (TypedValue & { name: string | null })[] = [];
  while (reader.left > 0) {
    const chars = reader.uint8();
    if (chars === 0xff || chars === 0x80) {
      throw new ProtocolError("Several calls in one RPC request are not run here.");
    }
    const name = reader.text(chars).toLowerCase();
    reader.uint8();
    parameters.push({ name: name === "" ? null : name, ...readTypedValue(reader) });
    if (parameters.length > tdsLimits.parametersMax) {
      throw new ProtocolError(`More than ${tdsLimits.parametersMax} parameters.`);
    }
  }
  return { procedure, parameters };
}
