/**
 * Spans of a command straight from its columns, for loops over very many of them; as `describeRow` says them. Pure.
 */
import { type CommandColumns, stage, stageCount } from "./command-columns.ts";
import type { StageTimes } from "./command-row.ts";

/** Stages in the order in which a command passes them. */
export const stageNames = ["server", "handle", "lease", "map", "move", "done"] as const;
export type StageName = (typeof stageNames)[number];
/** A stage, or all of a command: from where it was first seen to its completion. */
export type SpanName = StageName | "total";
export const spanNames: readonly SpanName[] = [...stageNames, "total"];

/** @returns ns of a span of a row, NaN for one that has not ended or was not seen */
export function spanReader(columns: CommandColumns, name: SpanName): (row: number) => number {
  const { times, mapNs } = columns;
  const between =
    (from: number, to: number) =>
    (row: number): number => {
      const start = times[row * stageCount + from] ?? 0;
      const end = times[row * stageCount + to] ?? 0;
      return start === 0 || end === 0 ? Number.NaN : Math.max(0, end - start);
    };
  switch (name) {
    case "server":
      return between(stage.issued, stage.received);
    case "handle":
      return between(stage.received, stage.handleTaken);
    case "lease": {
      const untilMapped = between(stage.handleTaken, stage.mapped);
      return (row) => Math.max(0, untilMapped(row) - (mapNs[row] ?? 0));
    }
    case "map": {
      const untilMapped = between(stage.handleTaken, stage.mapped);
      return (row) =>
        Number.isNaN(untilMapped(row)) || mapNs[row] === 0 ? Number.NaN : (mapNs[row] ?? 0);
    }
    case "move":
      return between(stage.mapped, stage.moved);
    case "done":
      return between(stage.moved, stage.completed);
    case "total": {
      const issued = between(stage.issued, stage.completed);
      const received = between(stage.received, stage.completed);
      return (row) => (times[row * stageCount] === 0 ? received(row) : issued(row));
    }
  }
}

/** The stage that took longest; null before any has ended. */
export function longestStage(stages: StageTimes): StageName | null {
  let longest: StageName | null = null;
  for (const name of stageNames)
    if (stages[name] !== null && stages[name] > (longest === null ? -1 : (stages[longest] ?? 0)))
      longest = name;
  return longest;
}
