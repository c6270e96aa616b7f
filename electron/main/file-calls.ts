/**
 * What the page may ask about files. Paths that it did not type come from a dialog that we opened.
 */
import fs from "node:fs/promises";
import path from "node:path";
import { app, dialog, shell, type BrowserWindow } from "electron";
import type { Run } from "../contract/run.ts";
import type { Journal } from "../jobs/journal.ts";
import { freeSpaceOf } from "../jobs/free-space.ts";
import { makeReport, reportFileName } from "../jobs/report/make-report.ts";
import { inspectHead } from "../media/inspect.ts";
import type { Addon } from "../vdi/addon.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { WindowHandlers } from "./window-link.ts";
import type { MainWords } from "./words.ts";

export interface FileCallsOptions {
  readonly window: BrowserWindow;
  readonly words: () => MainWords;
  readonly runs: RunRegistry;
  readonly journal: Journal;
  readonly addon: Addon;
}

type FileCalls = Pick<
  WindowHandlers,
  | "chooseFiles"
  | "chooseFolder"
  | "inspectFiles"
  | "freeSpace"
  | "showInFolder"
  | "removeFiles"
  | "exportReport"
>;

export function fileCalls(options: FileCallsOptions): FileCalls {
  const { window, words, addon } = options;
  return {
    chooseFiles: async ({ purpose }) => {
      const title = {
        replay: words().chooseReplay,
        media: words().chooseMedia,
        compare: words().chooseCompare,
      }[purpose];
      const answer = await dialog.showOpenDialog(window, {
        title,
        properties: ["openFile", "multiSelections"],
      });
      return answer.filePaths;
    },
    chooseFolder: async () => {
      const answer = await dialog.showOpenDialog(window, {
        title: words().chooseFolder,
        properties: ["openDirectory", "createDirectory"],
      });
      return answer.filePaths[0] ?? null;
    },
    inspectFiles: ({ paths }) => Promise.all(paths.map((file) => inspectHead(file, addon))),
    freeSpace: ({ folders }) => freeSpaceOf(folders),
    showInFolder: ({ path: file }) => {
      shell.showItemInFolder(file);
      return {};
    },
    removeFiles: async ({ runId }) => ({
      removed: await removePartials(await runOf(options, runId)),
    }),
    exportReport: async ({ runId }) => {
      const run = await runOf(options, runId);
      if (run === null) return { path: null };
      return { path: await saveReport(run, window, words()) };
    },
  };
}

async function runOf({ runs, journal }: FileCallsOptions, runId: string): Promise<Run | null> {
  return runs.get(runId)?.snapshot() ?? (await journal.pastRun(runId));
}

/** Only what a failed run says that it left, and only under an unfinished name. */
async function removePartials(run: Run | null): Promise<number> {
  const left = run?.result?.failure?.leftBehind ?? [];
  const removals = left
    .filter(({ file, state }) => state === "partial" && /\.partial(\.frames)?$/.test(file))
    .map(({ file }) => fs.unlink(file));
  const results = await Promise.allSettled(removals);
  return results.filter((result) => result.status === "fulfilled").length;
}

async function saveReport(
  run: Run,
  window: BrowserWindow,
  words: MainWords,
): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, {
    title: words.saveReport,
    defaultPath: path.join(app.getPath("documents"), reportFileName(run)),
  });
  if (answer.canceled || answer.filePath === "") return null;
  await fs.writeFile(answer.filePath, await makeReport(run), { mode: 0o600 });
  return answer.filePath;
}
