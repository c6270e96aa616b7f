/** What happened in a span: times by stage and by process, bytes, commands by code; beside the rest. Pure. */
import { type CommandColumns, none, stage } from "../../trace/command-columns.ts";
import { spanNames, type SpanName, spanReader } from "../../trace/stage-readers.ts";
import { type Parts, type Picked, rowsAtOnce } from "./pick.ts";
import { type Spread, spreadOf } from "./quantile.ts";
import type { CommandsSource, Span } from "./source.ts";

export type ProcessKind = "server" | "primary" | "secondary";

export interface StageFigures {
  readonly name: SpanName;
  /** ns. */
  readonly inside: Spread;
  /** Of the time of all stages, 0..1. */
  readonly share: number;
  /** Median of the commands that are not in the area, ns; NaN where there are none. */
  readonly outsideMedian: number;
}

export interface LaneFigures {
  readonly kind: ProcessKind;
  readonly device: number;
  /** Of a secondary's lane, else -1. */
  readonly secondary: number;
  readonly inside: Spread;
  /** Of the time of all lanes of this kind, 0..1. */
  readonly share: number;
}

export interface AreaFigures {
  readonly commands: number;
  readonly completed: number;
  /** Of completed commands. */
  readonly bytes: number;
  /** In the length of the span. */
  readonly bytesPerSecond: number;
  /** By command code, most first. */
  readonly codes: readonly { readonly code: number; readonly count: number }[];
  readonly stages: readonly StageFigures[];
  readonly lanes: readonly LaneFigures[];
}

type ReaderOf = (columns: CommandColumns) => (row: number) => number;

/** Spans of picked commands, one after the other; those not known are left out. */
function* spansOf(
  source: CommandsSource,
  picked: Picked,
  readerOf: ReaderOf,
  device?: number,
): Parts<{ values: Float64Array; count: number }> {
  const values = new Float64Array(
    device === undefined ? picked.count : (picked.byDevice[device]?.length ?? 0),
  );
  let count = 0;
  for (const [of, ordinals] of picked.byDevice.entries()) {
    const ring = source.devices[of];
    if (ring === undefined || (device !== undefined && device !== of)) continue;
    const read = readerOf(ring.columns);
    for (let at = 0; at < ordinals.length; at++) {
      const value = read(ring.rowOf(ordinals[at] ?? 0));
      if (!Number.isNaN(value)) values[count++] = value;
      if (at % rowsAtOnce === rowsAtOnce - 1) yield;
    }
  }
  return { values, count };
}

/** @param outside all but the picked ones, of the whole trace */
export function* areaFigures(
  source: CommandsSource,
  picked: Picked,
  outside: Picked,
  span: Span,
): Parts<AreaFigures> {
  const stages: StageFigures[] = [];
  for (const name of spanNames) {
    const readerOf: ReaderOf = (columns) => spanReader(columns, name);
    const here = yield* spansOf(source, picked, readerOf);
    const inside = spreadOf(here.values, here.count);
    yield;
    const others = yield* spansOf(source, outside, readerOf);
    const { median: outsideMedian } = spreadOf(others.values, others.count);
    yield;
    stages.push({ name, inside, share: 0, outsideMedian });
  }
  const wholeNs = stages.reduce(
    (sum, { name, inside }) => sum + (name === "total" ? 0 : inside.sum),
    0,
  );
  const shareOf = ({ name, inside }: StageFigures): number =>
    name === "total" ? 1 : inside.sum / wholeNs;
  return {
    ...(yield* tallyOf(source, picked, span)),
    stages: stages.map((figures) => ({ ...figures, share: shareOf(figures) })),
    lanes: yield* lanesOf(source, picked),
  };
}

type Tally = Pick<AreaFigures, "commands" | "completed" | "bytes" | "bytesPerSecond" | "codes">;

