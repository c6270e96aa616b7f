/**
 * A main process that answers from prepared facts: for tests and for looking at the window. It keeps to the
 * contract through the same channel as the real one.
 */
import type { bufferCalls, PeekCopy } from "../../electron/contract/buffer-calls.ts";
import type { FaultError } from "../../electron/contract/fault.ts";
import type { Inspection } from "../../electron/contract/inspection.ts";
import type { JobSpec } from "../../electron/contract/job.ts";
import type { BackupPlan } from "../../electron/contract/server-plan.ts";
import type { Run, RunSummary } from "../../electron/contract/run.ts";
import type { Comparison, stepCalls } from "../../electron/contract/step-calls.ts";
import type { ControlState } from "../../electron/contract/step.ts";
import {
  type FileInfo,
  type Settings,
  windowCalls,
  windowEvents,
} from "../../electron/contract/window.ts";
import { vdError } from "../../electron/contract/vdi.ts";
import { Channel } from "../../electron/ipc/channel.ts";
import { memoryPortPair } from "../../electron/ipc/memory-port.ts";
import type { Port } from "../../electron/ipc/port.ts";
import { type Handlers, nothing } from "../../electron/ipc/tables.ts";
import { demoSpec } from "./samples.ts";
import { ScriptedServers } from "./scripted-servers.ts";
import { ScriptedLab } from "./scripted-lab.ts";
import { noTraces, scriptedTraces, type ScriptedTraces } from "./scripted-traces.ts";

const tables = {
  calls: nothing,
  serves: windowCalls,
  sends: windowEvents,
  hears: nothing,
} as const;

type DebugCall = keyof typeof bufferCalls | keyof typeof stepCalls;

export class ScriptedMain {
  settings: Settings = {
    theme: "light",
    language: "en",
    singleKeys: true,
    reducedMotion: "system",
    recordRuns: true,
    recordPeeks: false,
  };
  lastSpec: JobSpec | null = null;
  openRuns: Run[] = [];
  pastRuns: Run[] = [];
  journal: RunSummary[] = [];
  files = new Map<string, FileInfo>();
  folders = new Map<string, number>();
  /** Trace files that can be opened, and the figures of them. */
  readonly traces: ScriptedTraces = noTraces();
  /** What the file dialogs answer. */
  chosen: string[] = [];
  chosenFolder: string | null = null;
  /** What an inspection finds; null: it is cancelled. */
  inspection: Inspection | null = null;
  geometry: { stride: number; dataOffset: number } | null = null;
  /** What a look into a buffer answers. */
  peeked: PeekCopy | null = null;
  /** Refuses to start and to inspect, when set. */
  refusal: FaultError | null = null;
  /** What the debugger of every run answers. */
  control: ControlState = {
    mode: "run",
    stages: [],
    commandsPerSecond: null,
    target: null,
    held: [],
    chosen: null,
    breakpoints: [],
    pending: [],
    strikes: [],
  };
  comparison: Comparison | null = null;
  /** Every call in order, by name. */
  readonly calls: { name: string; input: unknown }[] = [];
  readonly lab = new ScriptedLab((name, input) => this.calls.push({ name, input }));
  readonly sql = new ScriptedServers((name, input) => this.calls.push({ name, input }));
  #channel: Channel<typeof tables> | null = null;

  /** The page's port. */
  connect(): Port {
    const [mine, theirs] = memoryPortPair();
    this.#channel = new Channel(mine, { tables, handlers: this.#handlers(), role: "main", pid: 1 });
    return theirs;
  }

  /** Reports a run, as the real main process does up to ten times a second. */
  report(run: Run): void {
    this.#channel?.emit("run", run);
  }

  /** Tells what the debugger of a run holds now. */
  sendControl(runId: string, state: ControlState): void {
    this.control = state;
    this.#channel?.emit("control", { runId, state });
  }

  /** Tells how far a plan is. */
  sendPlan(plan: BackupPlan): void {
    this.#channel?.emit("plan", plan);
  }

  sendComparison(comparison: Comparison): void {
    this.comparison = comparison;
    this.#channel?.emit("comparison", comparison);
  }

  request(command: string, argument: string | null = null): void {
    this.#channel?.emit("command", { command, argument });
  }

  sendTrace(runId: string, batch: ArrayBuffer, sampleEvery: number): void {
    this.#channel?.postBeside({ kind: "trace", runId, sampleEvery, batch });
  }

  disconnect(): void {
    this.#channel?.close();
  }

