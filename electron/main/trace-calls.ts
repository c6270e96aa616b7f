/**
 * What the page may ask about trace files. Paths come from a dialog, a drop, the command line, or are a run's own.
 */
import path from "node:path";
import { app, dialog, type BrowserWindow } from "electron";
import { asFault, FaultError } from "../contract/fault.ts";
import type { KnownTrace, TraceChoice, TraceFormat } from "../contract/trace-calls.ts";
import { traceFileEnding } from "../contract/trace-file.ts";
import type { Journal } from "../jobs/journal.ts";
import { endingOf, exportFile } from "../jobs/trace-export/export-file.ts";
import { saveTrace, type TextPacker } from "../jobs/trace/save-trace.ts";
import type { TraceStore } from "../jobs/trace/trace-store.ts";
import { TraceReader, type BlockUnpacker } from "../jobs/trace/trace-reader.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { TraceDesk } from "./trace-desk.ts";
import type { WindowHandlers } from "./window-link.ts";
import type { MainWords } from "./words.ts";

/** Newest recorded traces that are listed beside the recent ones. */
const recordedListed = 30;

export interface TraceCallsOptions {
  readonly window: BrowserWindow;
  readonly words: () => MainWords;
  readonly desk: TraceDesk;
  readonly store: TraceStore;
  readonly runs: RunRegistry;
  readonly journal: Journal;
  readonly settings: SettingsStore;
  /** Unpacks blocks, and packs those of a saved copy. */
  readonly unpacker: BlockUnpacker & TextPacker;
}

type TraceHandlers = Pick<
  WindowHandlers,
  | "openTrace"
  | "openTraces"
  | "closeTrace"
  | "readTrace"
  | "moreTrace"
  | "traceFigures"
  | "compareTraces"
  | "saveTrace"
  | "tracePeek"
  | "exportTrace"
  | "knownTraces"
>;

export function traceCalls(options: TraceCallsOptions): TraceHandlers {
  const { desk } = options;
  return {
    openTrace: async ({ source }) => {
      const file =
        source.kind === "choose"
          ? await chooseTrace(options)
          : source.kind === "file"
            ? path.resolve(source.path)
            : await traceOfRun(options, source.runId);
      if (file === null) return null;
      const opened = await desk.open(file);
      if (path.dirname(file) !== options.store.folder) remember(options.settings, file);
      return opened;
    },
    openTraces: () => desk.list(),
    closeTrace: async ({ traceId }) => {
      await desk.close(traceId);
      return {};
    },
    readTrace: async ({ traceId, batches }) => {
      await desk.read(traceId, batches);
      return {};
    },
    moreTrace: ({ traceId, batches }) => {
      desk.more(traceId, batches);
      return {};
    },
    traceFigures: ({ traceId }) => desk.figures(traceId),
    compareTraces: ({ a, b }) => desk.compare(a, b),
    saveTrace: ({ of, withPeeks }) =>
      withReader(options, of, async (reader) => {
        const file = await chooseTarget(options, reader, traceFileEnding);
        if (file !== null) await saveTrace(reader, file, { withPeeks, packer: options.unpacker });
        return { path: file };
      }),
    tracePeek: async ({ traceId, nth }) => {
      const bytes = (await desk.reader(traceId).peek(nth))?.bytes ?? null;
      return bytes === null ? null : new Uint8Array(Buffer.from(bytes, "base64"));
    },
    exportTrace: ({ of, format }) =>
      withReader(options, of, async (reader) => {
        const file = await chooseTarget(options, reader, endingOf[format]);
        if (file !== null) await exportTo(reader, format, file);
        return { path: file };
      }),
    knownTraces: () => knownTraces(options),
  };
}

async function exportTo(reader: TraceReader, format: TraceFormat, file: string): Promise<void> {
  await exportFile(reader, format, { file, force: true }); // the dialog has asked
}

async function chooseTrace({ window, words }: TraceCallsOptions): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: words().chooseTrace,
    properties: ["openFile"],
    filters: [
      { name: words().traceFiles, extensions: [traceFileEnding.slice(1)] },
      { name: words().allFiles, extensions: ["*"] },
    ],
  });
  return answer.filePaths[0] ?? null;
}

async function chooseTarget(
  { window, words }: TraceCallsOptions,
  { info }: TraceReader,
  ending: string,
): Promise<string | null> {
  const { database, startedAtMs } = info.header;
  const stamp = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(":", "");
  const base = path.basename(info.path, traceFileEnding);
  const name = base === info.header.runId ? `${database}-${stamp}` : base;
  const answer = await dialog.showSaveDialog(window, {
    title: words().saveTrace,
    defaultPath: path.join(app.getPath("documents"), `${name}${ending}`),
  });
  return answer.canceled || answer.filePath === "" ? null : answer.filePath;
}

/** A run's trace: as it was asked for, or as it was recorded. */
async function traceOfRun(options: TraceCallsOptions, runId: string): Promise<string> {
  const { runs, journal, store } = options;
  const run = runs.get(runId)?.snapshot() ?? (await journal.pastRun(runId));
  const file = run?.spec.trace ?? (await store.find(runId));
  if (file === null) {
    throw new FaultError("TRACE_OF_RUN_MISSING", { folder: store.folder });
  }
  return path.resolve(file);
}

/** A trace that is open is read again: while its run goes on it grows. */
async function withReader<T>(
  options: TraceCallsOptions,
  of: TraceChoice,
  work: (reader: TraceReader) => Promise<T>,
): Promise<T> {
  const file =
    of.kind === "trace"
      ? options.desk.reader(of.traceId).info.path
      : await traceOfRun(options, of.runId);
  const reader = await TraceReader.open(file, options.unpacker);
  try {
    return await work(reader);
  } finally {
    await reader.close();
  }
}

function remember(settings: SettingsStore, file: string): void {
  const others = settings.get().recentTraces.filter((other) => other !== file);
  settings.change({ recentTraces: [file, ...others].slice(0, recentTracesMax) });
  app.addRecentDocument(file);
}

const recentTracesMax = 12;

async function knownTraces({
  settings,
  store,
  unpacker,
}: TraceCallsOptions): Promise<KnownTrace[]> {
  const recent = settings.get().recentTraces;
  const recorded = (await store.newest(recordedListed)).filter((file) => !recent.includes(file));
  const files = [...recent, ...recorded];
  return Promise.all(files.map((file) => describe(file, !recent.includes(file), unpacker)));
}

async function describe(
  file: string,
  isRecorded: boolean,
  unpacker: BlockUnpacker,
): Promise<KnownTrace> {
  try {
    const reader = await TraceReader.open(file, unpacker);
    await reader.close();
    const { bytes, header, end, events } = reader.info;
    const outcome = end?.outcome ?? null;
    return { path: file, isRecorded, bytes, header, outcome, events, problem: null };
  } catch (error) {
    const problem = asFault(error).message;
    return { path: file, isRecorded, bytes: 0, header: null, outcome: null, events: 0, problem };
  }
}
