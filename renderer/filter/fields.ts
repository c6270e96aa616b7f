/**
 * What the filter knows of a command: its fields, their other names, and what may stand behind them. Pure.
 *
 * Devices and secondaries count from 1 and buffers are hexadecimal, as the whole window shows them.
 */
import { completionCode, vdCommand } from "../../electron/contract/vdi.ts";

export type FieldKind =
  "command" | "count" | "buffer" | "handle" | "time" | "size" | "completion" | "state";

/** Stages are named as the columns of the lists: queue (in the server's), take (GetBufferHandle), lease, map, move, done. */
const kinds = {
  cmd: "command",
  dev: "count",
  buffer: "buffer",
  handle: "handle",
  seq: "count",
  position: "size",
  size: "size",
  completion: "completion",
  secondary: "count",
  state: "state",
  at: "time",
  latency: "time",
  queue: "time",
  take: "time",
  lease: "time",
  map: "time",
  move: "time",
  done: "time",
} as const satisfies Record<string, FieldKind>;

export type Field = keyof typeof kinds;

export const allFields = Object.keys(kinds) as readonly Field[];

export function kindOf(field: Field): FieldKind {
  return kinds[field];
}

const aliases = new Map<string, Field>([
  ...allFields.map((field) => [field, field] as const),
  ["command", "cmd"],
  ["device", "dev"],
  ["buf", "buffer"],
  ["sequence", "seq"],
  ["pos", "position"],
  ["sec", "secondary"],
  ["total", "latency"],
  ["server", "queue"],
  ["start", "at"],
]);

/** The field of a name, whatever its case. */
export function fieldNamed(name: string): Field | undefined {
  return aliases.get(name.toLowerCase());
}

/** A command's places in the order in which it reaches them; `failed` is completed with another code than 0. */
export const stateNames = [
  "issued",
  "received",
  "taken",
  "waiting",
  "moving",
  "moved",
  "completed",
  "failed",
] as const;

const withoutPrefix = (table: Readonly<Record<string, number>>, prefix: string) =>
  new Map(Object.entries(table).map(([name, code]) => [name.slice(prefix.length), code]));

/** Names that may stand behind a field, with their numbers. */
export const namesOf: Readonly<Partial<Record<FieldKind, ReadonlyMap<string, number>>>> = {
  command: withoutPrefix(vdCommand, "VDC_"),
  completion: new Map(Object.entries(completionCode)),
  state: new Map(stateNames.map((name, index) => [name, index])),
};

/** Units in nanoseconds. */
export const timeUnits: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["µs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
]);

/** Units in bytes. */
export const sizeUnits: ReadonlyMap<string, number> = new Map([
  ["b", 1],
  ["kib", 1_024],
  ["mib", 1_048_576],
  ["gib", 1_073_741_824],
]);
