/**
 * Types and values of result columns on the wire.
 */
import { convert } from "../tsql/types.ts";
import { nvarchar, type Column, type SqlType, type Value } from "../tsql/values.ts";
import type { ResultSet } from "../tsql/query.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { collation } from "./protocol.ts";

const wireType = {
  guid: 0x24,
  intN: 0x26,
  bitN: 0x68,
  numericN: 0x6c,
  floatN: 0x6d,
  datetimeN: 0x6f,
  bigVarBinary: 0xa5,
  nvarchar: 0xe7,
} as const;

const numericPrecision = 25;
/** Of that precision: a sign and twelve bytes. */
const numericBytes = 13;
const maxLength = 0xffff;

interface Codec {
  readonly type: (writer: ByteWriter, type: SqlType) => void;
  /** Value without NULL. */
  readonly value: (writer: ByteWriter, value: Exclude<Value, null>, type: SqlType) => void;
  readonly null: (writer: ByteWriter, type: SqlType) => void;
}

const shortNull = (writer: ByteWriter): void => void writer.uint8(0);

function integer(bytes: 1 | 2 | 4 | 8): Codec {
  return {
    type: (writer) => void writer.uint8(wireType.intN).uint8(bytes),
    value: (writer, value) => {
      const number = BigInt(value as number | bigint);
      const buffer = Buffer.alloc(8);
      buffer.writeBigInt64LE(number);
      writer.uint8(bytes).bytes(buffer.subarray(0, bytes));
    },
    null: shortNull,
  };
}

/** PLP: the length, chunks, an empty chunk. NULL has a length of its own. */
function large(writer: ByteWriter, bytes: Uint8Array): void {
  writer.uint64(BigInt(bytes.length));
  if (bytes.length > 0) {
    writer.uint32(bytes.length).bytes(bytes);
  }
  writer.uint32(0);
}

const largeNull = 0xffff_ffff_ffff_ffffn;
const isMax = ({ length }: SqlType): boolean => typeof length !== "number";

const variable = {
  value: (writer: ByteWriter, bytes: Uint8Array, type: SqlType): void => {
    if (isMax(type)) {
      large(writer, bytes);
    } else {
      writer.uint16(bytes.length).bytes(bytes);
    }
  },
  null: (writer: ByteWriter, type: SqlType): void => {
    if (isMax(type)) {
      writer.uint64(largeNull);
    } else {
      writer.uint16(maxLength);
    }
  },
};

const codecs: Readonly<Record<SqlType["name"], Codec>> = {
  bit: {
    type: (writer) => void writer.uint8(wireType.bitN).uint8(1),
    value: (writer, value) => void writer.uint8(1).uint8(value === true ? 1 : 0),
    null: shortNull,
  },
  tinyint: integer(1),
  smallint: integer(2),
  int: integer(4),
  bigint: integer(8),
  real: {
    type: (writer) => void writer.uint8(wireType.floatN).uint8(4),
    value: (writer, value) => void writer.uint8(4).float(Number(value)),
    null: shortNull,
  },
  float: {
    type: (writer) => void writer.uint8(wireType.floatN).uint8(8),
    value: (writer, value) => void writer.uint8(8).double(Number(value)),
    null: shortNull,
  },
  numeric: {
    type: (writer) =>
      void writer.uint8(wireType.numericN).uint8(numericBytes).uint8(numericPrecision).uint8(0),
    value: (writer, value) => {
      const number = BigInt(value as number | bigint);
      const magnitude = number < 0n ? -number : number;
      writer.uint8(numericBytes).uint8(number < 0n ? 0 : 1);
      writer.uint64(magnitude & 0xffff_ffff_ffff_ffffn).uint32(Number(magnitude >> 64n));
    },
    null: shortNull,
  },
  nvarchar: {
    type: (writer, type) => {
      const bytes = isMax(type) ? maxLength : (type.length ?? 1) * 2;
      writer.uint8(wireType.nvarchar).uint16(bytes).bytes(collation);
    },
    value: (writer, value, type) =>
      variable.value(writer, Buffer.from(String(value), "utf16le"), type),
    null: variable.null,
  },
  datetime: {
    type: (writer) => void writer.uint8(wireType.datetimeN).uint8(8),
    value: (writer, value) => writeDate(writer, value as Date),
    null: shortNull,
  },
  uniqueidentifier: {
    type: (writer) => void writer.uint8(wireType.guid).uint8(16),
    value: (writer, value) => void writer.uint8(16).bytes(guidBytes(String(value))),
    null: shortNull,
  },
  varbinary: {
    type: (writer, type) =>
      void writer.uint8(wireType.bigVarBinary).uint16(isMax(type) ? maxLength : (type.length ?? 1)),
    value: (writer, value, type) => variable.value(writer, value as Uint8Array, type),
    null: variable.null,
  },
};

const epoch1900Ms = Date.UTC(1900, 0, 1);
const dayMs = 86_400_000;
const ticksPerDay = dayMs * 0.3;

/** Days since 1900 and three hundredths of a second since midnight. */
function writeDate(writer: ByteWriter, date: Date): void {
  const sinceMs = date.getTime() - epoch1900Ms;
  const days = Math.floor(sinceMs / dayMs);
  const ticks = Math.round((sinceMs - days * dayMs) * 0.3);
  const isNextDay = ticks === ticksPerDay;
  writer
    .uint8(8)
    .int32(isNextDay ? days + 1 : days)
    .uint32(isNextDay ? 0 : ticks);
}

/** The first three groups are little-endian. */
function guidBytes(text: string): Uint8Array {
  const hex = Buffer.from(
    text
      .replace(/[^0-9a-f]/gi, "")
      .padEnd(32, "0")
      .slice(0, 32),
    "hex",
  );
  return Uint8Array.of(
    ...hex.subarray(0, 4).reverse(),
    ...hex.subarray(4, 6).reverse(),
    ...hex.subarray(6, 8).reverse(),
    ...hex.subarray(8),
  );
}

export function writeType(writer: ByteWriter, type: SqlType): void {
  codecs[type.name].type(writer, type);
}

/** @param value one that `fit` has seen */
export function writeValue(writer: ByteWriter, value: Value, type: SqlType): void {
  if (value === null) {
    codecs[type.name].null(writer, type);
  } else {
    codecs[type.name].value(writer, value, type);
  }
}

/** Types as wide as their values, and values of exactly these types. @throws SqlError 245, 8115 */
export function fit({ columns, rows }: ResultSet): ResultSet {
  const fitted = columns.map((column, index) => widened(column, rows, index));
  return {
    columns: fitted,
    rows: rows.map((row) => fitted.map(({ type }, index) => convert(row[index] ?? null, type))),
  };
}

function widened(column: Column, rows: ResultSet["rows"], index: number): Column {
  const { name, length } = column.type;
  if (name !== "nvarchar" || typeof length !== "number") {
    return column;
  }
  const isLonger = rows.some((row) => {
    const value = row[index];
    return typeof value === "string" && value.length > length;
  });
  return isLonger ? { ...column, type: nvarchar(null) } : column;
}
