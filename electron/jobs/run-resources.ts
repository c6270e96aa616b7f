/**
 * Everything that a run opens: trace, server, set, broker, secondaries. Opened in this order, closed in `close`,
 * whatever was open. Tells what happens as facts.
 */
import { FaultError } from "../contract/fault.ts";
import type { JobSpec } from "../contract/job.ts";
import type { Failure, Run } from "../contract/run.ts";
import type { ProcessHost } from "../host/process-host.ts";
import type { LoginSource } from "../sql/session/session-login.ts";
import type { Addon, BrokerStats } from "../vdi/addon.ts";
import type { LoggedVdiEvents } from "../vdi/vdi-events.ts";
import type { AftermathWatch } from "./aftermath.ts";
import { BrokerFacts } from "./broker-facts.ts";
import { within } from "./children.ts";
import type { Evidence } from "./failure-analysis.ts";
import { eventLogSteps } from "./failure-event-log.ts";
import { faultStep, hresultChip } from "./failure-steps.ts";
import { FailureTrace, fitClocks, type ClockFit } from "./failure-trace.ts";
import { jobLimits } from "./limits.ts";
import type { Plan } from "./plan.ts";
import { RunSet, setStep, type BrokerMaker } from "./run-set.ts";
import type { Fact, RunState } from "./run-state.ts";
import { RunTrace } from "./run-trace.ts";
import { databaseOf, type RunView } from "./run-view.ts";
import type { TraceWatcher } from "./running-job.ts";
import { Secondaries } from "./secondaries.ts";
import { ServerLink } from "./server-link.ts";
import type { StepControl } from "./step-control.ts";
import type { TraceEnd } from "../contract/trace-file.ts";
import { errnoOf } from "../media/manifest.ts";
import { traceLimits } from "./trace/limits.ts";
import type { TakenPeek } from "./trace/run-recorder.ts";
import type { TraceStore } from "./trace/trace-store.ts";
import type { TraceScan } from "./trace-scan.ts";

/** What a broker is made of. */
export interface BrokerContext {
  readonly addon: Addon;
  readonly plan: Plan;
  readonly spec: JobSpec;
  readonly trace: RunTrace | null;
  readonly secondaries: Secondaries;
}

export interface RunResourcesOptions {
  readonly addon: Addon;
  readonly plan: Plan;
  readonly spec: JobSpec;
  readonly host: ProcessHost;
  readonly loginOf: LoginSource;
  readonly view: RunView;
  readonly makeBroker: (context: BrokerContext) => BrokerMaker;
  readonly traces: TraceStore | null;
  readonly dispatch: (fact: Fact) => void;
  readonly state: () => RunState;
  /** Called before a fact that ends the counting. */
  readonly sample: () => void;
  readonly control: StepControl;
  readonly aftermath: AftermathWatch;
  /** Aborted once the run is left. */
  readonly left: AbortSignal;
}

export class RunResources {
  readonly #options: RunResourcesOptions;
  #trace: RunTrace | null = null;
  #server: ServerLink | null = null;
  #set: RunSet | null = null;
  #secondaries: Secondaries | null = null;
  #facts: BrokerFacts | null = null;
  #isBrokerStarted = false;
  #clocks: ClockFit | null = null;
  /** Windows' event log, read when a run failed. */
  #eventLog: LoggedVdiEvents | null = null;

  constructor(options: RunResourcesOptions) {
    this.#options = options;
  }

  get scan(): TraceScan | null {
    return this.#trace?.scan ?? null;
  }

  get droppedEvents(): number {
    return this.#trace?.dropped ?? 0;
  }

  get failedCommand(): Failure["command"] {
    return this.#facts?.failedCommand ?? null;
  }

  /** What trace, event log and injected faults say about a failure. */
  evidence(): Evidence {
    const { aftermath, spec, plan, view } = this.#options;
    const struck = aftermath.strikes.map(({ fault }) => fault);
    const asked = spec.faults.map(({ kind }) => kind);
    const run = { startedAtMs: view.startedAtMs, elapsedMs: view.nowMs(), setName: plan.setName };
    const log = this.#eventLog;
    return {
      trace: this.#failureTrace(),
      logged: log?.problem === "" ? eventLogSteps(log.events, run) : null,
      logProblem: log?.problem ?? "",
      injected: [...struck, ...asked],
    };
  }

  #failureTrace(): FailureTrace | null {
    if (this.#trace === null || this.#clocks === null) return null;
    return new FailureTrace(this.#clocks, this.#trace.native.failure());
  }

  /** Counters of the broker, null when there is none. */
  stats(): BrokerStats | null {
    return this.#set?.stats() ?? null;
  }

  /** The virtual device set, null before it was made. */
  get set(): RunSet | null {
    return this.#set;
  }

  watchTrace(watcher: TraceWatcher | null): void {
    this.#trace?.watch(watcher);
  }

  /** Opens the trace, so that whatever comes next is in it. */
  async openTrace(): Promise<void> {
    const { addon, plan, spec, view } = this.#options;
    const { runId, startedAtMs } = view;
    const run = { runId, startedAtMs, database: databaseOf(spec), spec };
    const { traceName } = plan;
    if (traceName === null) {
      return;
    }
    const { aftermath } = this.#options;
    this.#trace = new RunTrace(addon, { ...plan, traceName }, run, aftermath);
    this.#clocks = fitClocks(
      () => view.nowMs(),
      () => addon.nowNs(),
    );
    if (spec.trace === null) {
      await this.#recordUnasked(this.#trace);
    } else {
      await this.#trace.record({ file: spec.trace, force: spec.force, bytesMax: Infinity });
    }
  }

