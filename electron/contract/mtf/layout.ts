/**
 * Layouts: what lies where in a structure, said once. `readLayout` gives the values with their types,
 * `fieldNodes` the same as named byte ranges for a picture.
 */
import { type Bytes, dateBytes, decimalLsn, guidBytes, hexNumber, lsnBytes } from "./bytes.ts";
import type { MtfNode } from "./node.ts";

export interface FieldType<T> {
  readonly bytes: number;
  /** @param base where the structure begins: string addresses count from there */
  read(data: Bytes, at: number, base: number): T;
  show(value: T): string;
}

export interface Field<T> {
  readonly at: number;
  readonly type: FieldType<T>;
}

export type Layout = Readonly<Record<string, Field<unknown>>>;
export type ValuesOf<L extends Layout> = {
  readonly [K in keyof L]: L[K] extends Field<infer T> ? T : never;
};

/** A string elsewhere in the structure: {u16 size in bytes, u16 offset}. null when it lies outside. */
export interface TextPlace {
  readonly size: number;
  readonly offset: number;
  readonly text: string | null;
}

function type<T>(
  bytes: number,
  read: (data: Bytes, at: number, base: number) => T,
  show: (value: T) => string,
): FieldType<T> {
  return { bytes, read, show };
}

const asIs = (text: string): string => text;
const types = {
  u8: type(1, (data, at) => data.u8(at), String),
  i8: type(1, (data, at) => data.i8(at), String),
  u16: type(2, (data, at) => data.u16(at), String),
  u32: type(4, (data, at) => data.u32(at), String),
  u64: type(8, (data, at) => data.u64(at), String),
  hex16: type(
    2,
    (data, at) => data.u16(at),
    (value) => hexNumber(value, 4),
  ),
  hex32: type(
    4,
    (data, at) => data.u32(at),
    (value) => hexNumber(value, 8),
  ),
  letters4: type(4, (data, at) => data.ascii(at, 4), asIs),
  letter: type(1, (data, at) => data.ascii(at, 1), asIs),
  guid: type(guidBytes, (data, at) => data.guid(at), asIs),
  lsn: type(lsnBytes, (data, at) => data.lsn(at), decimalLsn),
  date: type(
    dateBytes,
    (data, at) => data.date(at),
    (value) => value ?? "none",
  ),
  text: type(4, readText, ({ text }) => text ?? "outside the structure"),
};

type Types = typeof types;

/** A field of a type at an offset from the structure's beginning. */
export function field<K extends keyof Types>(name: K, at: number): { at: number; type: Types[K] } {
  return { at, type: types[name] };
}

function readText(data: Bytes, at: number, base: number): TextPlace {
  const size = data.u16(at);
  const offset = data.u16(at + 2);
  const isThere = data.has(base + offset, size);
  return { size, offset, text: isThere ? data.utf16(base + offset, size) : null };
}

/** How many bytes a structure has to have for this layout. */
export function layoutBytes(layout: Layout): number {
  return Object.values(layout).reduce((end, { at, type }) => Math.max(end, at + type.bytes), 0);
}

/** Of a layout the fields that lie within the first `bytes` bytes. */
export function layoutWithin(layout: Layout, bytes: number): Layout {
  return Object.fromEntries(
    Object.entries(layout).filter(([, { at, type }]) => at + type.bytes <= bytes),
  );
}

/** The values of a structure at `base`; it has to have `layoutBytes` bytes. */
export function readLayout<L extends Layout>(layout: L, data: Bytes, base: number): ValuesOf<L> {
  const values: Record<string, unknown> = {};
  for (const [name, { at, type }] of Object.entries(layout)) {
    values[name] = type.read(data, base + at, base);
  }
  return values as ValuesOf<L>;
}

/** The same as named byte ranges; fields that the copy does not hold are left out. */
export function fieldNodes(layout: Layout, data: Bytes, base: number): MtfNode[] {
  return Object.entries(layout).flatMap(([name, one]) => {
    const at = base + one.at;
    return data.has(at, one.type.bytes) ? [fieldNode(name, one.type, { data, at, base })] : [];
  });
}

interface Place {
  readonly data: Bytes;
  readonly at: number;
  readonly base: number;
}

function fieldNode(name: string, type: FieldType<unknown>, place: Place): MtfNode {
  const { data, at, base } = place;
  const value = type.read(data, at, base);
  const node: MtfNode = {
    kind: "field",
    name: spaced(name),
    at,
    bytes: type.bytes,
    value: type.show(value),
    wrong: null,
    isCut: false,
    children: [],
  };
  if (type !== types.text) return node;
  const { size, offset, text } = value as TextPlace;
  if (size === 0) return { ...node, value: "none" };
  if (text === null) return { ...node, isCut: true };
  const string: MtfNode = { ...node, kind: "text", name: "text", at: base + offset, bytes: size };
  return { ...node, children: [string] };
}

/** "firstEvent" as "first event". */
function spaced(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]+/g, (letters) => ` ${letters.toLowerCase()}`);
}
