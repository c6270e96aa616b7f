/**
 * Type names of T-SQL, and values of one type as another.
 */
import type { Cursor } from "./cursor.ts";
import { failure, nvarchar, SqlError, type SqlType, type Value } from "./values.ts";

/** Names that mean one of the types the embedded server has. */
const typeNames: Readonly<Record<string, SqlType>> = {
  BIT: { name: "bit" },
  TINYINT: { name: "tinyint" },
  SMALLINT: { name: "smallint" },
  INT: { name: "int" },
  INTEGER: { name: "int" },
  BIGINT: { name: "bigint" },
  REAL: { name: "real" },
  FLOAT: { name: "float" },
  DECIMAL: { name: "float" },
  NUMERIC: { name: "numeric" },
  MONEY: { name: "float" },
  DATE: { name: "datetime" },
  DATETIME: { name: "datetime" },
  DATETIME2: { name: "datetime" },
  SMALLDATETIME: { name: "datetime" },
  UNIQUEIDENTIFIER: { name: "uniqueidentifier" },
  SYSNAME: nvarchar(128),
  VARBINARY: { name: "varbinary" },
  BINARY: { name: "varbinary" },
};
const textNames = new Set(["NVARCHAR", "VARCHAR", "NCHAR", "CHAR", "NTEXT", "TEXT"]);

/** `int`, `nvarchar(30)`, `varchar(max)`, `decimal(10, 2)`. @throws SqlError 2715 */
export function parseType(cursor: Cursor): SqlType {
  const { line } = cursor;
  const name = cursor.name().toUpperCase();
  const length = lengthOf(cursor);
  if (textNames.has(name)) {
    return nvarchar(length === undefined ? 30 : length);
  }
  const type = typeNames[name];
  if (type === undefined) {
    const text = `The type ${name.toLowerCase()} is not known here.`;
    throw new SqlError({ number: 2715, severity: 16, state: 3, text }, line);
  }
  return type.name === "varbinary" ? { ...type, length: length ?? null } : type;
}

/** undefined without parentheses, null for max. */
function lengthOf(cursor: Cursor): number | null | undefined {
  if (!cursor.acceptSymbol("(")) {
    return undefined;
  }
  const isMax = cursor.acceptWords("MAX");
  const length = isMax ? null : cursor.integer();
  if (cursor.acceptSymbol(",")) {
    cursor.integer();
  }
  cursor.expectSymbol(")");
  return length;
}

/** A date as T-SQL writes it in style 121: 2026-11-25 10:00:00.000, in UTC. */
function dateText(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}

/** Any value as text; null stays null. */
export function textOf(value: Value): string | null {
  if (value === null) {
    return null;
  }
  if (value instanceof Date) {
    return dateText(value);
  }
  if (value instanceof Uint8Array) {
    return `0x${Buffer.from(value).toString("hex").toUpperCase()}`;
  }
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}

/** 25 digits, as LSNs have them. */
const numericBits = 84;

type Conversion = (value: Exclude<Value, null>, type: SqlType) => Value;

const whole: Conversion = (value, type) => {
  const number = Math.trunc(Number(toNumber(value, type.name)));
  if (Math.abs(number) > 0x7fff_ffff) {
    throw overflow(type);
  }
  return number;
};
const large: Conversion = (value, type) => {
  const number = toNumber(value, type.name);
  const converted = typeof number === "bigint" ? number : BigInt(Math.trunc(number));
  const bits = type.name === "numeric" ? numericBits : 64;
  if (BigInt.asIntN(bits, converted) !== converted) {
    throw overflow(type);
  }
  return converted;
};
const broken: Conversion = (value, type) => Number(toNumber(value, type.name));

const conversions: Readonly<Record<SqlType["name"], Conversion>> = {
  bit: (value) => Number(toNumber(value, "bit")) !== 0,
  tinyint: whole,
  smallint: whole,
  int: whole,
  bigint: large,
  numeric: large,
  real: broken,
  float: broken,
  nvarchar: (value, { length }) => {
    const text = textOf(value) ?? "";
    return typeof length === "number" ? text.slice(0, length) : text;
  },
  datetime: toDate,
  uniqueidentifier: (value) => (textOf(value) ?? "").toUpperCase(),
  varbinary: (value) =>
    value instanceof Uint8Array ? value : Buffer.from(textOf(value) ?? "", "utf16le"),
};

function overflow({ name }: SqlType): SqlError {
  return failure(8115, `The value does not fit into ${name}.`, 2);
}

/** @throws SqlError 245, 241, 8115 when the value cannot be one of `type` */
export function convert(value: Value, type: SqlType): Value {
  return value === null ? null : conversions[type.name](value, type);
}

/** @throws SqlError 245 */
export function toNumber(value: Value, typeName = "int"): number | bigint {
  if (typeof value === "number" || typeof value === "bigint") {
    return value;
  }
  if (typeof value === "boolean") {
    return value ? 1 : 0;
  }
  const text = (value instanceof Date ? String(value.getTime()) : (textOf(value) ?? "0")).trim();
  const number = text === "" ? 0 : Number(text);
  if (!Number.isFinite(number)) {
    throw failure(245, `The text '${text}' cannot be converted to ${typeName}.`);
  }
  return number;
}

/** A date that T-SQL text means, without a zone: UTC, as all times of this server. @throws SqlError 241 */
export function toDate(value: Value): Date {
  if (value instanceof Date) {
    return value;
  }
  const text = (textOf(value) ?? "").trim();
  const compact = /^(\d{4})(\d{2})(\d{2})(.*)$/.exec(text);
  const dashed = compact === null ? text : `${compact.slice(1, 4).join("-")}${compact[4] ?? ""}`;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/.exec(dashed);
  const date = new Date(`${match?.[1] ?? ""}T${(match?.[2] ?? "00:00").padStart(5, "0")}Z`);
  if (match === null || Number.isNaN(date.getTime())) {
    throw failure(241, `The text '${text}' is no date and time that can be read here.`);
  }
  return date;
}
