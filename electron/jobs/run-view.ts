/**
 * The run as everybody else sees it: keeps what only the picture needs (spans, messages, notes, rates) and builds
 * `Run` objects from it, the machine's state and the broker's counters.
 */
import path from "node:path";
import type { JobSpec } from "../contract/job.ts";
import type { FaultParameters } from "../contract/fault.ts";
import type { WordKey } from "../contract/failure-words.ts";
import {
  phases,
  type DeviceState,
  type Phase,
  type Run,
  type RunResult,
  type ServerMessage,
} from "../contract/run.ts";
import type { Strike } from "../contract/step.ts";
import {
  noProgress,
  progressed,
  type ProgressFact,
  type StatementProgress,
} from "../sql/session/statement-progress.ts";
import type { BrokerStats } from "../vdi/addon.ts";
import { jobLimits } from "./limits.ts";
import { Meter, timeLeft } from "./meter.ts";
import type { Plan } from "./plan.ts";
import {
  commandsOf,
  devicesOf,
  phaseOfMoving,
  processesOf,
  timeShareOf,
  type Seen,
} from "./run-picture.ts";
import type { RunState } from "./run-state.ts";
import type { TraceScan } from "./trace-scan.ts";

/** Points of the history that the time left is judged by: ten seconds. */
const spreadPoints = 40;
/** Before this nothing is said of the time left. */
const firstForecastMs = 1_000;
/** The server counts pages, not what they compress to: its forecast is taken with this share of doubt. */
const serverForecastSpread = 0.2;

type SetView = NonNullable<Run["set"]>;

/** What the view reads; the service keeps it up to date. */
export interface Sources {
  readonly state: RunState;
  readonly plan: Plan | null;
  readonly scan: TraceScan | null;
  readonly droppedEvents: number;
  readonly strikes: readonly Strike[];
}

const noLatency = { p50: 0, p99: 0, p999: 0, max: 0 };

export class RunView {
  readonly runId: string;
  readonly startedAtMs = Date.now();
  readonly #spec: JobSpec;
  readonly #sources: () => Sources;
  readonly #startMs = performance.now();
  readonly #spans: Run["phaseSpans"] = [{ phase: "attach", startedMs: 0, endedMs: null }];
  readonly #messages: ServerMessage[] = [];
  readonly #notes: Run["notes"] = [];
  #meter: Meter | null = null;
  #movingSinceMs = 0;
  #stats: BrokerStats | null = null;
  #lastCompletion = { commands: 0, atMs: 0 };
  #isStatementSent = false;
  #statement: StatementProgress = noProgress;
  #set: SetView | null = null;
  #result: RunResult | null = null;
  #endedMs: number | null = null;

  constructor(runId: string, spec: JobSpec, sources: () => Sources) {
    this.runId = runId;
    this.#spec = spec;
    this.#sources = sources;
  }

  /** Milliseconds since the run began. */
  nowMs(): number {
    return this.#endedMs ?? performance.now() - this.#startMs;
  }

  get phase(): Phase {
    return this.#spans.at(-1)?.phase ?? "attach";
  }

  get stats(): BrokerStats | null {
    return this.#stats;
  }

  /** The statement is with the server: the set is being configured. */
  statementSent(): void {
    this.#isStatementSent = true;
  }

  /** From now on the server may wait for completions. */
  configured(set: SetView): void {
    this.#set = set;
    this.#lastCompletion = { commands: 0, atMs: this.nowMs() };
  }

  /** What the server says of how far it is. */
  progressed(fact: ProgressFact): void {
    this.#statement = progressed(this.#statement, fact);
  }

  message(message: ServerMessage): void {
    keepNewest(this.#messages, message, jobLimits.messagesMax);
  }

  note(key: WordKey, parameters: FaultParameters): void {
    keepNewest(
      this.#notes,
      { atMs: this.nowMs(), key, parameters: { ...parameters } },
      jobLimits.notesMax,
    );
  }

  /** Takes the broker's counters as they are now. */
  measure(stats: BrokerStats): void {
    if (stats.devices.length === 0) return; // the broker has not opened its devices yet
    const atMs = this.nowMs();
    this.#stats = stats;
    if (this.#meter === null) {
      this.#meter = new Meter(stats.devices.length, atMs);
      this.#movingSinceMs = atMs;
    }
    const commands = commandsOf(stats);
    if (commands !== this.#lastCompletion.commands) {
      this.#lastCompletion = { commands, atMs };
    }
    this.#meter.add(
      atMs,
      stats.devices.map((device) => device.bytes),
      commands,
    );
  }

  /** Milliseconds in which no command was completed, as far as it was looked at. */
  msSinceCompletion(): number {
    return this.nowMs() - this.#lastCompletion.atMs;
  }

  /** Moves to the phase that the facts say, never back. @returns whether it changed */
  updatePhase(): boolean {
    const next = this.#phaseNow();
    if (phases.indexOf(next) <= phases.indexOf(this.phase)) {
      return false;
    }
    const atMs = this.nowMs();
    const last = this.#spans.at(-1);
    if (last !== undefined) {
      last.endedMs = atMs;
    }
    this.#spans.push({ phase: next, startedMs: atMs, endedMs: null });
    return true;
  }

  /** Freezes the clock: what follows is only reported. */
  end(): void {
    this.#endedMs = this.nowMs();
    const last = this.#spans.at(-1);
    if (last !== undefined) {
      last.endedMs = this.#endedMs;
    }
  }

  setResult(result: RunResult): void {
    this.#result = result;
  }

