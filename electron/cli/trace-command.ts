/**
 * `handoff trace FILE`: what a trace file holds; with `--export` it is written in another format, with `--compare`
 * two of them are set side by side.
 */
import path from "node:path";
import { exitCode, FaultError } from "../contract/fault.ts";
import type { TraceFormat } from "../contract/trace-calls.ts";
import type { TraceInfo } from "../contract/trace-file.ts";
import { exportFile } from "../jobs/trace-export/export-file.ts";
import { readTimes } from "../jobs/trace/read-times.ts";
import { compareTraces } from "../jobs/trace/trace-compare.ts";
import { figuresOf } from "../jobs/trace/trace-figures.ts";
import { TraceReader } from "../jobs/trace/trace-reader.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { comparisonLines, traceLines } from "./trace-lines.ts";

export interface TraceFlags {
  readonly export?: TraceFormat;
  readonly to?: string;
  readonly force?: boolean;
  readonly compare?: string;
  readonly json?: boolean;
}

/** @returns the exit code: 3 when the file is not whole */
export async function traceCommand(file: string, flags: TraceFlags): Promise<number> {
  refuseMixed(flags);
  const reader = await TraceReader.open(path.resolve(file), loadAddon());
  try {
    if (flags.export !== undefined) {
      return await exportTrace(reader, flags.export, flags);
    }
    return flags.compare === undefined
      ? await summarise(reader, flags.json ?? false)
      : await compare(reader, flags.compare, flags.json ?? false);
  } finally {
    await reader.close();
  }
}

function refuseMixed({ export: format, to, compare, json, force }: TraceFlags): void {
  const isExport = format !== undefined || to !== undefined;
  if (isExport && (format === undefined || to === undefined)) {
    const remedy = "Give --export FORMAT and --to FILE together.";
    throw new FaultError("USAGE", { what: "An export needs a format and a file.", remedy });
  }
  if (isExport && (compare !== undefined || json === true)) {
    const remedy = "Leave --compare and --json out, or --export.";
    throw new FaultError("USAGE", { what: "--export writes one trace into a file.", remedy });
  }
  if (!isExport && force === true) {
    const remedy = "Leave it out, or add --export and --to.";
    throw new FaultError("USAGE", { what: "--force is for --export.", remedy });
  }
}

async function exportTrace(
  reader: TraceReader,
  format: TraceFormat,
  { to = "", force = false }: TraceFlags,
): Promise<number> {
  const file = path.resolve(to);
  await exportFile(reader, format, { file, force });
  process.stdout.write(`${file}\n`);
  return codeOf(reader);
}

async function summarise(reader: TraceReader, json: boolean): Promise<number> {
  const figures = await figuresOf(await readTimes(reader));
  const info: TraceInfo = { ...reader.info, damage: reader.damage };
  print(json, { ...info, figures }, () => traceLines(info, figures));
  return codeOf(reader);
}

async function compare(a: TraceReader, otherFile: string, json: boolean): Promise<number> {
  const b = await TraceReader.open(path.resolve(otherFile), loadAddon());
  try {
    const comparison = await compareTraces(await readTimes(a), await readTimes(b));
    const files = { a: a.info.path, b: b.info.path };
    print(json, { ...files, comparison }, () => comparisonLines(files, comparison));
    return Math.max(codeOf(a), codeOf(b));
  } finally {
    await b.close();
  }
}

function print(json: boolean, data: object, lines: () => string[]): void {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${lines().join("\n")}\n`);
}

function codeOf(reader: TraceReader): number {
  return reader.damage === null ? exitCode.done : exitCode.media;
}
