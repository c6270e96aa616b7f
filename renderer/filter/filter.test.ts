import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandColumns, none, stage, stageCount } from "../trace/command-columns.ts";
import { describeRow } from "../trace/command-row.ts";
import { readersOf } from "../trace/filter-readers.ts";
import { compileFilter } from "./compile.ts";
import { completionsAt } from "./complete.ts";
import { allFields, type Field, kindOf } from "./fields.ts";
import { everyField, type Filter, operators, parseFilter, type Problem } from "./parse.ts";

const rows = 64;
const firstNs = 1_000_000;

/** The number of a comparison as a user writes it. */
function valueText(field: Field, { number, mask }: { number: number; mask?: number }): string {
  const hex = (value: number): string => value.toString(16).padStart(3, "0");
  const kind = kindOf(field);
  if (kind === "time") return `${number}ns`;
  if (kind === "buffer") return hex(number);
  if (kind !== "handle") return String(number);
  return mask === 0x7fff_ffff
    ? `0x${number.toString(16)}`
    : `${hex(number >>> 12)}.${hex(number & 0xfff)}`;
}

function print(filter: Filter): string {
  if (filter.kind === "not") return `!(${print(filter.of)})`;
  if (filter.kind === "compare")
    return `${filter.field} ${filter.operator} ${valueText(filter.field, filter.value)}`;
  return `(${print(filter.left)}) ${filter.kind === "and" ? "&&" : "||"} (${print(filter.right)})`;
}

const comparisons: fc.Arbitrary<Filter> = fc
  .record({
    field: fc.constantFrom(...allFields),
    operator: fc.constantFrom(...operators),
    number: fc.integer({ min: 0, max: 0xfff }),
    isUntagged: fc.boolean(),
  })
  .map(({ field, operator, number, isUntagged }) => {
    const kind = kindOf(field);
    const isNamed = kind === "command" || kind === "handle";
    const mask = kind === "handle" ? { mask: isUntagged ? 0xff_ffff : 0x7fff_ffff } : {};
    return {
      kind: "compare",
      field,
      operator: isNamed && operator !== "!=" ? "==" : operator,
      value: { number: kind === "command" ? number % 20 : number, ...mask },
    };
  });

const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    comparisons,
    fc.record({ kind: fc.constant("not" as const), of: tie("filter") }),
    fc.record({ kind: fc.constant("and" as const), left: tie("filter"), right: tie("filter") }),
    fc.record({ kind: fc.constant("or" as const), left: tie("filter"), right: tie("filter") }),
  ),
})).filter;

/** Commands of which each stage and number is known or not, with few different values, so that "equal" occurs. */
const tables: fc.Arbitrary<CommandColumns> = fc
  .array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 18, maxLength: 18 }), {
    minLength: rows,
    maxLength: rows,
  })
  .map((drawn) => {
    const columns = new CommandColumns(rows);
    drawn.forEach((numbers, row) => {
      const n = (at: number): number => numbers[at] ?? 0;
      columns.begin(row, n(0), n(1) + 1);
      columns.commandCode[row] = n(2);
      columns.buffer[row] = n(3) === 0 ? none : n(3);
      columns.handle[row] = n(4) === 0 ? 0 : 0x5a00_0000 + n(4);
      columns.secondary[row] = n(5) === 0 ? none : n(5);
      columns.size[row] = n(6);
      columns.position[row] = n(7) - 1;
      columns.completion[row] = n(8);
      columns.mapNs[row] = n(9);
      for (let at = 0; at < stageCount; at++)
        if (n(10 + at) !== 0) columns.times[row * stageCount + at] = firstNs + 10 * at + n(10 + at);
    });
    return columns;
  });

/** A field as the lists say it, by another way than the readers; null where it is not known. */
function told(columns: CommandColumns, row: number, field: Field): number | null {
  const said = describeRow(columns, row);
  const ns = (us: number | null): number | null => (us === null ? null : Math.round(us * 1_000));
  const { stages } = said;
  const isDone = columns.timeOf(row, stage.completed) !== 0;
  const places = [
    "issued",
    "received",
    "tookHandle",
    "waiting",
    "moving",
    "moved",
    "done",
    "failed",
  ];
  const byField: Record<Field, number | null> = {
    cmd: said.commandCode,
    dev: said.device + 1,
    buffer: said.buffer,
    handle: said.handle === 0 ? null : said.handle,
    seq: said.sequence,
    position: said.position < 0 ? null : said.position,
    size: said.size,
    completion: isDone ? said.completion : null,
    secondary: said.secondary === null ? null : said.secondary + 1,
    state: columns.stageOf(row) < 0 ? -1 : places.indexOf(said.place),
    at: columns.startOf(row) - firstNs,
    latency: said.totalMs === null || said.totalMs < 0 ? null : Math.round(said.totalMs * 1e6),
    queue: ns(stages.server),
    take: ns(stages.handle),
    lease: ns(stages.lease),
    map: ns(stages.map),
    move: ns(stages.move),
    done: ns(stages.done),
  };
  return byField[field];
}

function holds(filter: Filter, columns: CommandColumns, row: number): boolean {
  if (filter.kind === "not") return !holds(filter.of, columns, row);
  if (filter.kind === "and")
    return holds(filter.left, columns, row) && holds(filter.right, columns, row);
  if (filter.kind === "or")
    return holds(filter.left, columns, row) || holds(filter.right, columns, row);
  const value = told(columns, row, filter.field);
  if (value === null) return false;
  const { number, mask } = filter.value;
  const compared = mask === undefined ? value : value % (mask + 1);
  return {
    "==": compared === number,
    "!=": compared !== number,
    "<": compared < number,
    "<=": compared <= number,
    ">": compared > number,
    ">=": compared >= number,
  }[filter.operator];
}

