/** What the page may ask about runs and settings. */
import os from "node:os";
import { app, clipboard, type BrowserWindow } from "electron";
import type { JobSpec } from "../contract/job.ts";
import type { Settings } from "../contract/window.ts";
import type { Journal } from "../jobs/journal.ts";
import { isDrawnByProcessor } from "./drawn-by-processor.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { WindowHandlers } from "./window-link.ts";

export interface RunCallsOptions {
  readonly window: BrowserWindow;
  readonly runs: RunRegistry;
  readonly journal: Journal;
  readonly settings: SettingsStore;
  readonly demo: JobSpec;
  readonly systemLanguage: string;
  /** Settings were changed: menu, theme and the page follow. */
  readonly onSettings: (settings: Settings) => void;
}

type RunCalls = Pick<
  WindowHandlers,
  | "hello"
  | "startRun"
  | "abortRun"
  | "closeRun"
  | "openRuns"
  | "journal"
  | "pastRun"
  | "copyText"
  | "setSettings"
  | "windowAction"
>;

export function runCalls(options: RunCallsOptions): RunCalls {
  const { runs, journal, settings, window } = options;
  return {
    hello: () => ({
      version: app.getVersion(),
      platform: process.platform,
      settings: settings.get().settings,
      systemLanguage: options.systemLanguage,
      demo: options.demo,
      lastSpec: settings.get().lastSpec,
      homeFolder: app.getPath("home"),
      freeMemory: os.freemem(),
      isDrawnByProcessor: isDrawnByProcessor(),
    }),
    startRun: ({ spec }) => {
      const { runId } = runs.start(spec);
      settings.change({ lastSpec: spec });
      return { runId };
    },
    abortRun: ({ runId }) => {
      runs.get(runId)?.abort();
      return {};
    },
    closeRun: ({ runId }) => {
      runs.close(runId);
      return {};
    },
    openRuns: () => runs.snapshots(),
    journal: ({ limit }) => journal.list(limit),
    pastRun: ({ runId }) => runs.get(runId)?.snapshot() ?? journal.pastRun(runId),
    copyText: async ({ text }) => {
      await clipboard.writeText(text);
      return {};
    },
    setSettings: (chosen) => {
      settings.change({ settings: chosen });
      options.onSettings(chosen);
      return {};
    },
    windowAction: ({ action, menu }) => {
      if (action === "menu") edit(window, menu);
      else act(window, action);
      return {};
    },
  };
}

function act(window: BrowserWindow, action: "minimize" | "maximize" | "close"): void {
  if (action === "minimize") window.minimize();
  else if (action === "close") window.close();
  else if (window.isMaximized()) window.unmaximize();
  else window.maximize();
}

/** An entry of the page's own Edit menu: it acts on whatever has the focus there. */
function edit({ webContents }: BrowserWindow, entry: string | undefined): void {
  if (entry === "cut") webContents.cut();
  else if (entry === "copy") webContents.copy();
  else if (entry === "paste") webContents.paste();
  else if (entry === "selectAll") webContents.selectAll();
}
