/**
 * Quitting while a run goes on: asks once, aborts cleanly, and waits for the end, at most `abortMsMax`.
 * A signal (Ctrl-C where the app was started) does not ask.
 */
import { app, dialog, type BrowserWindow } from "electron";
import type { RunRegistry } from "./run-registry.ts";
import type { MainWords } from "./words.ts";

const abortMsMax = 10_000;
const exitAfterSignal = 130;

export function setupQuitGuard(
  runs: RunRegistry,
  window: BrowserWindow,
  words: () => MainWords,
): void {
  let isAsking = false;
  window.on("close", (event) => {
    if (runs.running().length === 0) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void askToAbort(window, words()).then(async (isAbort) => {
      isAsking = false;
      if (!isAbort) return;
      await runs.abortAll(abortMsMax);
      app.exit(0);
    });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void runs.abortAll(abortMsMax).then(() => app.exit(exitAfterSignal)));
  }
}

async function askToAbort(window: BrowserWindow, words: MainWords): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message: words.quitAsk,
    detail: words.quitDetail,
    buttons: [words.abortAndQuit, words.keepRunning],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}