function parsed(text: string): Filter {
  const result = parseFilter(text, everyField);
  if (!result.ok || result.filter === null) throw new Error(`"${text}" is refused`);
  return result.filter;
}

function problemOf(text: string): readonly [Problem, string, number] | null {
  const result = parseFilter(text, everyField);
  return result.ok ? null : [result.error.problem, result.error.what, result.error.from];
}

describe("a filter", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parsed(print(filter))).toEqual(filter);
      }),
    );
  });

  it("lets through what the lists say, whatever is known of a command", () => {
    fc.assert(
      fc.property(filters, tables, (filter, columns) => {
        const test = compileFilter(filter, readersOf(columns, firstNs));
        for (let row = 0; row < rows; row++)
          expect(test(row), `row ${row}: ${print(filter)}`).toBe(holds(filter, columns, row));
      }),
    );
  });

  it("reads any text without failing, and an error lies inside it", () => {
    const bits = fc.constantFrom(
      "cmd",
      "==",
      "(",
      ")",
      "&&",
      "||",
      "!",
      "5ms",
      "dev",
      "2",
      "?",
      "é",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(bits).map((all) => all.join(" ")),
        ),
        (text) => {
          const result = parseFilter(text, everyField);
          if (result.ok) return;
          expect(result.error.from).toBeGreaterThanOrEqual(0);
          expect(result.error.to).toBeLessThanOrEqual(text.length);
          expect(text.slice(result.error.from, result.error.to)).toBe(result.error.what);
        },
      ),
    );
  });

  it("knows units, names, hexadecimal and other spellings", () => {
    const same = (a: string, b: string): void => expect(parsed(a), a).toEqual(parsed(b));
    same("latency > 5ms", "total > 5000 us");
    same("latency > 5 µs", "LATENCY > 5000ns");
    same("move >= 0.5s", "move >= 500ms");
    same("size == 64KiB", "size = 65536");
    same("position >= 0x100000", "pos >= 1 MiB");
    same("cmd == write", "command == VDC_Write");
    same("completion != disk_full", "completion != 112");
    same("completion == ERROR_SUCCESS", "completion == 0");
    same("buffer == 00D", "buf == 0xd");
    same("handle == 5A·B73·00D", "handle == 0x5AB7300D");
    same("write d2 00D", "cmd == 2 && dev == 2 && buffer == 0d");
    same("failed or B73.00D", "state == failed || handle == B73·00D");
    same("not dev == 1 and seq == 4", "!dev == 1 && 4");
    same("dev == 1 || dev == 2 && seq == 3", "dev == 1 || (dev == 2 && seq == 3)");
  });

  it.each([
    ["cmd == wrote", "value", "wrote", 7],
    ["latencyy > 5ms", "field", "latencyy", 0],
    ["latency > 5", "unit", "5", 10],
    ["size > 5ms", "unit", "5ms", 7],
    ["cmd < write", "equality", "<", 4],
    ["dev 2", "operator", "2", 4],
    ["dev ==", "value", "", 6],
    ["(dev == 2", "close", "", 9],
    ["dev == 2)", "extra", ")", 8],
    ["dev == 2 &&", "term", "", 11],
    ["dev == 2 ? 3", "sign", "?", 9],
    ["nonsense", "field", "nonsense", 0],
  ] as const)("says what is wrong with %s, and where", (text, problem, what, from) => {
    expect(problemOf(text)).toEqual([problem, what, from]);
  });

  it("refuses fields that a list has not, and suggests what is near", () => {
    const result = parseFilter("secondary == 1", new Set<Field>(["cmd", "dev"]));
    expect(result).toMatchObject({ ok: false, error: { problem: "notHere", what: "secondary" } });
    expect(parseFilter("latencyy > 5ms", everyField)).toMatchObject({ error: { hint: "latency" } });
    expect(parseFilter("cmd == wrote", everyField)).toMatchObject({ error: { hint: "Write" } });
  });
});

describe("completion", () => {
  it.each([
    ["", 0, "cmd"],
    ["la", 0, "latency"],
    ["dev ", 4, "=="],
    ["cmd == wr", 7, "Write"],
    ["latency > 5", 10, "5ms"],
    ["size > 64", 7, "64KiB"],
    ["dev == 2 ", 9, "&&"],
    ["dev == 2 && sec", 12, "secondary"],
    ["completion == full", 14, "ERROR_DISK_FULL"],
    ["!(st", 2, "state"],
  ] as const)("of %s offers at %i %s", (text, from, option) => {
    const found = completionsAt(text, text.length, everyField);
    expect(found.from).toBe(from);
    expect(found.options).toContain(option);
  });

  it("offers only what makes the text better: each option of a field, operator or value is readable", () => {
    for (const option of completionsAt("cmd == ", 7, everyField).options)
      expect(parseFilter(`cmd == ${option}`, everyField).ok, option).toBe(true);
    for (const field of completionsAt("", 0, everyField).options)
      expect(problemOf(`${field} == `)?.[0] ?? "value").toBe("value");
    expect(completionsAt("cmd == Write", 12, everyField).options).toHaveLength(2);
  });
});
