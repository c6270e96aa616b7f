/**
 * The secondaries of a run: started, watched for death and hanging, replaced with the same media.
 *
 * A process that is gone is told by the host; one that hangs by a lease that is older than the deadline. Either
 * way it is surely dead (SIGKILL and pidfd, in revokeSecondary) before its leases move on.
 */
import path from "node:path";
import { asFault, FaultError } from "../contract/fault.ts";
import type { JobSpec } from "../contract/job.ts";
import type { FailureStep } from "../contract/run.ts";
import { vdError } from "../contract/vdi.ts";
import type { ProcessHost } from "../host/process-host.ts";
import { clientOf } from "./run-set.ts";
import { startSecondary, within, type Child, type SecondaryChannel } from "./children.ts";
import { exitText, faultStep, hresultChip, stepOf } from "./failure-steps.ts";
import { jobLimits, leaseDeadlineMs } from "./limits.ts";
import { mediaOf, type Plan } from "./plan.ts";
import { isUnderWay, type Fact, type RunState } from "./run-state.ts";
import type { RunSet } from "./run-set.ts";
import type { RunView } from "./run-view.ts";

export interface SecondariesOptions {
  readonly host: ProcessHost;
  readonly plan: Plan;
  readonly spec: JobSpec;
  readonly set: RunSet;
  readonly view: RunView;
  readonly dispatch: (fact: Fact) => void;
  readonly state: () => RunState;
}

interface Slot {
  child: Child<SecondaryChannel> | null;
  /** Whether the broker knows the present process. */
  isAttached: boolean;
  /** Why the present process is being given up; null while it is wanted. */
  isGivenUp: boolean;
  /** Leases taken back from the last one. */
  leases: number;
}

export class Secondaries {
  readonly #options: SecondariesOptions;
  readonly #slots: Slot[];
  readonly #deadlineMs = leaseDeadlineMs();
  #timer: NodeJS.Timeout | undefined;
  #isClosing = false;

