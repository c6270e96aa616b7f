/** The command list's numbers: which rows it shows, what is slow among them, and its one scale. Pure. */
import { compileFilter } from "../filter/compile.ts";
import { allFields, type Field } from "../filter/fields.ts";
import type { Filter } from "../filter/parse.ts";
import { readersOf } from "../trace/filter-readers.ts";
import { locate, type Picture } from "../trace/picture.ts";
import { rowAt, type StageTimes } from "../trace/command-row.ts";
import { stage } from "../trace/command-columns.ts";
import { roundUp } from "../trace/kept-commands.ts";

export type StageName = "handle" | "lease" | "map" | "move" | "done";
export const stageNames: readonly StageName[] = ["handle", "lease", "map", "move", "done"];

/** A stage is slow at more than this many times what 95 of 100 of those shown take, and never below the floor. */
const slowFactor = 2;
const slowFloorUs = 100;
/** Done commands that usual times and scale are taken from. */
const sampleMax = 200;
const usualQuantile = 0.95;
/** The scale ends at twice the median, rounded up; longer bars are cut. */
const scaleFactor = 2;

export interface ListMeasures {
  /** What 95 of 100 take of each stage, µs; 0 when none ended. */
  readonly usual: Readonly<Record<StageName, number>>;
  /** Half of the commands take less, ms. */
  readonly medianMs: number;
}

/** Usual times of the newest done commands. */
export function measure(picture: Picture): ListMeasures {
  const spans: Record<StageName, number[]> = { handle: [], lease: [], map: [], move: [], done: [] };
  const totals: number[] = [];
  for (let nth = 0; nth < picture.rows.length && totals.length < sampleMax; nth++) {
    const { columns, row } = locate(picture, nth);
    if (columns.timeOf(row, stage.completed) === 0) continue;
    const { stages, totalMs } = rowAt(picture, nth);
    for (const name of stageNames) {
      const span = stages[name];
      if (span !== null) spans[name].push(span);
    }
    if (totalMs !== null) totals.push(totalMs);
  }
  return {
    usual: {
      handle: usually(spans.handle),
      lease: usually(spans.lease),
      map: usually(spans.map),
      move: usually(spans.move),
      done: usually(spans.done),
    },
    medianMs: quantile(totals, 0.5),
  };
}

/** Whether a stage took far longer than usual. */
export function isSlow(us: number | null, usual: number): boolean {
  return us !== null && us > Math.max(slowFloorUs, usual * slowFactor);
}

/** The bar's scale in ms: 1, 2, 5, 10, ...; keeps the one before while that still fits, so that bars do not jump. */
export function scaleOf(measures: ListMeasures, before: number): number {
  const { medianMs } = measures;
  if (medianMs === 0) return before === 0 ? 5 : before;
  const wanted = roundUp(medianMs * scaleFactor * 1000) / 1000;
  return before >= wanted && before <= wanted * 2.5 ? before : wanted;
}

/** Parts of a command's bar in ms, by owner, as they are known so far. */
export function barOf(stages: StageTimes): {
  server: number;
  primary: number;
  secondary: number;
  done: number;
} {
  const ms = (us: number | null): number => (us ?? 0) / 1000;
  return {
    server: ms(stages.server),
    primary: ms(stages.handle) + ms(stages.lease),
    secondary: ms(stages.map) + ms(stages.move),
    done: ms(stages.done),
  };
}

/** Fields of the filter that the list has: a picture does not know when the trace began. */
export const listFields: ReadonlySet<Field> = new Set(allFields.filter((field) => field !== "at"));

/** Numbers of the rows that pass a filter of `listFields`. */
export function filterRows(picture: Picture, filter: Filter): Int32Array {
  const kept = compileFilter(filter, readersOf(picture.kept, 0));
  const live = compileFilter(filter, readersOf(picture.live, 0));
  const found: number[] = [];
  for (let nth = 0; nth < picture.rows.length; nth++) {
    const { columns, row } = locate(picture, nth);
    if (columns === picture.kept ? kept(row) : live(row)) found.push(nth);
  }
  return Int32Array.from(found);
}

function usually(values: number[]): number {
  return quantile(values, usualQuantile);
}

function quantile(values: number[], share: number): number {
  if (values.length === 0) return 0;
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
