/**
 * Makes a test of rows out of a filter. What is not known of a command (its time so far, say) compares as false
 * with everything, also by !=; readers say so by NaN. Pure.
 */
import type { Field } from "./fields.ts";
import type { Filter, Operator } from "./parse.ts";

/** A field of a row; NaN for one that is not known. Times in ns, sizes in bytes. */
export type Reader = (row: number) => number;
export type Readers = Readonly<Partial<Record<Field, Reader>>>;
export type RowTest = (row: number) => boolean;

/** @param readers of the fields that the filter was parsed with; they are asked for each row */
export function compileFilter(filter: Filter, readers: Readers): RowTest {
  switch (filter.kind) {
    case "and": {
      const left = compileFilter(filter.left, readers);
      const right = compileFilter(filter.right, readers);
      return (row) => left(row) && right(row);
    }
    case "or": {
      const left = compileFilter(filter.left, readers);
      const right = compileFilter(filter.right, readers);
      return (row) => left(row) || right(row);
    }
    case "not": {
      const inner = compileFilter(filter.of, readers);
      return (row) => !inner(row);
    }
    case "compare": {
      const read = readers[filter.field];
      if (read === undefined) return () => false;
      const { number, mask } = filter.value;
      return comparison(mask === undefined ? read : masked(read, mask), filter.operator, number);
    }
  }
}

function masked(read: Reader, mask: number): Reader {
  return (row) => {
    const value = read(row);
    return Number.isNaN(value) ? value : (value & mask) >>> 0;
  };
}

/** One function for each operator, so that nothing is chosen in the loop. */
function comparison(read: Reader, operator: Operator, number: number): RowTest {
  switch (operator) {
    case "==":
      return (row) => read(row) === number;
    case "!=":
      return (row) => {
        const value = read(row);
        // Not `value !== number`: that is true of NaN.
        return value < number || value > number;
      };
    case "<":
      return (row) => read(row) < number;
    case "<=":
      return (row) => read(row) <= number;
    case ">":
      return (row) => read(row) > number;
    case ">=":
      return (row) => read(row) >= number;
  }
}