  constructor(options: SecondariesOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.plan.secondaryCount }, () => ({
      child: null,
      isAttached: false,
      isGivenUp: false,
      leases: 0,
    }));
  }

  /** The channel of a secondary, for port mode; null while there is none. */
  channel(secondary: number): SecondaryChannel | null {
    return this.#slots[secondary]?.child?.channel ?? null;
  }

  /** Starts a secondary, opens its set and media, and hands it to the broker. */
  async start(secondary: number): Promise<void> {
    const slot = this.#slot(secondary);
    slot.isGivenUp = false;
    let child: Child<SecondaryChannel>;
    try {
      child = await startSecondary(this.#options.host, secondary);
    } catch (error) {
      this.#lost(secondary, 0, asFault(error).message);
      return;
    }
    slot.child = child;
    if (this.#isClosing || !isUnderWay(this.#options.state())) {
      child.kill();
      return;
    }
    void child.exited.then((exit) => {
      if (slot.child === child && !slot.isGivenUp) {
        this.#lost(secondary, child.pid, exitText(exit));
      }
    });
    await this.#open(secondary, child);
  }

  /** Makes sure that the lost one is dead and takes its leases back. */
  async replace(secondary: number): Promise<void> {
    const slot = this.#slot(secondary);
    slot.isGivenUp = true;
    const { broker } = this.#options.set;
    slot.leases = slot.isAttached && broker !== null ? await broker.revokeSecondary(secondary) : 0;
    slot.isAttached = false;
    slot.child?.kill();
    await slot.child?.exited;
    slot.child?.channel.close();
    slot.child = null;
    this.#options.dispatch({ kind: "secondaryGone", secondary });
  }

  /** Begins to look for leases that are older than the deadline. */
  supervise(): void {
    this.#timer ??= setInterval(() => this.#lookForHanging(), jobLimits.superviseMs);
  }

  /** Asks all to finish, ends those that do not. Idempotent; none is started afterwards. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    await Promise.all(this.#slots.map((slot) => closeSlot(slot)));
  }

  async #open(secondary: number, child: Child<SecondaryChannel>): Promise<void> {
    const { plan, spec } = this.#options;
    const input = {
      ...clientOf(spec),
      setName: plan.setName,
      segmentName: plan.segmentName,
      index: secondary,
      traceName: plan.traceName,
      media: mediaOf(plan, secondary),
      codecThreads: plan.codecThreads,
      mode: spec.handoff,
    };
    try {
      const { hr, problem } = await child.channel.call("open", input, {
        deadlineMs: jobLimits.openMsMax,
      });
      if (problem !== null) {
        this.#failed(this.#mediumStep(secondary, problem));
      } else if (hr !== vdError.NOERROR) {
        this.#failed(this.#openStep(secondary, hr));
      } else {
        this.#serve(secondary, child);
      }
    } catch (error) {
      const fault = asFault(error);
      // Its end is told by its exit.
      if (fault.code === "CALL_LATE") {
        this.#lost(secondary, child.pid, fault.message);
      } else if (fault.code !== "CHANNEL_CLOSED") {
        this.#failed(faultStep(this.#options.view.nowMs(), fault));
      }
    }
  }

  #serve(secondary: number, child: Child<SecondaryChannel>): void {
    const { set, view, state, dispatch } = this.#options;
    const slot = this.#slot(secondary);
    if (slot.child !== child || slot.isGivenUp || !isUnderWay(state())) {
      return;
    }
    slot.isAttached = true;
    set.broker?.attachSecondary(secondary, child.pid);
    if ((state().secondaries[secondary]?.restarts ?? 0) > 0) {
      view.note("note.secondaryReplaced", { secondary: secondary + 1, leases: slot.leases });
    }
    dispatch({ kind: "secondaryServing", secondary, pid: child.pid });
  }

  #lookForHanging(): void {
    const { set, state } = this.#options;
    const stats = set.stats();
    stats?.secondaries.forEach((counters, secondary) => {
      const part = state().secondaries[secondary];
      if (part?.state === "serving" && counters.oldestLeaseAgeMs > this.#deadlineMs) {
        const parameters = {
          secondary: secondary + 1,
          pid: part.pid,
          seconds: this.#deadlineMs / 1000,
        };
        const place = {
          atMs: this.#options.view.nowMs(),
          source: "secondary" as const,
          device: -1,
        };
        this.#give(
          secondary,
          stepOf(place, "step.secondary.hung", parameters),
          `no answer for ${parameters.seconds} s`,
        );
      }
    });
  }

  #lost(secondary: number, pid: number, reason: string): void {
    if (this.#isClosing) {
      return;
    }
    const place = { atMs: this.#options.view.nowMs(), source: "secondary" as const, device: -1 };
    const lost = stepOf(place, "step.secondary.lost", { secondary: secondary + 1, pid, reason });
    this.#give(secondary, lost, reason);
  }

  #give(secondary: number, lost: FailureStep, reason: string): void {
    const { view, dispatch, state } = this.#options;
    const restarts = state().secondaries[secondary]?.restarts ?? 0;
    const place = { atMs: view.nowMs(), source: "secondary" as const, device: -1 };
    const budgetStep = stepOf(place, "step.secondary.budget", {
      secondary: secondary + 1,
      restarts,
      reason,
    });
    if (isUnderWay(state())) {
      view.note("note.secondaryLost", { secondary: secondary + 1, reason });
    }
    dispatch({ kind: "secondaryLost", secondary, step: lost, budgetStep });
  }

  #failed(failed: FailureStep): void {
    if (isUnderWay(this.#options.state())) {
      this.#options.dispatch({ kind: "failed", step: failed });
    }
  }

  #openStep(secondary: number, hr: number): FailureStep {
    const place = { atMs: this.#options.view.nowMs(), source: "secondary" as const, device: -1 };
    const chip = hresultChip(hr);
    return stepOf(place, "step.secondary.notOpened", { secondary: secondary + 1, ...chip }, chip);
  }

  #mediumStep(
    secondary: number,
    problem: { path: string; code: string; device: number },
  ): FailureStep {
    const { plan, view } = this.#options;
    const file = plan.files[problem.device] ?? problem.path;
    const fault =
      plan.kind === "restore"
        ? new FaultError("MEDIA_UNREADABLE", { file, reason: problem.code })
        : problem.code === "EBUSY"
          ? new FaultError("TARGET_IN_USE", { file })
          : new FaultError("TARGET_NOT_WRITABLE", {
              file,
              folder: path.dirname(file),
              reason: problem.code,
            });
    const made = faultStep(view.nowMs(), fault);
    return {
      ...made,
      source: "media",
      device: problem.device,
      parameters: { ...made.parameters, secondary },
    };
  }

  #slot(secondary: number): Slot {
    const slot = this.#slots[secondary];
    if (slot === undefined) {
      throw new Error(`There is no secondary ${secondary}.`);
    }
    return slot;
  }
}

async function closeSlot(slot: Slot): Promise<void> {
  const { child } = slot;
  if (child === null) {
    return;
  }
  slot.isGivenUp = true;
  await within(
    child.channel.call("close", {}, { deadlineMs: jobLimits.leaveMsMax }),
    jobLimits.leaveMsMax,
  );
  await child.leave();
  slot.child = null;
}
