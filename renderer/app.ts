/**
 * The page without its pictures: bridge, pump and stores, wired once.
 *
 * Facts flow from the bridge through the pump into the stores; views only ask, by `bridge.call`.
 */
import { FaultError } from "../electron/contract/fault.ts";
import type { Run } from "../electron/contract/run.ts";
import type { Bridge, CallOutput } from "./bridge.ts";
import { browserClock, createEventPump, type EventPump, type FrameClock } from "./event-pump.ts";
import { createInspectorStore, type InspectorStore } from "./inspector/inspector-store.ts";
import { RunMemories } from "./run/run-memory.ts";
import { createServersStore, type ServersStore } from "./servers/servers-store.ts";
import { createJobFormStore, type JobFormStore } from "./stores/job-form-store.ts";
import { createJournalStore, type JournalStore, newestFirst } from "./stores/journal-store.ts";
import { createRunsStore, reduceRuns, type RunsStore, withPastRun } from "./stores/runs-store.ts";
import { createSettingsStore, languageOf, type SettingsStore } from "./stores/settings-store.ts";
import { createTracesStore, type TracesStore } from "./traces/traces-store.ts";
import { createUiStore, type UiStore } from "./stores/ui-store.ts";
import { faultText } from "./words/fault-words.ts";
import type { Language } from "./words/words.ts";

export type Hello = CallOutput<"hello">;

export interface App {
  readonly bridge: Bridge;
  readonly pump: EventPump;
  readonly hello: Hello;
  readonly runs: RunsStore;
  readonly journal: JournalStore;
  readonly form: JobFormStore;
  readonly inspector: InspectorStore;
  readonly settings: SettingsStore;
  readonly ui: UiStore;
  readonly memories: RunMemories;
  readonly traces: TracesStore;
  readonly servers: ServersStore;
  /** Fetches a past run into the runs store. @returns it, or null when the journal has none of that id */
  readonly loadRun: (runId: string) => Promise<Run | null>;
  /** Runs an intent and shows its refusal as a notice. @returns what it answered, undefined when it was refused */
  readonly attempt: <T>(intent: () => Promise<T>) => Promise<T | undefined>;
  /** Shows a line for a few seconds. */
  readonly notify: (text: string, tone?: "neutral" | "error") => void;
}

const journalLimit = 10_000;
let noticeId = 0;

/** Says hello to the main process and builds everything that views need. */
export async function createApp(bridge: Bridge, givenClock?: FrameClock): Promise<App> {
  await bridge.ready;
  const hello = await bridge.call("hello", {});
  const [open, openTraces, servers] = await Promise.all([
    bridge.call("openRuns", {}),
    bridge.call("openTraces", {}),
    createServersStore(bridge),
  ]);
  const runs = createRunsStore(open);
  const journal = createJournalStore();
  const form = createJobFormStore(hello.lastSpec, hello.homeFolder);
  const inspector = createInspectorStore();
  const ui = createUiStore();
  const traces = createTracesStore(openTraces);
  const settings = createSettingsStore(hello.settings, hello.systemLanguage, systemIsDark());
  const clock = givenClock ?? browserClock(hello.isDrawnByProcessor);
  const pump = createEventPump(bridge, clock);

  pump.onFrame((facts) => runs.setState((state) => reduceRuns(state, facts)));
  bridge.onEvent("settings", (chosen) => settings.setState({ settings: chosen }));
  bridge.onEvent("theme", ({ dark }) => settings.setState({ isSystemDark: dark }));
  bridge.onEvent("inspectProgress", (progress) => inspector.setState({ progress }));
  bridge.onClose(() => ui.setState({ isConnected: false }));

  const say = (error: unknown): string => messageOf(error, languageOf(settings.getState()));
  const readJournal = async (): Promise<void> => {
    try {
      const lines = await bridge.call("journal", { limit: journalLimit });
      journal.setState({ runs: newestFirst(lines), problem: null });
    } catch (error) {
      journal.setState({ problem: say(error) });
    }
  };
  bridge.onEvent("journalChanged", () => void readJournal());
  void readJournal();

  const notify = (text: string, tone: "neutral" | "error" = "neutral"): void =>
    ui.setState({ notice: { id: ++noticeId, text, tone } });
  return {
    bridge,
    pump,
    hello,
    runs,
    journal,
    form,
    inspector,
    settings,
    ui,
    memories: new RunMemories(hello.isDrawnByProcessor),
    traces,
    servers,
    notify,
    loadRun: async (runId) => {
      const run = await bridge.call("pastRun", { runId });
      if (run !== null) runs.setState((state) => withPastRun(state, run));
      return run;
    },
    attempt: async (intent) => {
      try {
        return await intent();
      } catch (error) {
        notify(say(error), "error");
        return undefined;
      }
    },
  };
}

/** What went wrong and what to do, in one line. */
export function messageOf(error: unknown, language: Language): string {
  if (error instanceof FaultError) {
    const { message, remedy } = faultText(language, error.code, error.parameters);
    return `${message} ${remedy}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function systemIsDark(): boolean {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}