  /** Numbers of the result; who knows the outcome adds it. */
  figures(): Omit<RunResult, "ok" | "outcome" | "failure"> {
    const { state, scan, droppedEvents } = this.#sources();
    const { bytes, storedBytes } = totalsOf(devicesOf(this.#seen()));
    return {
      bytes,
      storedBytes,
      seconds: this.nowMs() / 1000,
      commands: commandsOf(this.#stats),
      secondaryRestarts: state.secondaries.reduce((sum, part) => sum + part.restarts, 0),
      droppedEvents,
      meanRate: this.#meanRate(bytes),
      peakRate: this.#meter?.peak ?? 0,
      latencyNs: this.#stats?.latencyNs ?? noLatency,
      timeShare: timeShareOf(this.#stats),
      slowest: scan?.slowest() ?? [],
    };
  }

  /** The run as it is now. */
  run(): Run {
    const { state, droppedEvents, strikes } = this.#sources();
    const devices = devicesOf(this.#seen());
    const noHistory = { stepMs: jobLimits.historyStepMs, perDevice: devices.map(() => []) };
    return {
      runId: this.runId,
      database: databaseOf(this.#spec),
      spec: this.#spec,
      startedAtMs: this.startedAtMs,
      elapsedMs: this.nowMs(),
      phase: this.phase,
      phaseSpans: this.#spans.map((span) => ({ ...span })),
      processes: processesOf(state),
      devices,
      set: this.#set,
      rate: this.#rates(totalsOf(devices).bytes),
      commandRate: this.#meter?.commandRate() ?? 0,
      secondsLeft: this.#secondsLeft(devices),
      latencyNs: this.#stats?.latencyNs ?? noLatency,
      timeShare: timeShareOf(this.#stats),
      droppedEvents,
      messages: [...this.#messages],
      notes: [...this.#notes],
      history: this.#meter?.history() ?? noHistory,
      result: this.#result,
      ...(this.#statement === noProgress ? {} : { statement: this.#statement }),
      ...(strikes.length === 0 ? {} : { strikes: [...strikes] }),
    };
  }

  #phaseNow(): Phase {
    switch (this.#sources().state.stage) {
      case "checking":
      case "attaching":
        return this.#isStatementSent ? "configure" : "attach";
      case "opening":
        return "configure";
      case "moving":
        return phaseOfMoving(this.#seen());
      case "judging":
        return "verdict";
      case "publishing":
        return "publish";
      case "aborting":
      case "ending":
      case "ended":
        return this.phase;
    }
  }

  #seen(): Seen {
    const { state, plan, scan } = this.#sources();
    const meter = this.#result === null ? this.#meter : null;
    return {
      state,
      plan,
      stats: this.#stats,
      rateOf: (device) => meter?.deviceRate(device) ?? 0,
      newestCommands: [...(scan?.newestCommand ?? [])],
    };
  }

  #rates(bytes: number): Run["rate"] {
    const now = this.#result === null ? (this.#meter?.rate() ?? 0) : 0;
    return { now, mean: this.#meanRate(bytes), peak: this.#meter?.peak ?? 0 };
  }

  #meanRate(bytes: number): number {
    const ms = this.nowMs() - this.#movingSinceMs;
    return this.#meter === null || ms <= 0 ? 0 : (bytes * 1000) / ms;
  }

  #secondsLeft(devices: readonly DeviceState[]): Run["secondsLeft"] {
    const isTooEarly = this.nowMs() - this.#movingSinceMs < firstForecastMs;
    if (this.#sources().state.stage !== "moving" || this.#meter === null || isTooEarly) {
      return null;
    }
    const open = devices.filter(
      (device) => device.state === "running" || device.state === "waiting",
    );
    const left = open.map(({ expectedBytes, plainBytes }) =>
      expectedBytes === null ? null : Math.max(0, expectedBytes - plainBytes),
    );
    const rates = open.map((device) => device.rate);
    const ours = timeLeft(left, rates, this.#recentRates(this.#meter.history().perDevice));
    return ours ?? forecastOf(this.#statement);
  }

  /** All devices together in each of the last steps. */
  #recentRates(perDevice: readonly (readonly number[])[]): number[] {
    const length = Math.min(spreadPoints, perDevice[0]?.length ?? 0);
    return Array.from({ length }, (_, back) =>
      perDevice.reduce((sum, points) => sum + (points.at(-1 - back) ?? 0), 0),
    );
  }
}

/** What the server expects, where nobody else knows how much will come. */
function forecastOf({ secondsLeft }: StatementProgress): Run["secondsLeft"] {
  return secondsLeft === null
    ? null
    : { seconds: secondsLeft, plusMinus: secondsLeft * serverForecastSpread };
}

function totalsOf(devices: readonly DeviceState[]): { bytes: number; storedBytes: number } {
  return {
    bytes: devices.reduce((sum, device) => sum + device.plainBytes, 0),
    storedBytes: devices.reduce((sum, device) => sum + device.storedBytes, 0),
  };
}

function keepNewest<T>(list: T[], entry: T, max: number): void {
  list.push(entry);
  if (list.length > max) {
    list.shift();
  }
}

/** What the window calls the database: that of the server, else the base name of the first file, without endings and stripe. */
export function databaseOf(spec: JobSpec): string {
  const of = spec.kind === "backup" ? spec.source : spec.sink;
  if (of.kind === "database") {
    return of.database;
  }
  const file =
    spec.kind === "restore"
      ? spec.media[0]
      : spec.source.kind === "replay"
        ? spec.source.files[0]
        : spec.targets[0];
  const whole = path.basename(file ?? "").replace(/(\.(bak|trn|dif|zst))+$/i, "");
  const name = whole.replace(/[-_.]?\d+of\d+$/i, "");
  return name === "" ? "generated" : name;
}
