/**
 * Results and messages as the stock tools lay them out. Pure.
 */
import type { Cell, SqlColumn, SqlMessage } from "../../sql/session/sql-session.ts";
import type { SqlcmdFlags } from "./flags.ts";

type LayoutFlags = Pick<
  SqlcmdFlags,
  "heading" | "separator" | "screenWidth" | "isTrimmed" | "longWidth" | "shortWidth"
>;

interface Placed {
  readonly name: string;
  readonly width: number;
  readonly isNumber: boolean;
}

/** Digits and signs that the largest value of a type takes. */
const integerWidths: Readonly<Record<number, number>> = { 1: 3, 2: 6, 4: 11, 8: 20 };
const floatWidths: Readonly<Record<number, number>> = { 4: 14, 8: 24 };
const dateWidth = 23;
const guidWidth = 36;
const bitWidth = 5;
const numericWidth = 22;
const nullText = "NULL";

type Width = (width: number | null) => number;

const typeWidths: Readonly<Record<string, Width>> = {
  Int: () => 11,
  IntN: (width) => integerWidths[width ?? 4] ?? 20,
  FloatN: (width) => floatWidths[width ?? 8] ?? 24,
  NumericN: () => numericWidth,
  DecimalN: () => numericWidth,
  BitN: () => bitWidth,
  DateTimeN: () => dateWidth,
  DateTime2: () => dateWidth,
  UniqueIdentifier: () => guidWidth,
  VarBinary: (width) => (width ?? 127) * 2 + 2,
};

function typeWidth({ type, width }: SqlColumn, flags: LayoutFlags): number {
  return typeWidths[type]?.(width) ?? textWidth(width, flags);
}

function textWidth(width: number | null, { longWidth, shortWidth }: LayoutFlags): number {
  const limit = width === null ? longWidth : shortWidth;
  return width === null ? limit : limit === 0 ? width : Math.min(width, limit);
}

const numberTypes = new Set(["Int", "IntN", "FloatN", "NumericN", "DecimalN", "BitN"]);

/** A cell as text: dates in style 121, bits as 0 and 1. */
export function cellText(cell: Cell): string {
  if (cell === null) {
    return nullText;
  }
  if (cell instanceof Date) {
    return cell.toISOString().replace("T", " ").replace("Z", "");
  }
  if (cell instanceof Uint8Array) {
    return `0x${Buffer.from(cell).toString("hex").toUpperCase()}`;
  }
  return typeof cell === "boolean" ? (cell ? "1" : "0") : String(cell);
}

/** One result after the other, line by line. */
export class ResultLayout {
  readonly #flags: LayoutFlags;
  readonly #columns: readonly Placed[];
  #rows = 0;

  constructor(columns: readonly SqlColumn[], flags: LayoutFlags) {
    this.#flags = flags;
    this.#columns = columns.map((column) => ({
      name: column.name,
      width: Math.max(typeWidth(column, flags), column.name.length, nullText.length),
      isNumber: numberTypes.has(column.type),
    }));
  }

  /** The lines of one row, headings before it where one is due. */
  row(cells: readonly Cell[]): string[] {
    const { heading } = this.#flags;
    const isDue = heading > 0 && this.#rows > 0 && this.#rows % heading === 0;
    this.#rows += 1;
    return [...(isDue ? ["", ...this.heading()] : []), ...this.#line(cells.map(cellText))];
  }

  /** Names and dashes. */
  heading(): string[] {
    if (this.#flags.heading < 0) {
      return [];
    }
    const names = this.#columns.map(({ name }) => name);
    const dashes = this.#columns.map(({ name, width }) =>
      "-".repeat(this.#flags.isTrimmed ? Math.max(name.length, 1) : width),
    );
    return [...this.#line(names, true), ...this.#line(dashes, true)];
  }

  /** Lines as wide as the screen. */
  #line(texts: readonly string[], isHeading = false): string[] {
    const { separator, isTrimmed, screenWidth } = this.#flags;
    const placed = texts.map((text, index) => this.#place(text, index, isHeading));
    const line = placed.join(separator);
    if (isTrimmed || line.length <= screenWidth) {
      return [line];
    }
    return line.match(new RegExp(`[^]{1,${screenWidth}}`, "gu")) ?? [""];
  }

  #place(text: string, index: number, isHeading: boolean): string {
    const column = this.#columns[index];
    if (this.#flags.isTrimmed || column === undefined) {
      return text.trimEnd();
    }
    const cut = text.slice(0, Math.max(column.width, 1));
    return column.isNumber && !isHeading ? cut.padStart(column.width) : cut.padEnd(column.width);
  }
}

/** "(5 rows affected)" with the empty line before it. */
export function countLines(rowCount: number): string[] {
  return ["", `(${rowCount} rows affected)`];
}

const informationMax = 10;

/** `Msg 3201, Level 16, State 1, Server X, Line 1` and the text; of information the text alone. */
export function messageLines(message: SqlMessage): string[] {
  const { number, severity, state, text, server, procedure, line } = message;
  if (severity <= informationMax) {
    return [text];
  }
  const where = procedure === "" ? "" : `, Procedure ${procedure}`;
  return [
    `Msg ${number}, Level ${severity}, State ${state}, Server ${server}${where}, Line ${line}`,
    text,
  ];
}