function* tallyOf(source: CommandsSource, picked: Picked, span: Span): Parts<Tally> {
  const codes = new Map<number, number>();
  let bytes = 0;
  let completed = 0;
  for (const [device, ordinals] of picked.byDevice.entries()) {
    const ring = source.devices[device];
    if (ring === undefined) continue;
    const { columns } = ring;
    for (let at = 0; at < ordinals.length; at++) {
      const row = ring.rowOf(ordinals[at] ?? 0);
      const code = columns.commandCode[row] ?? 0;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (columns.timeOf(row, stage.completed) !== 0) {
        completed++;
        bytes += columns.completion[row] === 0 ? (columns.size[row] ?? 0) : 0;
      }
      if (at % rowsAtOnce === rowsAtOnce - 1) yield;
    }
  }
  return {
    commands: picked.count,
    completed,
    bytes,
    bytesPerSecond: (bytes * 1e9) / Math.max(1, span.toNs - span.fromNs),
    codes: [...codes]
      .map(([code, count]) => ({ code, count }))
      .sort((a, b) => b.count - a.count || a.code - b.code),
  };
}

/** ns that a command was in a process: in the server's queue, with the primary, mapped in a secondary. */
function laneReader(kind: ProcessKind, secondary: number): ReaderOf {
  return (columns) => {
    if (kind === "server") return spanReader(columns, "server");
    const time = (row: number, which: number): number => columns.timeOf(row, which as 0);
    const between = (row: number, from: number, to: number): number =>
      from === 0 || time(row, to) === 0 ? Number.NaN : Math.max(0, time(row, to) - from);
    if (kind === "primary")
      return (row) => between(row, time(row, stage.received), stage.completed);
    return (row) => {
      if (columns.secondary[row] !== secondary) return Number.NaN;
      const mapped = time(row, stage.mapped);
      return between(row, mapped === 0 ? 0 : mapped - (columns.mapNs[row] ?? 0), stage.moved);
    };
  };
}

function* lanesOf(source: CommandsSource, picked: Picked): Parts<readonly LaneFigures[]> {
  const lanes: LaneFigures[] = [];
  const add = function* (kind: ProcessKind, device: number, secondary: number): Parts<void> {
    const { values, count } = yield* spansOf(source, picked, laneReader(kind, secondary), device);
    if (count > 0)
      lanes.push({ kind, device, secondary, inside: spreadOf(values, count), share: 0 });
    yield;
  };
  for (const kind of ["server", "primary"] as const)
    for (const device of source.devices.keys()) yield* add(kind, device, -1);
  for (const { device, secondary } of secondariesIn(source, picked))
    yield* add("secondary", device, secondary);
  const sumOf = (kind: ProcessKind): number =>
    lanes.reduce((sum, lane) => sum + (lane.kind === kind ? lane.inside.sum : 0), 0);
  const sums = {
    server: sumOf("server"),
    primary: sumOf("primary"),
    secondary: sumOf("secondary"),
  };
  return lanes.map((lane) => ({ ...lane, share: lane.inside.sum / sums[lane.kind] }));
}

/** Which secondary worked on which device, by secondary. */
function secondariesIn(
  source: CommandsSource,
  picked: Picked,
): readonly { readonly device: number; readonly secondary: number }[] {
  const pairs = source.devices.flatMap((ring, device) => {
    const found = new Set<number>();
    for (const ordinal of picked.byDevice[device] ?? [])
      found.add(ring.columns.secondary[ring.rowOf(ordinal)] ?? none);
    found.delete(none);
    return [...found].map((secondary) => ({ device, secondary }));
  });
  return pairs.sort((a, b) => a.secondary - b.secondary || a.device - b.device);
}

export type Medians = Readonly<Record<SpanName, number>>;

/** Medians of each span of the picked commands, ns; NaN where none has ended. */
export function* mediansOf(source: CommandsSource, picked: Picked): Parts<Medians> {
  const medians: Partial<Record<SpanName, number>> = {};
  for (const name of spanNames) {
    const { values, count } = yield* spansOf(source, picked, (columns) =>
      spanReader(columns, name),
    );
    medians[name] = spreadOf(values, count).median;
    yield;
  }
  return medians as Medians;
}
