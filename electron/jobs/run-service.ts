/**
 * Runs one job: performs the effects that the machine asks for and brings facts back to it.
 *
 * Runs in: main process or command line. Everything that it starts or makes is ended in `cleanUp`, whatever
 * happened. Waits are bounded by limits.ts.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { asFault, type FaultError } from "../contract/fault.ts";
import { sessionOf, type JobSpec } from "../contract/job.ts";
import type { MediumSummary } from "../contract/processes.ts";
import type { Failure, Run } from "../contract/run.ts";
import { discard, publish, writePartialManifest, type RemovedFile } from "../media/publish.ts";
import type { Addon } from "../vdi/addon.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { AftermathWatch } from "./aftermath.ts";
import { BufferPeek } from "./buffer-peek.ts";
import { failureOf, noEvidence } from "./failure-analysis.ts";
import { faultStep, stepOf } from "./failure-steps.ts";
import { jobLimits } from "./limits.ts";
import { manifestOf } from "./manifest-of.ts";
import { planRun, type Plan } from "./plan.ts";
import { prepare, writtenFilesOf } from "./prepare.ts";
import { RunJournal } from "./run-journal.ts";
import { effectsOf, step } from "./run-machine.ts";
import { RunResources, type BrokerContext } from "./run-resources.ts";
import type { BrokerMaker } from "./run-set.ts";
import { isUnderWay, newRun, type Effect, type Fact, type RunState } from "./run-state.ts";
import { RunView } from "./run-view.ts";
import { StepControl } from "./step-control.ts";
import { signalProcess, type StepDeeds } from "./step-deeds.ts";
import type { RunEnvironment, RunningJob, TraceWatcher } from "./running-job.ts";

type Performers = {
  readonly [K in Effect["kind"]]: (effect: Extract<Effect, { kind: K }>) => Promise<void> | void;
};

export class RunService implements RunningJob {
  readonly runId = randomUUID();
  readonly finished: Promise<Run>;
  readonly control: StepControl;
  readonly #aftermath: AftermathWatch;
  readonly buffers = new BufferPeek(() => this.#resources);
  readonly #spec: JobSpec;
  readonly #environment: RunEnvironment;
  readonly #journal: RunJournal;
  readonly #makeBroker: (context: BrokerContext) => BrokerMaker;
  readonly #view: RunView;
  readonly #listeners = new Set<(run: Run) => void>();
  /** Effects under way, for the end to wait for. */
  readonly #pending = new Set<Promise<void>>();
  /** Facts that came while another one was being applied. */
  readonly #facts: Fact[] = [];
  /** Aborted once the run cannot succeed any more. */
  readonly #left = new AbortController();
  #isApplying = false;
  #state: RunState;
  #plan: Plan | null = null;
  #resources: RunResources | null = null;
  #removed: RemovedFile[] = [];
  #sampler: NodeJS.Timeout | undefined;
  #watcher: TraceWatcher | null = null;
  #finish!: (run: Run) => void;

  constructor(
    spec: JobSpec,
    environment: RunEnvironment,
    makeBroker: (context: BrokerContext) => BrokerMaker,
  ) {
    this.#spec = spec;
    this.#environment = environment;
    this.#journal = new RunJournal(environment.journal);
    this.#makeBroker = makeBroker;
    this.#state = newRun(spec.kind);
    this.#view = new RunView(this.runId, spec, () => ({
      state: this.#state,
      plan: this.#plan,
      scan: this.#resources?.scan ?? null,
      droppedEvents: this.#resources?.droppedEvents ?? 0,
      strikes: this.#aftermath.strikes,
    }));
    this.control = new StepControl(this.#stepDeeds(), spec.startHeld ?? false);
    this.#aftermath = new AftermathWatch(
      () => this.#view.nowMs(),
      () => this.control.changed(),
    );
    this.control.tellStrikes(() => this.#aftermath.strikes);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    // Not among the pending effects: reading terabytes of media cannot be cut short, its answer comes too late then.
    void this.#check().catch((error: unknown) => {
      if (!this.#left.signal.aborted) this.#fail(asFault(error));
    });
  }

  snapshot(): Run {
    return this.#view.run();
  }

  onChange(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  watchTrace(watcher: TraceWatcher | null): void {
    this.#watcher = watcher;
    this.#resources?.watchTrace(watcher);
  }

  abort(): void {
    if (isUnderWay(this.#state)) {
      const place = { atMs: this.#view.nowMs(), source: "client" as const, device: -1 };
      this.#dispatch({ kind: "failed", step: stepOf(place, "step.client.stopped", {}) });
    }
  }

  // ---- the machine -------------------------------------------------------------------------------------

  /** Facts are applied one after the other, each with the start of its effects. */
  #dispatch(fact: Fact): void {
    this.#facts.push(fact);
    if (this.#isApplying) {
      return;
    }
    this.#isApplying = true;
    try {
      for (let next = this.#facts.shift(); next !== undefined; next = this.#facts.shift()) {
        this.#apply(next);
      }
    } finally {
      this.#isApplying = false;
    }
  }

  #apply(fact: Fact): void {
    const before = this.#state;
    this.#state = step(before, fact);
    if (this.#state.isFailing) this.#left.abort();
    for (const effect of effectsOf(before, this.#state)) {
      this.#start(effect);
    }
    if (this.#view.updatePhase() || before.stage !== this.#state.stage) {
      this.#tell();
    }
  }

  #start(effect: Effect): void {
    const running = this.#perform(effect).catch((error: unknown) => {
      this.#onEffectFailed(effect, error);
    });
    if (effect.kind !== "cleanUp" && effect.kind !== "report") {
      this.#pending.add(running);
      void running.then(() => this.#pending.delete(running));
    }
  }

  async #perform(effect: Effect): Promise<void> {
    const perform = this.#performers[effect.kind] as (effect: Effect) => Promise<void> | void;
    await perform(effect);
  }

  readonly #performers: Performers = {
    attach: () => this.#attach(),
    openBroker: () => this.#resources?.openBroker(),
    startSecondary: ({ secondary }) => this.#resources?.startSecondary(secondary),
    replaceSecondary: ({ secondary }) => this.#resources?.replaceSecondary(secondary),
    startBroker: () => this.#resources?.startBroker(),
    describe: ({ device, summary }) => this.#describe(device, summary),
    completeDevice: ({ device }) => this.#resources?.completeDevice(device),
    closeSet: () => this.#resources?.closeSet(),
    publish: () => this.#publish(),
    abort: () => this.#abort(),
    cleanUp: () => this.#cleanUp(),
    report: () => this.#report(),
  };

  /** An effect that fails fails the run; the ones at the end must not stop the end. */
  #onEffectFailed(effect: Effect, error: unknown): void {
    const fault = asFault(error);
    if (effect.kind === "describe") {
      this.#onDescribeFailed(effect.device, effect.summary, fault);
      return;
    }
    this.#fail(fault);
    if (effect.kind === "abort") {
      this.#dispatch({ kind: "aborted" });
    }
    if (effect.kind === "cleanUp") {
      this.#dispatch({ kind: "cleaned", isStopped: false });
    }
  }

  #onDescribeFailed(device: number, summary: MediumSummary, fault: FaultError): void {
    const file = this.#plan?.files[device] ?? "";
    const { message: reason } = fault;
    const parameters = { file, reason, device: device + 1, position: summary.plainBytes };
    const place = { atMs: this.#view.nowMs(), source: "media" as const, device };
    this.#dispatch({ kind: "failed", step: stepOf(place, "step.client.manifest", parameters) });
  }

  #fail(fault: FaultError): void {
    this.#dispatch({ kind: "failed", step: faultStep(this.#view.nowMs(), fault) });
  }

  #tell(): void {
    if (this.#listeners.size === 0) {
      return;
    }
    const run = this.#view.run();
    for (const listener of [...this.#listeners]) {
      try {
        listener(run);
      } catch (error) {
        // Whoever only looks must not keep the run from going on to its end; it is not asked again.
        this.#listeners.delete(listener);
        process.emitWarning(asFault(error).message);
      }
    }
  }

  // ---- the way there -------------------------------------------------------------------------------------

  async #check(): Promise<void> {
    await Promise.resolve(); // whoever starts the job can listen before anything happens
    const addon = loadAddon();
    this.#aftermath.startClock(Number(addon.nowNs()));
    const facts = await prepare({
      spec: this.#spec,
      addon,
      view: this.#view,
      journal: this.#environment.journal,
      loginOf: this.#environment.loginOf,
      left: this.#left.signal,
    });
    if (this.#state.stage !== "checking") {
      return;
    }
    const machine = { coreCount: availableParallelism(), id: this.runId };
    const planned = planRun(this.#spec, facts, machine);
    const isTraced = this.#environment.isTraced ?? true;
    const plan = isTraced ? planned : { ...planned, traceName: null };
    this.#plan = plan;
    this.#resources = this.#resourcesFor(plan, addon);
    this.#journal.started(this.#view.run());
    const isKept = plan.kind === "backup" && plan.codec.kind !== "null";
    const { assignment, secondaryCount } = plan;
    this.#dispatch({ kind: "planned", assignment, secondaryCount, isKept });
  }

  #resourcesFor(plan: Plan, addon: Addon): RunResources {
    return new RunResources({
      addon,
      plan,
      spec: this.#spec,
      loginOf: this.#environment.loginOf,
      host: this.#environment.host,
      traces: this.#environment.traces ?? null,
      view: this.#view,
      makeBroker: this.#makeBroker,
      dispatch: (fact) => {
        this.#dispatch(fact);
      },
      state: () => this.#state,
      sample: () => {
        this.#sample();
      },
      control: this.control,
      aftermath: this.#aftermath,
      left: this.#left.signal,
    });
  }

  #stepDeeds(): StepDeeds {
    return {
      serverTimeoutMs: () => this.#plan?.serverTimeoutMs ?? this.#spec.serverTimeout,
      isForeign: sessionOf(this.#spec) !== null,
      abortStatement: () => this.#resources?.abortStatement(),
      signalServer: (name) => signalProcess(this.#state.server.pid, name),
      signalSecondary: (device, name) => {
        const secondary = this.#plan?.assignment[device] ?? 0;
        signalProcess(this.#state.secondaries[secondary]?.pid ?? 0, name);
      },
      struck: (fault, device, sequence) => {
        this.#aftermath.struck({ fault, device, sequence, timeNs: 0 });
      },
    };
  }

  async #attach(): Promise<void> {
    await this.#resources?.openTrace();
    this.#resources?.watchTrace(this.#watcher);
    this.#sampler = setInterval(() => {
      this.#sample();
    }, jobLimits.sampleMs);
    await this.#resources?.attach();
  }

  #sample(): void {
    const stats = this.#resources?.stats() ?? null;
    if (stats !== null) {
      this.#view.measure(stats);
    }
    this.#view.updatePhase();
    this.#resources?.seeRun(this.#view.run());
    this.#tell();
  }

  // ---- the end -------------------------------------------------------------------------------------------

  async #describe(device: number, summary: MediumSummary): Promise<void> {
    const { set, database, startedAtMs } = this.#view.run();
    const plan = this.#plan;
    if (this.#spec.kind !== "backup" || set === null || plan === null) {
      throw new Error("Only a configured backup has media to describe.");
    }
    const run = { plan, spec: this.#spec, set, database, startedAtMs };
    const manifest = manifestOf(run, summary, Date.now());
    await writePartialManifest(plan.files[device] ?? "", manifest);
    this.#dispatch({ kind: "described", device });
  }

  async #publish(): Promise<void> {
    await publish(this.#plan?.files ?? [], this.#spec.force);
    this.#dispatch({ kind: "published" });
  }

  async #abort(): Promise<void> {
    this.#view.note("note.aborting", { reason: this.#state.steps.at(-1)?.text ?? "" });
    await this.#resources?.abort();
    this.#dispatch({ kind: "aborted" });
  }

  /** Ends everything that was begun, then removes what must not stay. */
  async #cleanUp(): Promise<void> {
    this.#sample();
    try {
      await this.#resources?.close(this.#pending);
    } finally {
      clearInterval(this.#sampler);
      this.#resources?.stopTrace();
    }
    const { isFailing } = this.#state;
    if (isFailing) {
      await this.#discard();
    }
    const failure = isFailing ? this.#failure() : null;
    const isStopped = failure?.code === "RUN_STOPPED";
    await this.#closeTrace(failure);
    this.#dispatch({ kind: "cleaned", isStopped });
  }

  async #closeTrace(failure: Failure | null): Promise<void> {
    const run = this.#view.run();
    const wellOrNot = failure === null ? "done" : "failed";
    this.#resources?.seeRun(run);
    await this.#resources?.closeTrace({
      outcome: failure?.code === "RUN_STOPPED" ? "stopped" : wellOrNot,
      atMs: run.elapsedMs,
      failure,
      phaseSpans: run.phaseSpans,
    });
  }

  /** Removes unfinished files and segments of this run, now that nobody can write them any more. */
  async #discard(): Promise<void> {
    const isTouched = this.#state.server.state !== "idle";
    const isConfirmed = this.#state.steps.some(
      (noted) => noted.parameters["fault"] === "TARGET_PUBLISH_FAILED",
    );
    this.#removed = isTouched && !isConfirmed ? await discard(writtenFilesOf(this.#spec)) : [];
    loadAddon().sweep();
  }

  #failure(): Failure {
    const leftBehind = this.#removed.map(({ file, bytes }) => {
      return { file, bytes, state: "removed" as const };
    });
    const rest = { command: this.#resources?.failedCommand ?? null, leftBehind };
    const evidence = this.#resources?.evidence() ?? noEvidence;
    return failureOf(this.#state.steps, this.#view.nowMs(), rest, evidence);
  }

  #report(): void {
    const outcome = this.#state.outcome ?? "failed";
    this.#aftermath.ended(outcome);
    const ok = outcome === "done";
    this.#view.end();
    const failure = ok ? null : this.#failure();
    this.#view.setResult({ ...this.#view.figures(), ok, outcome, failure });
    const run = this.#view.run();
    this.#journal.ended(run);
    this.#tell();
    this.#finish(run);
  }
}
