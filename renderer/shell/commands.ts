/**
 * Everything that can be done from a menu, a key or the palette, as one list. A command that cannot be done
 * now stays in the list and says why.
 */
import { codeKeys } from "../../electron/contract/codes/codes.ts";
import type { Run, RunSummary } from "../../electron/contract/run.ts";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import type { Format } from "../format.ts";
import { codeTitle } from "../explain/explanation-text.ts";
import type { App } from "../app.ts";
import { runViewPath } from "../run/run-views.ts";
import { openRunsOf, runningOf, type RunsState } from "../stores/runs-store.ts";
import { serverCommands } from "../servers/server-commands.ts";
import { traceCommands } from "../traces/trace-actions.ts";
import type { UiState } from "../stores/ui-store.ts";
import { stepCommands } from "../step/step-commands.ts";
import type { Words } from "../words/words.ts";

export type CommandIcon =
  | "add"
  | "play"
  | "stop"
  | "run"
  | "runs"
  | "inspect"
  | "settings"
  | "lab"
  | "keys"
  | "code"
  | "close"
  | "export"
  | "look"
  | "copy"
  | "server";

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon: CommandIcon;
  /** As shown: "Ctrl N", "G R"; "" when there is no key. */
  readonly keys: string;
  readonly disabledReason: string | null;
  readonly run: () => void;
  /** The palette lists it only when it is searched for, by the letters of its title. */
  readonly isSearchedOnly?: boolean;
}

export interface CommandContext {
  readonly app: App;
  readonly words: Words;
  readonly runs: RunsState;
  readonly ui: UiState;
  /** Servers that the app knows. */
  readonly servers: readonly ListedServer[];
  /** Hash path: "/", "/run/ID", "/runs", "/settings". */
  readonly path: string;
  readonly navigate: (path: string, options?: { replace: boolean }) => void;
}

/** All commands in the order of the palette, but for those of codes and past runs. */
export function commandsOf(context: CommandContext): Command[] {
  return [
    ...pageCommands(context),
    ...shownRunCommands(context),
    ...stepCommandsOf(context),
    ...serverCommands(context),
    ...traceCommands(context),
    ...runCommands(context),
    ...lookCommands(context),
  ];
}

/** Id of the run that the path shows, or null. */
export function shownRunId(path: string): string | null {
  const match = /^\/run\/([^/]+)/.exec(path);
  return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
}

function pageCommands({ app, words, runs, ui, navigate }: CommandContext): Command[] {
  const w = words.commands;
  const start = ui.actions.start;
  const isBusy = runningOf(runs).length > 0;
  return [
    command(["newJob", w.newJob, "add", "Ctrl N"], () => navigate("/")),
    command(
      ["runDemo", w.runDemo, "play", ""],
      () => void startDemo(app, navigate),
      isBusy ? w.whyRunGoesOn : null,
    ),
    command(
      ["startJob", w.startJob, "play", "Ctrl ↵"],
      () => start?.run(),
      start === undefined ? w.whyNotOnForm : start.disabledReason,
    ),
    command(["openRuns", w.openRuns, "runs", "G R"], () => navigate("/runs")),
    command(["openLab", words.lab.open, "lab", "G L"], () => navigate("/lab")),
    command(["openInspector", words.inspector.title, "inspect", "G I"], () =>
      navigate("/inspector"),
    ),
    command(["openCodes", words.explain.open, "code", "G C"], () => navigate("/codes")),
    command(["openSettings", w.openSettings, "settings", "Ctrl ,"], () => navigate("/settings")),
    command(
      ["tour", words.tour.take, "lab", ""],
      () => app.ui.setState({ isTourOpen: true }),
      isBusy ? w.whyRunGoesOn : null,
    ),
    command(["showKeys", w.showKeys, "keys", "?"], () => app.ui.setState({ isKeysOpen: true })),
  ];
}

function shownRunCommands({ app, words, runs, path }: CommandContext): Command[] {
  const w = words.commands;
  const runId = shownRunId(path);
  const run = runId === null ? undefined : runs.byId[runId];
  const name = run?.database ?? "";
  const whyNotRunning =
    run === undefined ? w.whyNoRun : run.result === null ? null : w.whyNotRunning;
  const whyNotEnded =
    run === undefined ? w.whyNoRun : run.result === null ? w.whyStillRunning : null;
  return [
    command(
      ["abortRun", w.abortRun(name).trim(), "stop", "Ctrl ."],
      () => app.ui.setState({ abortAsked: runId }),
      whyNotRunning,
    ),
    command(
      ["exportReport", w.exportReport, "export", "Ctrl E"],
      () => run && void exportReport(app, run),
      whyNotEnded,
    ),
    command(
      ["closeRun", run === undefined ? words.shell.closeRun : w.closeRun(name), "close", ""],
      () => run && void closeRun(app, run.runId),
      whyNotEnded,
    ),
  ];
}

