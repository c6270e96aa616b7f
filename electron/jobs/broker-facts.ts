/**
 * Turns what the broker reports into facts for the machine, with the words for what went wrong.
 */
import type { Failure } from "../contract/run.ts";
import type { MediumSummary } from "../contract/processes.ts";
import type { BrokerEvent } from "../vdi/addon.ts";
import type { AftermathWatch } from "./aftermath.ts";
import { deviceStep, hresultChip, stepOf } from "./failure-steps.ts";
import { jobLimits } from "./limits.ts";
import type { Plan } from "./plan.ts";
import { isUnderWay, type Fact, type RunState } from "./run-state.ts";
import type { RunView } from "./run-view.ts";
import type { StepControl } from "./step-control.ts";

export interface BrokerFactsOptions {
  readonly plan: Plan;
  readonly view: RunView;
  readonly dispatch: (fact: Fact) => void;
  readonly state: () => RunState;
  readonly control: StepControl;
  readonly aftermath: AftermathWatch;
}

export class BrokerFacts {
  readonly #options: BrokerFactsOptions;
  #orderlyEnd: NodeJS.Timeout | undefined;
  #isClosed = false;
  #failedCommand: Failure["command"] = null;
  #onEnded: () => void = () => undefined;
  /** Resolves when all device threads have ended. */
  readonly ended = new Promise<void>((resolve) => (this.#onEnded = resolve));

  constructor(options: BrokerFactsOptions) {
    this.#options = options;
  }

  /** The command whose completion failed first, null when none did. */
  get failedCommand(): Failure["command"] {
    return this.#failedCommand;
  }

  /** Ends the watch over an orderly end. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#orderlyEnd);
  }

  on(event: BrokerEvent): void {
    const { dispatch } = this.#options;
    switch (event.kind) {
      case "completePending":
        this.#finished(event.summary, true);
        break;
      case "deviceClosed":
        if (event.summary !== null) {
          this.#finished(event.summary, false);
        }
        dispatch({ kind: "deviceClosed", device: event.device });
        break;
      case "deviceFailed":
        this.#onDeviceFailed(event);
        break;
      case "aborted":
        this.#onAborted(event.hr);
        break;
      case "struck":
        this.#options.aftermath.struck(event);
        break;
      case "control":
        this.#options.control.changed();
        break;
      case "ended":
        this.#onEnded();
        dispatch({ kind: "brokerEnded" });
        break;
    }
  }

  #finished(summary: MediumSummary, isCompletePending: boolean): void {
    this.#options.dispatch({
      kind: "finished",
      device: summary.device,
      summary,
      isCompletePending,
    });
  }

  #onDeviceFailed(event: Extract<BrokerEvent, { kind: "deviceFailed" }>): void {
    const { plan, view, state, dispatch } = this.#options;
    const { device, sequence, position, handle } = event;
    const secondary = plan.assignment[device] ?? 0;
    const file = plan.files[device] ?? "";
    const pid = state().secondaries[secondary]?.pid ?? 0;
    this.#failedCommand ??= { sequence, device, position, handle, file, secondary, pid };
    const at = { atMs: view.nowMs(), file, secondary, isBackup: plan.kind === "backup" };
    dispatch({ kind: "deviceFailed", device, step: deviceStep(event, at) });
    if (this.#isClosed) return;
    this.#orderlyEnd ??= setTimeout(() => this.#onNoOrderlyEnd(), jobLimits.orderlyEndMsMax);
  }

  /** The server ends the set in order after an I/O error; when it does not, we do. Not while commands are held. */
  #onNoOrderlyEnd(): void {
    const { view, dispatch, control } = this.#options;
    if (control.isHolding) {
      this.#orderlyEnd = setTimeout(() => this.#onNoOrderlyEnd(), jobLimits.orderlyEndMsMax);
      return;
    }
    const place = { atMs: view.nowMs(), source: "set" as const, device: -1 };
    dispatch({ kind: "failed", step: stepOf(place, "step.set.aborted", {}) });
  }

  /** VD_E_ABORT came while the run was under way: the other side did it, and sometimes it can be told why. */
  #onAborted(hr: number): void {
    const { view, state, dispatch } = this.#options;
    const atMs = view.nowMs();
    const chip = hresultChip(hr);
    const isOurs = !isUnderWay(state()) || state().server.state !== "running";
    const timeoutMs = this.#options.plan.serverTimeoutMs;
    // Whether the statement's end or the abort is heard of first, that we were late says more.
    const step = this.#wereWeLate()
      ? stepOf(
          { atMs, source: "set", device: -1 },
          "step.set.clientLate",
          { timeout: timeoutMs },
          chip,
        )
      : isOurs
        ? stepOf({ atMs, source: "set", device: -1 }, "step.set.aborted", {}, chip)
        : stepOf({ atMs, source: "server", device: -1 }, "step.server.aborted", {}, chip);
    dispatch({ kind: "noted", step });
  }

  /** The server aborts after two of its intervals in which nothing was completed although something was asked. */
  #wereWeLate(): boolean {
    const { plan, view } = this.#options;
    return plan.serverTimeoutMs > 0 && view.msSinceCompletion() >= plan.serverTimeoutMs;
  }
}
