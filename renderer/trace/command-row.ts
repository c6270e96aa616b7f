/**
 * One command as the list and the tables show it, decoded when it comes into sight.
 */
import { vdCommand } from "../../electron/contract/vdi.ts";
import { type CommandColumns, none, stage } from "./command-columns.ts";
import { locate, type Picture } from "./picture.ts";

/** Where a command is: the last thing that happened to it. */
export type CommandPlace =
  "issued" | "received" | "tookHandle" | "waiting" | "moving" | "moved" | "done" | "failed";

/** Microseconds of each stage; null while it has not ended, or has no meaning for this command. */
export interface StageTimes {
  /** issued -> received: in the server's queue. */
  readonly server: number | null;
  /** received -> handle taken */
  readonly handle: number | null;
  /** handle taken -> the secondary begins to map: the lease, and the ring's wait. */
  readonly lease: number | null;
  /** MapBufferHandle itself. */
  readonly map: number | null;
  /** mapped -> bytes are with the kernel */
  readonly move: number | null;
  /** moved -> CompleteCommand */
  readonly done: number | null;
}

export interface CommandRow {
  readonly sequence: number;
  readonly device: number;
  readonly commandCode: number;
  readonly position: number;
  readonly size: number;
  readonly handle: number;
  readonly buffer: number | null;
  readonly secondary: number | null;
  readonly place: CommandPlace;
  /** Win32 code of the completion. */
  readonly completion: number;
  readonly stages: StageTimes;
  /** issued (or received) -> completed, ms. */
  readonly totalMs: number | null;
}

/** The nth newest command of a picture. */
export function rowAt(picture: Picture, nth: number): CommandRow {
  const { columns, row } = locate(picture, nth);
  return describeRow(columns, row);
}

/** One row of columns in words and spans. */
export function describeRow(columns: CommandColumns, row: number): CommandRow {
  const time = (which: number): number => columns.timeOf(row, which as 0);
  const commandCode = columns.commandCode[row] ?? 0;
  const reached = columns.stageOf(row);
  const completion = columns.completion[row] ?? 0;
  const optional = (value: number | undefined): number | null =>
    value === undefined || value === none ? null : value;
  const begun = time(stage.issued) === 0 ? time(stage.received) : time(stage.issued);
  const ended = time(stage.completed);
  return {
    sequence: columns.sequence[row] ?? 0,
    device: columns.device[row] ?? 0,
    commandCode,
    position: columns.position[row] ?? -1,
    size: columns.size[row] ?? 0,
    handle: columns.handle[row] ?? 0,
    buffer: optional(columns.buffer[row]),
    secondary: optional(columns.secondary[row]),
    place: placeOf(reached, completion),
    completion,
    stages: stagesOf(time, columns.mapNs[row] ?? 0),
    totalMs: begun === 0 || ended === 0 ? null : (ended - begun) / 1e6,
  };
}

/** "Write", "Flush": the command's name without its prefix. */
export function commandName(commandCode: number): string {
  return commandNames.get(commandCode) ?? String(commandCode);
}

const commandNames = new Map<number, string>(
  Object.entries(vdCommand).map(([name, code]) => [code, name.slice("VDC_".length)]),
);

const places = [
  "issued",
  "received",
  "tookHandle",
  "waiting",
  "moving",
  "moved",
  "done",
  "done",
] as const satisfies readonly CommandPlace[];

function placeOf(reached: number, completion: number): CommandPlace {
  const place = places[reached] ?? "issued";
  return place === "done" && completion !== 0 ? "failed" : place;
}

function stagesOf(time: (which: number) => number, mapNs: number): StageTimes {
  const span = (from: number, to: number): number | null => {
    const start = time(from);
    const end = time(to);
    return start === 0 || end === 0 ? null : Math.max(0, end - start) / 1000;
  };
  const leased = span(stage.handleTaken, stage.mapped);
  return {
    server: span(stage.issued, stage.received),
    handle: span(stage.received, stage.handleTaken),
    lease: leased === null ? null : Math.max(0, leased - mapNs / 1000),
    map: leased === null || mapNs === 0 ? null : mapNs / 1000,
    move: span(stage.mapped, stage.moved),
    done: span(stage.moved, stage.completed),
  };
}
