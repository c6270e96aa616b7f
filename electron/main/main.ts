/**
 * The app. `start` reads as the table of contents of what the main process is made of.
 */
import path from "node:path";
import { app, dialog, safeStorage, type BrowserWindow } from "electron";
import { FaultError } from "../contract/fault.ts";
import type { BackupSpec } from "../contract/job.ts";
import { messagePort } from "../ipc/adapters.ts";
import { Journal } from "../jobs/journal.ts";
import { Lab } from "../jobs/lab/lab.ts";
import { startJob } from "../jobs/start-job.ts";
import { TraceStore } from "../jobs/trace/trace-store.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { benchInApp } from "./bench-in-app.ts";
import { benchTimeline } from "./bench-timeline.ts";
import { demoJob } from "./demo-job.ts";
import { fileCalls } from "./file-calls.ts";
import { readFlags } from "./flags.ts";
import { inspectCalls } from "./inspect-calls.ts";
import { watchJournal } from "./journal-watch.ts";
import { labCalls } from "./lab-calls.ts";
import { createMainWindow } from "./main-window.ts";
import { setMenu } from "./menu.ts";
import { pageUrl, registerPageScheme, setupPageProtocol } from "./page-protocol.ts";
import { Pages } from "./pages.ts";
import { setupPortHandover } from "./port-handover.ts";
import { setupQuitGuard } from "./quit-guard.ts";
import { bufferCalls } from "./buffer-calls.ts";
import { runCalls } from "./run-calls.ts";
import { setupRunEffects } from "./run-effects.ts";
import { RunRegistry } from "./run-registry.ts";
import { exitWithFirstRun } from "./self-test.ts";
import { stepCalls } from "./step-calls.ts";
import { secretCallsOf } from "./secret-calls.ts";
import { SafeSecretStore } from "./secret-store.ts";
import { serverCallsOf, type ServerListener } from "./server-calls.ts";
import { ServerStore } from "./server-store.ts";
import { setupSessionGuards } from "./session-guards.ts";
import { SettingsStore } from "./settings-store.ts";
import { chooseTheme, setupTheme } from "./theme.ts";
import { traceCalls } from "./trace-calls.ts";
import { TraceDesk } from "./trace-desk.ts";
import { TrustedWindows } from "./trusted-windows.ts";
import { UtilityHost } from "./utility-host.ts";
import { wordsFor, type MainWords } from "./words.ts";

interface App {
  readonly runs: RunRegistry;
  readonly window: BrowserWindow;
  readonly pages: Pages;
  readonly demo: BackupSpec;
}

const flags = readFlags(process.argv);

// Who keeps the journal elsewhere (tests, several users of one account) keeps the settings there too.
const stateFolder = process.env["HANDOFF_STATE_DIR"];
if (stateFolder !== undefined && stateFolder !== "")
  app.setPath("userData", path.join(stateFolder, "app"));

registerPageScheme();
if (flags.bench?.includes("timeline") === true)
  void app
    .whenReady()
    .then(() => benchTimeline(open()))
    .catch(giveUp);
else if (flags.bench !== null)
  void app
    .whenReady()
    .then(() => benchInApp(flags.bench ?? [], start))
    .catch(giveUp);
else if (app.requestSingleInstanceLock())
  app
    .whenReady()
    .then(() => void open())
    .catch(giveUp);
else app.exit(0);

function open(): BrowserWindow {
  const { runs, window, pages, demo } = start();
  if (flags.exit) exitWithFirstRun(runs, pages, demo);
  const runId = flags.demo ? runs.start(demo).runId : null;
  void window.loadURL(`${pageUrl}${firstPlace(runId)}`);
  return window;
}

