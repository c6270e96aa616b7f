/**
 * What stands under one another in the timeline: processes, their lanes, and counters, each with its place. Pure.
 */
import { type Lane, lanesOf, type LaneKind } from "./lanes.ts";
import type { TraceModel } from "./trace-model.ts";

export const headHeight = 22;
export const laneHeight = 24;
/** Of a lane with what codec and disk took below the slices. */
export const partedHeight = 38;
export const counterHeight = 38;

export const counters = ["rate", "owners", "ring"] as const;
export type Counter = (typeof counters)[number];

interface Placed {
  readonly key: string;
  readonly y: number;
  readonly height: number;
}

/** A process: head of its lanes; closed it stands for all of them. */
export interface ProcessRow extends Placed {
  readonly type: "process";
  readonly kind: LaneKind;
  readonly secondary: number;
  readonly lanes: readonly Lane[];
  readonly isClosed: boolean;
}

export interface LaneRow extends Placed {
  readonly type: "lane";
  readonly lane: Lane;
  /** The only lane of its process, which has no head then. */
  readonly isAlone: boolean;
  /** Whether codec and disk stand below. */
  readonly isParted: boolean;
}

export interface CounterRow extends Placed {
  readonly type: "counter";
  readonly counter: Counter;
}

export type Row = ProcessRow | LaneRow | CounterRow;

/** @param closed keys of processes whose lanes are not shown */
export function rowsOf(model: TraceModel, closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  let y = 0;
  const place = (key: string, height: number): Placed => {
    const placed = { key, y, height };
    y += height;
    return placed;
  };
  const addLane = (lane: Lane, isAlone: boolean): void => {
    const isParted = lane.kind === "secondary" && model.hasMoveParts;
    const key = `${lane.kind}:${lane.secondary}:${lane.device}`;
    const placed = place(key, isParted ? partedHeight : laneHeight);
    rows.push({ type: "lane", ...placed, lane, isAlone, isParted });
  };
  for (const lanes of groupsOf(lanesOf(model))) {
    const [first] = lanes;
    if (first === undefined) continue;
    const { kind, secondary } = first;
    if (lanes.length === 1) {
      addLane(first, true);
      continue;
    }
    const key = `${kind}:${secondary}`;
    const isClosed = closed.has(key);
    const placed = place(key, isClosed ? laneHeight : headHeight);
    rows.push({ type: "process", ...placed, kind, secondary, lanes, isClosed });
    if (!isClosed) for (const lane of lanes) addLane(lane, false);
  }
  for (const counter of counters)
    rows.push({ type: "counter", ...place(counter, counterHeight), counter });
  return rows;
}

/** Lanes of one process each. */
function groupsOf(lanes: readonly Lane[]): Lane[][] {
  const groups = new Map<string, Lane[]>();
  for (const lane of lanes) {
    const key = `${lane.kind}:${lane.secondary}`;
    groups.set(key, [...(groups.get(key) ?? []), lane]);
  }
  return [...groups.values()];
}

/** Height of all rows. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

/** The row at a height, or undefined. */
export function rowAt(rows: readonly Row[], y: number): Row | undefined {
  return rows.find((row) => y >= row.y && y < row.y + row.height);
}

/** The row of a lane of a device; closed processes answer for theirs. */
export function rowOfLane(
  rows: readonly Row[],
  kind: LaneKind,
  device: number,
  secondary = -1,
): ProcessRow | LaneRow | undefined {
  const is = (lane: Lane): boolean =>
    lane.kind === kind && lane.device === device && lane.secondary === secondary;
  return rows.find(
    (row): row is ProcessRow | LaneRow =>
      (row.type === "lane" && is(row.lane)) ||
      (row.type === "process" && row.isClosed && row.lanes.some(is)),
  );
}
