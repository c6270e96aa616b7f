/**
 * Several databases backed up one after the other, or some at a time. The queue outlives pages; one that fails is
 * remembered with its reason, and the next begins.
 *
 * Runs in: main; knows no Electron. Invariant: an item ends exactly once.
 */
import { randomUUID } from "node:crypto";
import { FaultError } from "../contract/fault.ts";
import type { BackupSpec } from "../contract/job.ts";
import type { Run } from "../contract/run.ts";
import type { BackupPlan, PlanItem, PlanRequest } from "../contract/server-plan.ts";
import type { SavedServer } from "../contract/server-saved.ts";
import type { RunningJob } from "../jobs/running-job.ts";
import { faultWordsOf } from "./server-desk.ts";
import { jobOf } from "./plan-job.ts";
import type { RunRegistry } from "./run-registry.ts";

/** Ended runs of all plans that stay open to be looked at; older ones are in the journal. */
const openRunsMax = 8;
/** Plans that are remembered, running ones included. */
const plansMax = 32;
/** Between two reports of a plan that nothing but figures changed in. */
const reportMs = 250;

export interface QueueListener {
  readonly onPlan: (plan: BackupPlan) => void;
  readonly onClosed: (planId: string) => void;
}

type ItemState = { -readonly [K in keyof PlanItem]: PlanItem[K] } & { job: RunningJob | null };

export class BackupQueue {
  readonly #runs: RunRegistry;
  readonly #serverOf: (serverId: string) => SavedServer;
  readonly #listener: QueueListener;
  readonly #plans = new Map<string, RunningPlan>();
  /** Ended runs of plans that are still open, oldest first; also of plans that are forgotten. */
  readonly #keptRuns: string[] = [];

  /** @param serverOf throws FaultError SQL_UNKNOWN_SERVER */
  constructor(
    runs: RunRegistry,
    serverOf: (serverId: string) => SavedServer,
    listener: QueueListener,
  ) {
    this.#runs = runs;
    this.#serverOf = serverOf;
    this.#listener = listener;
  }

  /** Begins at once. @returns the plan's id @throws FaultError SQL_UNKNOWN_SERVER, USAGE */
  start(request: PlanRequest): string {
    const server = this.#serverOf(request.serverId);
    if (
      new Set(request.databases.map((name) => name.toLowerCase())).size < request.databases.length
    ) {
      throw new FaultError("USAGE", {
        what: "A database is named twice.",
        remedy: "Name each one once.",
      });
    }
    this.#forgetOldest();
    const plan = new RunningPlan(request, server, {
      start: (spec) => this.#runs.start(spec),
      changed: (view) => this.#listener.onPlan(view),
      ended: (runId) => this.#keep(runId),
    });
    this.#plans.set(plan.id, plan);
    plan.begin();
    return plan.id;
  }

  abort(planId: string): void {
    this.#plans.get(planId)?.abort();
  }

  /** Forgets one that has ended; one that goes on stays. */
  close(planId: string): void {
    if (this.#plans.get(planId)?.hasEnded !== true) return;
    this.#plans.delete(planId);
    this.#listener.onClosed(planId);
  }

  /** Oldest first. */
  list(): BackupPlan[] {
    return [...this.#plans.values()].map((plan) => plan.view());
  }

  #keep(runId: string): void {
    this.#keptRuns.push(runId);
    if (this.#keptRuns.length <= openRunsMax) return;
    const oldest = this.#keptRuns.shift();
    if (oldest !== undefined) this.#runs.close(oldest);
  }

  #forgetOldest(): void {
    if (this.#plans.size < plansMax) return;
    const ended = [...this.#plans.values()].find((plan) => plan.hasEnded);
    if (ended === undefined) {
      throw new FaultError("USAGE", {
        what: `${plansMax} plans are running.`,
        remedy: "Wait until one has ended.",
      });
    }
    this.close(ended.id);
  }
}

/** What a plan asks of its queue. */
interface PlanOwner {
  readonly start: (spec: BackupSpec) => RunningJob;
  readonly changed: (view: BackupPlan) => void;
  readonly ended: (runId: string) => void;
}

class RunningPlan {
  readonly id = randomUUID();
  readonly #request: PlanRequest;
  readonly #server: SavedServer;
  readonly #owner: PlanOwner;
  readonly #items: ItemState[];
  readonly #startedAtMs = Date.now();
  #endedAtMs: number | null = null;
  #isStopping = false;
  #toldAtMs = 0;

  constructor(request: PlanRequest, server: SavedServer, owner: PlanOwner) {
    this.#request = request;
    this.#server = server;
    this.#owner = owner;
    this.#items = request.databases.map((database) => ({
      database,
      state: "waiting",
      runId: null,
      share: null,
      bytes: 0,
      seconds: 0,
      files: [],
      fault: null,
      job: null,
    }));
  }