  /** A run is not failed for a trace that nobody asked for, but it says that there is none. */
  async #recordUnasked(trace: RunTrace): Promise<void> {
    const { traces, view } = this.#options;
    try {
      const file = (await traces?.begin(view.runId)) ?? null;
      if (file !== null) {
        await trace.record({ file, force: true, bytesMax: traceLimits.recordedBytesMax });
      }
    } catch (error) {
      const reason =
        error instanceof FaultError ? (error.parameters["reason"] ?? "") : errnoOf(error);
      view.note("note.traceUnwritten", { folder: traces?.folder ?? "", reason });
    }
  }

  /** A copy of a buffer's bytes, for its trace. @returns whether it is in there */
  recordPeek(peek: TakenPeek): boolean {
    return this.#trace?.recordPeek(peek) ?? false;
  }

  /** A snapshot of the run, for its trace. */
  seeRun(run: Run): void {
    this.#trace?.see(run);
  }

  /** Server, set, statement, configuration. */
  async attach(): Promise<void> {
    const { addon, plan, spec, view, state, dispatch } = this.#options;
    this.#server = await ServerLink.start(this.#options);
    if (state().stage !== "attaching") {
      return;
    }
    const set = new RunSet(addon, spec);
    this.#set = set;
    try {
      set.create(plan, spec);
    } catch (error) {
      dispatch({ kind: "failed", step: setStep(view.nowMs(), error, "step.set.create") });
      return;
    }
    this.#server.send(plan);
    await this.#configure(set);
  }

  async #configure(set: RunSet): Promise<void> {
    const { plan, spec, view, state, dispatch } = this.#options;
    try {
      const config = await set.configuration(() => state().stage === "attaching");
      if (config !== null) {
        view.configured(set.describe(plan, spec, config));
        dispatch({ kind: "configured" });
      }
    } catch (error) {
      if (state().stage === "attaching") {
        dispatch({ kind: "failed", step: setStep(view.nowMs(), error, "step.set.configure") });
      }
    }
  }

  openBroker(): void {
    const set = present(this.#set);
    const secondaries = new Secondaries({ ...this.#options, set });
    const facts = new BrokerFacts(this.#options);
    this.#secondaries = secondaries;
    this.#facts = facts;
    const make = this.#options.makeBroker({ ...this.#options, trace: this.#trace, secondaries });
    set.openBroker(make, (event) => {
      if (event.kind === "ended") {
        this.#options.sample();
      }
      facts.on(event);
    });
    if (set.broker !== null) this.#options.control.attach(set.broker);
  }

  /** Fault: the server aborts its statement. */
  abortStatement(): void {
    this.#server?.abortStatement();
  }

  startBroker(): void {
    const hr = present(this.#set).broker?.start() ?? 0;
    if (hr !== 0) {
      const { name, number } = hresultChip(hr);
      const fault = new FaultError("VDI_FAILED", { call: "OpenDevice", name, number });
      const { view, dispatch } = this.#options;
      dispatch({ kind: "failed", step: faultStep(view.nowMs(), fault) });
      return;
    }
    this.#isBrokerStarted = true;
    present(this.#secondaries).supervise();
  }

  startSecondary(secondary: number): Promise<void> {
    return present(this.#secondaries).start(secondary);
  }

  replaceSecondary(secondary: number): Promise<void> {
    return present(this.#secondaries).replace(secondary);
  }

  completeDevice(device: number): void {
    this.#set?.broker?.completeDevice(device, 0);
  }

  /** The normal end of the set: all devices are closed. */
  async closeSet(): Promise<void> {
    this.#options.sample();
    this.#options.control.detach();
    await this.#secondaries?.close();
    this.#set?.close();
  }

  /** SignalAbort; waits, within limits, until device threads and statement have ended. */
  async abort(): Promise<void> {
    this.#set?.abort();
    this.#options.control.detach();
    if (this.#isBrokerStarted && this.#facts !== null) {
      await within(this.#facts.ended, jobLimits.abortMsMax);
    }
    await this.#server?.statementEnd();
  }

  /**
   * Closes all. Nobody may be left who still writes or unlinks: children first, then segments.
   *
   * @param pending effects that may still open something
   */
  async close(pending: Iterable<Promise<void>>): Promise<void> {
    this.#facts?.close();
    this.#options.control.detach();
    await this.#secondaries?.close();
    await Promise.allSettled(pending);
    await this.#secondaries?.close();
    this.#set?.close();
    await this.#server?.leave();
    if (this.#options.state().isFailing) await this.#readEventLog();
  }

  async #readEventLog(): Promise<void> {
    const { addon, view } = this.#options;
    const log = await addon.vdiEvents?.(Math.floor(view.startedAtMs / 1000));
    this.#eventLog = log ?? null;
  }

  /** Ends the trace's segment, after everything that writes into it. */
  stopTrace(): void {
    this.#trace?.stop();
  }

  /** Ends the trace's file. */
  async closeTrace(end: Omit<TraceEnd, "type" | "droppedEvents">): Promise<void> {
    await this.#trace?.close(end);
    this.#options.traces?.end(this.#options.view.runId);
  }
}

function present<T>(part: T | null): T {
  if (part === null) {
    throw new Error("The run has not come that far.");
  }
  return part;
}