/** All but the page, which the caller loads. */
function start(): App {
  const settings = new SettingsStore(app.getPath("userData"));
  const journal = Journal.open();
  const addon = loadAddon();
  const traces = new TraceStore();
  traces.isOn = settings.get().settings.recordRuns;
  const secrets = new SafeSecretStore(app.getPath("userData"), safeStorage);
  const servers = new ServerStore(app.getPath("userData"), secrets);
  const environment = { host: new UtilityHost(), journal, traces, loginOf: servers.loginOf };
  const runs = new RunRegistry(startJob, environment);
  const lab = new Lab(new UtilityHost(), {
    onView: (view) => pages.tell("lab", view),
    onEntry: (entry) => pages.tell("labEntry", entry),
  });
  const desk = new TraceDesk(addon, {
    onBatch: (traceId, batch) => pages.sendTrace(traceId, batch),
    onEnd: (end) => pages.tell("traceEnd", end),
  });
  const demo = demoJob(path.join(app.getPath("userData"), "demo"));
  const systemLanguage = app.getPreferredSystemLanguages()[0] ?? app.getLocale();
  const words = (): MainWords => wordsFor(settings.get().settings.language, systemLanguage);

  setupPageProtocol();
  setupSessionGuards();
  setupTheme(settings.get().settings.theme, (dark) => pages.tell("theme", { dark }));
  const window = createMainWindow(settings);
  const pages = new Pages(runs, {
    ...bufferCalls(runs, settings),
    ...secretCallsOf(secrets),
    ...serverCallsOf({ store: servers, runs, addon, listener: serverListener((): Pages => pages) }),
    ...fileCalls({ window, words, runs, journal, addon }),
    ...labCalls({ window, words, lab }),
    ...stepCalls(runs, (comparison) => pages.tell("comparison", comparison)),
    ...inspectCalls({
      window,
      words,
      addon,
      onProgress: (done, total) => pages.tell("inspectProgress", { done, total }),
    }),
    ...traceCalls({ window, words, desk, store: traces, runs, journal, settings, unpacker: addon }),
    ...runCalls({
      window,
      runs,
      journal,
      settings,
      demo,
      systemLanguage,
      onSettings: (chosen) => {
        chooseTheme(chosen.theme);
        traces.isOn = chosen.recordRuns;
        setMenu(words(), (command) => pages.ask(command));
        pages.tell("settings", chosen);
      },
    }),
  });
  setMenu(words(), (command) => pages.ask(command));
  setupPages(window, pages, () => void desk.stopStreams());
  setupRunEffects(runs, window, words);
  setupQuitGuard(runs, window, words);
  setupSecondInstance(window, pages);
  const stopWatching = watchJournal(journal.file, () => pages.tell("journalChanged", {}));
  quitWithWindows(stopWatching, lab);
  return { runs, window, pages, demo };
}

function serverListener(pages: () => Pages): ServerListener {
  return {
    onServers: () => pages().tell("serversChanged", {}),
    onPlan: (plan) => pages().tell("plan", plan),
    onClosed: (planId) => pages().tell("planClosed", { planId }),
  };
}

function quitWithWindows(stopWatching: () => void, lab: Lab): void {
  app.on("window-all-closed", () => {
    stopWatching();
    void lab.end();
    app.quit();
  });
}

/** Where the page begins: a run that was started, a file that was named, else its first page. */
function firstPlace(runId: string | null): string {
  if (runId !== null) return `#/run/${encodeURIComponent(runId)}`;
  return flags.open === null ? "" : `#/open-trace/${encodeURIComponent(path.resolve(flags.open))}`;
}

/** Lets the window's page in, and in again when it loads anew or its process died. */
function setupPages(window: BrowserWindow, pages: Pages, onGone: () => void): void {
  const trusted = new TrustedWindows();
  trusted.trust(window.webContents);
  setupPortHandover(trusted, (port) => {
    pages.disconnect();
    onGone();
    pages.connect(messagePort(port));
  });
  window.webContents.on("render-process-gone", () => {
    pages.disconnect();
    window.webContents.reload();
  });
  window.on("closed", () => pages.disconnect());
}

/** A second start shows the window of the first, with the file that it was given. */
function setupSecondInstance(window: BrowserWindow, pages: Pages): void {
  app.on("second-instance", (_event, argv, folder) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    const { demo, open } = readFlags(argv);
    if (demo) pages.ask("runDemo");
    if (open !== null) pages.ask("openTrace", path.resolve(folder, open));
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    pages.ask("openTrace", file);
  });
}

function giveUp(error: unknown): void {
  const text = error instanceof FaultError ? `${error.message} ${error.remedy}` : String(error);
  process.stderr.write(`handoff: ${text}\n`);
  if (!flags.exit && flags.bench === null) dialog.showErrorBox("Handoff", text);
  app.exit(error instanceof FaultError ? error.exit : 1);
}