  callsOf(name: keyof typeof windowCalls): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input);
  }

  #handlers(): Handlers<typeof windowCalls> {
    const noted = this.#noted;
    return {
      ...this.lab.handlers,
      ...this.sql.handlers,
      ...this.#debugHandlers(),
      ...scriptedTraces(this.traces, {
        send: (traceId, batch) => this.sendTrace(traceId, batch, 1),
        end: (traceId) => this.#channel?.emit("traceEnd", { traceId, damage: null, problem: null }),
      }),
      hello: noted("hello", () => ({
        version: "0.1.0",
        platform: "linux",
        settings: this.settings,
        systemLanguage: "en-US",
        demo: demoSpec,
        lastSpec: this.lastSpec,
        homeFolder: "/home/ana",
        freeMemory: 24 * 2 ** 30,
        isDrawnByProcessor: false,
      })),
      startRun: noted("startRun", () => this.#start()),
      abortRun: noted("abortRun", () => ({})),
      closeRun: noted("closeRun", ({ runId }: { runId: string }) => {
        this.openRuns = this.openRuns.filter((run) => run.runId !== runId);
        this.#channel?.emit("runClosed", { runId });
        return {};
      }),
      openRuns: noted("openRuns", () => this.openRuns),
      journal: noted("journal", ({ limit }: { limit: number }) => this.journal.slice(0, limit)),
      pastRun: noted(
        "pastRun",
        ({ runId }: { runId: string }) => this.pastRuns.find((run) => run.runId === runId) ?? null,
      ),
      chooseFiles: noted("chooseFiles", () => this.chosen),
      chooseFolder: noted("chooseFolder", () => this.chosenFolder),
      inspectFiles: noted("inspectFiles", ({ paths }: { paths: string[] }) =>
        paths.map((path) => this.#infoOf(path)),
      ),
      freeSpace: noted("freeSpace", ({ folders }: { folders: string[] }) =>
        folders.map((folder) => this.folders.get(folder) ?? null),
      ),
      showInFolder: noted("showInFolder", () => ({})),
      removeFiles: noted("removeFiles", () => ({ removed: 3 })),
      exportReport: noted("exportReport", () => ({ path: "/home/ana/handoff-report.zip" })),
      copyText: noted("copyText", () => ({})),
      setSettings: noted("setSettings", (settings: Settings) => {
        this.settings = settings;
        return {};
      }),
      chooseBackups: noted("chooseBackups", () => this.chosen),
      inspectBackups: noted("inspectBackups", () => {
        if (this.refusal !== null) throw this.refusal;
        return this.inspection;
      }),
      cancelInspection: noted("cancelInspection", () => ({})),
      watch: noted("watch", () => ({})),
      storeSecret: () => ({}),
      removeSecret: () => ({}),
      hasSecret: () => ({ isThere: false }),
      windowAction: noted("windowAction", () => ({})),
    };
  }

  /** What the debugger's views ask: buffers, steps, the comparison. */
  #debugHandlers(): Pick<Handlers<typeof windowCalls>, DebugCall> {
    const noted = this.#noted;
    return {
      bufferGeometry: noted("bufferGeometry", () => this.geometry),
      peekNext: noted("peekNext", () => this.peeked),
      peekHandle: noted("peekHandle", () => ({
        hr: this.peeked === null ? vdError.VD_E_INVALID : 0,
        bytes: this.peeked?.bytes ?? null,
        isRecorded: false,
      })),
      control: noted("control", () => this.control),
      controlState: noted("controlState", () => this.control),
      startComparison: noted("startComparison", ({ spec }: { spec: JobSpec }) => {
        this.comparison = { comparisonId: "c", spec, ring: null, port: null, state: "running" };
        return this.comparison;
      }),
      stopComparison: noted("stopComparison", () => ({})),
      comparison: noted("comparison", () => this.comparison),
    };
  }

  readonly #noted =
    <I, O>(name: keyof typeof windowCalls, answer: (input: I) => O) =>
    (input: I): O => {
      this.calls.push({ name, input });
      return answer(input);
    };

  #start(): { runId: string } {
    if (this.refusal !== null) throw this.refusal;
    return { runId: "started" };
  }

  #infoOf(path: string): FileInfo {
    return (
      this.files.get(path) ?? {
        path,
        bytes: 0,
        beginsWith: "unknown",
        stripe: null,
        blockSize: null,
        plainBytes: null,
        problem: `${path} does not exist.`,
      }
    );
  }
}
