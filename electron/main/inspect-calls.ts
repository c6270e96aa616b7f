/**
 * Inspection of backups for the page: the work is done by native threads, this process waits for them.
 */
import { dialog, type BrowserWindow } from "electron";
import { inspectBackups } from "../media/inspect-backups.ts";
import type { Addon } from "../vdi/addon.ts";
import type { WindowHandlers } from "./window-link.ts";
import type { MainWords } from "./words.ts";

export interface InspectCallsOptions {
  readonly window: BrowserWindow;
  readonly words: () => MainWords;
  readonly addon: Addon;
  readonly onProgress: (done: number, total: number) => void;
}

type InspectCalls = Pick<WindowHandlers, "chooseBackups" | "inspectBackups" | "cancelInspection">;

export function inspectCalls(options: InspectCallsOptions): InspectCalls {
  let running: AbortController | null = null;
  return {
    chooseBackups: async () => {
      const answer = await dialog.showOpenDialog(options.window, {
        title: options.words().chooseBackups,
        properties: ["openFile", "multiSelections"],
      });
      return answer.filePaths;
    },
    inspectBackups: async ({ paths, verify }, context) => {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      context.onCancel(() => mine.abort());
      try {
        return await inspectBackups(paths, options.addon, {
          verify,
          onProgress: options.onProgress,
          signal: mine.signal,
        });
      } catch (error) {
        if (mine.signal.aborted) return null;
        throw error;
      } finally {
        if (running === mine) running = null;
      }
    },
    cancelInspection: () => {
      running?.abort();
      return {};
    },
  };
}