function stepCommandsOf({ app, words, runs, path, navigate }: CommandContext): Command[] {
  const runId = shownRunId(path);
  return stepCommands({ app, words, run: runId === null ? undefined : runs.byId[runId], navigate });
}

function runCommands({ words, runs, navigate }: CommandContext): Command[] {
  return openRunsOf(runs).flatMap(({ runId, database }) => [
    command([`openRun:${runId}`, words.commands.openRun(database), "run", ""], () =>
      navigate(`/run/${runId}`),
    ),
    command([`openTimeline:${runId}`, words.timeline.viewOf(database), "run", "2"], () =>
      navigate(runViewPath(runId, "timeline")),
    ),
    command([`openBuffers:${runId}`, words.buffers.viewOf(database), "run", "3"], () =>
      navigate(runViewPath(runId, "buffers")),
    ),
  ]);
}

function lookCommands({ app, words }: CommandContext): Command[] {
  const w = words.commands;
  const set = (part: Partial<ReturnType<App["settings"]["getState"]>["settings"]>): void =>
    void app.attempt(() => changeSettings(app, part));
  return [
    command(["themeLight", w.themeLight, "look", ""], () => set({ theme: "light" })),
    command(["themeDark", w.themeDark, "look", ""], () => set({ theme: "dark" })),
    command(["themeSystem", w.themeSystem, "look", ""], () => set({ theme: "system" })),
    command(["languageEn", w.languageEn, "look", ""], () => set({ language: "en" })),
    command(["languagePt", w.languagePt, "look", ""], () => set({ language: "pt-BR" })),
    command(
      ["closeWindow", w.quit, "close", ""],
      () => void app.bridge.call("windowAction", { action: "close" }),
    ),
  ];
}

/** A code is explained where one is: over the page. */
export function codeCommands({ app, words }: Pick<CommandContext, "app" | "words">): Command[] {
  return codeKeys.map((key) => ({
    ...command([`explain:${key}`, words.explain.one(codeTitle(key)), "code", ""], () =>
      app.ui.setState({ explained: key }),
    ),
    isSearchedOnly: true,
  }));
}

/** Runs of the journal that are not open any more. */
export function pastRunCommands(
  journal: readonly RunSummary[],
  { words, format, navigate }: Pick<CommandContext, "words" | "navigate"> & { format: Format },
): Command[] {
  const nowMs = Date.now();
  return journal.map(({ runId, database, startedAtMs }) => {
    const when = `${format.day(startedAtMs, nowMs)}, ${format.clockShort(startedAtMs)}`;
    const title = words.commands.openPastRun(database, when);
    return {
      ...command([`pastRun:${runId}`, title, "runs", ""], () =>
        navigate(`/run/${encodeURIComponent(runId)}`),
      ),
      isSearchedOnly: true,
    };
  });
}

type Head = readonly [id: string, title: string, icon: CommandIcon, keys: string];

function command(
  [id, title, icon, keys]: Head,
  run: () => void,
  disabledReason: string | null = null,
): Command {
  return { id, title, icon, keys, disabledReason, run };
}

/** Changes settings at once here, and in the file behind them. */
export async function changeSettings(
  app: App,
  part: Partial<ReturnType<App["settings"]["getState"]>["settings"]>,
): Promise<void> {
  const settings = { ...app.settings.getState().settings, ...part };
  app.settings.setState({ settings });
  await app.bridge.call("setSettings", settings);
}

/** Starts the demo job and shows it. */
export async function startDemo(app: App, navigate: (path: string) => void): Promise<void> {
  const started = await app.attempt(() => app.bridge.call("startRun", { spec: app.hello.demo }));
  if (started !== undefined) navigate(`/run/${started.runId}`);
}

export async function exportReport(app: App, run: Run): Promise<void> {
  const answer = await app.attempt(() => app.bridge.call("exportReport", { runId: run.runId }));
  if (typeof answer?.path === "string") app.notify(answer.path);
}

export async function closeRun(app: App, runId: string): Promise<void> {
  await app.attempt(() => app.bridge.call("closeRun", { runId }));
}
