/**
 * Exports a trace file into another file.
 */
import { open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { FaultError } from "../../contract/fault.ts";
import { traceFormatSchema, type TraceFormat } from "../../contract/trace-calls.ts";
import { errnoOf } from "../../media/manifest.ts";
import type { TraceReader } from "../trace/trace-reader.ts";
import { csvExporter } from "./csv.ts";
import { exportTrace, type Exporter } from "./exporter.ts";
import { ndjsonExporter } from "./ndjson.ts";
import { perfettoExporter } from "./perfetto.ts";
import { processesOf, TracedRun } from "./traced-run.ts";

export const traceFormats = traceFormatSchema.options;

const exporters: Readonly<Record<TraceFormat, () => Exporter>> = {
  perfetto: perfettoExporter,
  ndjson: () => ndjsonExporter,
  csv: csvExporter,
};

/** The file's usual ending. */
export const endingOf: Readonly<Record<TraceFormat, string>> = {
  perfetto: ".json",
  ndjson: ".ndjson",
  csv: ".csv",
};

/**
 * Writes `target`, under a temporary name first: what has the target's name is whole. Two passes over the events.
 *
 * @throws FaultError INTO_EXISTS, TARGET_NOT_WRITABLE, TRACE_UNREADABLE
 */
export async function exportFile(
  reader: TraceReader,
  format: TraceFormat,
  target: { readonly file: string; readonly force: boolean },
): Promise<void> {
  await refuseExisting(target.file, target.force);
  const run = await TracedRun.survey(processesOf(reader.info), reader.events());
  await write(target.file, exportTrace(exporters[format](), run, reader.events()));
}

async function refuseExisting(target: string, force: boolean): Promise<void> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (isThere && !force) {
    throw new FaultError("INTO_EXISTS", { file: target });
  }
}

async function write(target: string, pieces: AsyncIterable<string>): Promise<void> {
  const partial = `${target}.partial`;
  try {
    const handle = await open(partial, "w", 0o644);
    try {
      for await (const piece of pieces) {
        await handle.writeFile(piece);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof FaultError) {
      throw error;
    }
    const reason = errnoOf(error);
    throw new FaultError(
      "TARGET_NOT_WRITABLE",
      { file: target, folder: path.dirname(target), reason },
      { cause: error },
    );
  }
}
