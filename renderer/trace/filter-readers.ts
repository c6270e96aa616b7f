/** The filter's fields of commands in columns. Pure. */
import type { Reader, Readers } from "../filter/compile.ts";
import { type CommandColumns, none, stage } from "./command-columns.ts";
import { spanReader } from "./stage-readers.ts";

/** Times reach 8 stages, the states of the filter 8 places: the last two stages are one, and a failure is its own. */
const completedState = 6;
const failedState = 7;

/** @param firstNs where `at` begins to count */
export function readersOf(columns: CommandColumns, firstNs: number): Readers {
  const { commandCode, device, buffer, handle, sequence, position, size, completion, secondary } =
    columns;
  const unless =
    (values: ArrayLike<number>, unknown: number, plus = 0): Reader =>
    (row) => {
      const value = values[row] ?? unknown;
      return value === unknown ? Number.NaN : value + plus;
    };
  return {
    cmd: (row) => commandCode[row] ?? 0,
    dev: (row) => (device[row] ?? 0) + 1,
    buffer: unless(buffer, none),
    handle: unless(handle, 0),
    seq: (row) => sequence[row] ?? 0,
    position: unless(position, -1),
    size: (row) => size[row] ?? 0,
    completion: (row) =>
      columns.timeOf(row, stage.completed) === 0 ? Number.NaN : (completion[row] ?? 0),
    secondary: unless(secondary, none, 1),
    state: (row) => stateOf(columns, row),
    at: (row) => columns.startOf(row) - firstNs,
    latency: spanReader(columns, "total"),
    queue: spanReader(columns, "server"),
    take: spanReader(columns, "handle"),
    lease: spanReader(columns, "lease"),
    map: spanReader(columns, "map"),
    move: spanReader(columns, "move"),
    done: spanReader(columns, "done"),
  };
}

function stateOf(columns: CommandColumns, row: number): number {
  const reached = columns.stageOf(row);
  if (reached < stage.completed) return reached;
  return columns.completion[row] === 0 ? completedState : failedState;
}