  get hasEnded(): boolean {
    return this.#endedAtMs !== null;
  }

  begin(): void {
    this.#goOn();
    this.#changed();
  }

  abort(): void {
    if (this.hasEnded || this.#isStopping) return;
    this.#isStopping = true;
    for (const item of this.#items) {
      if (item.state === "waiting") item.state = "skipped";
      item.job?.abort();
    }
    this.#goOn();
    this.#changed();
  }

  view(): BackupPlan {
    const items = this.#items.map(itemOf);
    const ended = items.filter(({ state }) => state !== "waiting" && state !== "running");
    const end = this.#isStopping ? ("stopped" as const) : ("ended" as const);
    const going = this.#isStopping ? ("stopping" as const) : ("running" as const);
    return {
      planId: this.id,
      serverId: this.#server.id,
      serverName: this.#server.name,
      request: this.#request,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      state: this.hasEnded ? end : going,
      items,
      finished: ended.length,
      failed: items.filter(({ state }) => state === "failed").length,
    };
  }

  /** Starts what may start now; ends the plan when nothing is left. */
  #goOn(): void {
    const next = (): ItemState | undefined => this.#items.find(({ state }) => state === "waiting");
    const running = (): number => this.#items.filter(({ state }) => state === "running").length;
    for (
      let item = next();
      item !== undefined && running() < this.#request.parallel;
      item = next()
    ) {
      this.#start(item);
    }
    if (next() === undefined && running() === 0) this.#endedAtMs ??= Date.now();
  }

  #start(item: ItemState): void {
    try {
      const spec: BackupSpec = jobOf(this.#request, item.database, this.#server);
      const job = this.#owner.start(spec);
      Object.assign(item, { state: "running", runId: job.runId, files: spec.targets, job });
      const stop = job.onChange((run) => {
        this.#onProgress(item, run);
      });
      void job.finished.then((run) => {
        stop();
        this.#onEnd(item, run);
      });
    } catch (error) {
      Object.assign(item, { state: "failed", fault: faultWordsOf(error) });
    }
  }

  #onProgress(item: ItemState, run: Run): void {
    item.bytes = bytesOf(run);
    item.seconds = run.elapsedMs / 1_000;
    const percent = run.statement?.percent ?? null;
    item.share = percent === null ? null : percent / 100;
    if (Date.now() - this.#toldAtMs >= reportMs) this.#changed();
  }

  #onEnd(item: ItemState, run: Run): void {
    const { result } = run;
    const failure = result?.failure ?? null;
    Object.assign(item, {
      state: result?.outcome ?? "failed",
      bytes: result?.bytes ?? bytesOf(run),
      seconds: result?.seconds ?? 0,
      share: result?.ok === true ? 1 : item.share,
      fault: failure === null ? null : wordsOf(failure),
      job: null,
    });
    this.#owner.ended(run.runId);
    this.#goOn();
    this.#changed();
  }

  #changed(): void {
    this.#toldAtMs = Date.now();
    this.#owner.changed(this.view());
  }
}

function itemOf({
  database,
  state,
  runId,
  share,
  bytes,
  seconds,
  files,
  fault,
}: ItemState): PlanItem {
  return { database, state, runId, share, bytes, seconds, files, fault };
}

function bytesOf(run: Run): number {
  return run.devices.reduce((sum, device) => sum + device.plainBytes, 0);
}

function wordsOf({
  code,
  message,
  remedy,
  parameters,
}: NonNullable<NonNullable<Run["result"]>["failure"]>): PlanItem["fault"] {
  return { code, message, remedy, parameters };
}
