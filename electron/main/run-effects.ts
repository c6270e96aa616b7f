/**
 * What the system is told of runs: progress on the taskbar, no sleep while one goes on, a notification when
 * one ends unseen.
 */
import { Notification, powerSaveBlocker, type BrowserWindow } from "electron";
import type { Run } from "../contract/run.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { MainWords } from "./words.ts";

/** On Linux notifications go over the session's bus; without one asking for them only makes noise. */
const canNotify =
  process.platform !== "linux" ||
  (process.env["DBUS_SESSION_BUS_ADDRESS"] ?? "").startsWith("unix:");

const noProgress = -1;
/** Above 1 the bar runs without an end: the size is not known. */
const unknownProgress = 2;

export function setupRunEffects(
  runs: RunRegistry,
  window: BrowserWindow,
  words: () => MainWords,
): void {
  let blocker: number | null = null;
  const follow = (): void => {
    const isRunning = runs.running().length > 0;
    if (isRunning && blocker === null) blocker = powerSaveBlocker.start("prevent-app-suspension");
    if (!isRunning && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
    if (!window.isDestroyed())
      window.setProgressBar(progressOf(runs.running().map((job) => job.snapshot())));
  };
  runs.listen({
    onRun: (run) => {
      follow();
      if (run.result !== null && !window.isDestroyed() && !window.isFocused())
        notify(run, window, words());
    },
    onClosed: follow,
  });
}

/** Share of all bytes of all runs, for a taskbar. */
function progressOf(running: readonly Run[]): number {
  if (running.length === 0) return noProgress;
  const devices = running.flatMap((run) => run.devices);
  const expected = devices.reduce((sum, device) => sum + (device.expectedBytes ?? Number.NaN), 0);
  if (!(expected > 0)) return unknownProgress;
  return devices.reduce((sum, device) => sum + device.plainBytes, 0) / expected;
}

function notify(run: Run, window: BrowserWindow, words: MainWords): void {
  if (!canNotify || !Notification.isSupported()) return;
  const notification = new Notification({ title: titleOf(run, words), body: bodyOf(run) });
  notification.on("click", () => {
    if (window.isDestroyed()) return;
    window.show();
    window.focus();
  });
  notification.show();
}

function titleOf(run: Run, words: MainWords): string {
  const outcome = run.result?.outcome;
  if (outcome === "failed") return words.failed;
  if (outcome === "stopped") return words.stopped;
  return run.spec.kind === "backup" ? words.doneBackup : words.doneRestore;
}

function bodyOf(run: Run): string {
  const message = run.result?.failure?.message;
  return message === undefined ? run.database : `${run.database}: ${message}`;
}
