/**
 * The debugger of a run: turns what the window asks into calls of the broker, and what the broker tells into one state.
 *
 * Runs in: the primary. Knows a run before its broker is there (what is asked then is done when it comes) and after
 * it ended. Nothing here is called per command; the state is told at most each `tellMs`.
 */
import { FaultError } from "../contract/fault.ts";
import type { FaultKind } from "../contract/job.ts";
import {
  allStageBits,
  anyBreakpoint,
  faultStages,
  holdStages,
  isWithSecondary,
  isServerFault,
  stageBits,
  stepLimit,
  type Breakpoint,
  type ControlAction,
  type ControlState,
  type HeldCommand,
  type HoldStage,
  type InjectionPoint,
  type RunTarget,
} from "../contract/step.ts";
import {
  nativeBreakpointsMax,
  type NativeControl,
  type NativeControlCalls,
} from "../vdi/native-control.ts";
import { ChosenCommand, isSame } from "./chosen-command.ts";
import {
  heldCommandsOf,
  nativeBreakpointOf,
  nativeTargetOf,
  targetSlot,
} from "./native-breakpoint.ts";
import type { StepDeeds } from "./step-deeds.ts";

const tellMs = 33;
/** The broker's breakpoints of injections: behind the user's and the one of "run to". */
const pendingSlot = targetSlot + 1;

interface Pending {
  readonly fault: FaultKind;
  readonly at: InjectionPoint;
  readonly slot: number;
}

type Actions = {
  readonly [K in ControlAction["kind"]]: (action: Extract<ControlAction, { kind: K }>) => void;
};

export class StepControl {
  readonly #deeds: StepDeeds;
  readonly #listeners = new Set<(state: ControlState) => void>();
  readonly #breakpoints = new Map<number, { breakpoint: Breakpoint; hits: number }>();
  readonly #pending: Pending[] = [];
  #broker: NativeControlCalls | null = null;
  #look: NativeControl | null = null;
  /** What was asked before the broker was there. */
  #wanted: { stages: number; perSecond: number | null };
  #commandsPerSecond: number | null = null;
  #target: RunTarget | null = null;
  readonly #chosen = new ChosenCommand();
  #strikes: () => ControlState["strikes"] = () => [];
  #isEnded = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(deeds: StepDeeds, isStartedHeld: boolean) {
    this.#deeds = deeds;
    this.#wanted = { stages: isStartedHeld ? allStageBits : 0, perSecond: null };
  }

  /** The strikes that the state tells of. */
  tellStrikes(strikes: () => ControlState["strikes"]): void {
    this.#strikes = strikes;
  }

  /** The broker is there, its devices are not served yet: from the first command on it does as asked. */
  attach(broker: NativeControlCalls): void {
    this.#broker = broker;
    for (const [id, { breakpoint }] of this.#breakpoints) this.#arm(id, breakpoint);
    for (const pending of this.#pending) this.#armPending(pending);
    if (this.#target !== null) broker.runTo(targetSlot, nativeTargetOf(this.#target));
    else if (this.#wanted.perSecond !== null) this.#pace(this.#wanted.perSecond);
    else if (this.#wanted.stages !== 0) broker.pause(this.#wanted.stages);
    this.#refresh();
  }

  /** The end of the run: everything goes on, nothing is held any more. Idempotent. */
  detach(): void {
    for (let slot = 0; slot < nativeBreakpointsMax; slot += 1)
      this.#broker?.setBreakpoint(slot, null);
    this.#broker?.run();
    this.#broker = null;
    this.#isEnded = true;
    this.#look = null;
    this.#target = null;
    this.#commandsPerSecond = null;
    this.#pending.length = 0;
    this.#tell();
  }

  /** Whether commands are held on purpose: no reason to be impatient. */
  get isHolding(): boolean {
    return (this.#look?.holdStages ?? 0) !== 0;
  }

  /** The broker says that something changed. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.#refresh(), tellMs);
  }

  onChange(listener: (state: ControlState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @throws FaultError USAGE with one line that says why not */
  apply(action: ControlAction): ControlState {
    if (this.#isEnded) throw refusal("The run has ended.", "Start it again to step through it.");
    const perform = this.#actions[action.kind] as (action: ControlAction) => void;
    perform(action);
    this.#refresh();
    return this.state();
  }

  state(): ControlState {
    const held = this.#held();
    return {
      mode: this.#mode(),
      stages: holdStages.filter((stage) => (this.#stages() & stageBits([stage])) !== 0),
      commandsPerSecond: this.#commandsPerSecond,
      target: this.#target,
      held,
      chosen: this.#choose(held),
      breakpoints: [...this.#breakpoints].map(([id, { breakpoint, hits }]) => {
        const isArmed = this.#look?.breakpoints[id - 1]?.isArmed ?? breakpoint.isEnabled;
        return { id, breakpoint, hits, isArmed };
      }),
      pending: this.#pending.map(({ fault, at }) => ({ fault, at })),
      strikes: this.#strikes(),
    };
  }

  // ---- actions

  readonly #actions: Actions = {
    pause: ({ stages }) => {
      this.#want(stageBits(stages), null);
      this.#clearTarget();
      this.#broker?.pause(stageBits(stages));
      this.#goOnTo(stages);
    },
    run: () => {
      this.#want(0, null);
      this.#clearTarget();
      this.#broker?.run();
    },
    slow: ({ commandsPerSecond }) => {
      this.#want(allStageBits, commandsPerSecond);
      this.#clearTarget();
      this.#pace(commandsPerSecond);
    },
    step: () => this.#step(),
    runTo: ({ target }) => this.#runTo(target),
    choose: ({ device, sequence }) => this.#chosen.choose({ device, sequence }),
    addBreakpoint: ({ breakpoint }) => {
      const id = freeId(this.#breakpoints);
      if (id === null) {
        const { breakpointsMax } = stepLimit;
        throw refusal(`There are ${breakpointsMax} breakpoints.`, "Remove one first.");
      }
      this.#setBreakpoint(id, breakpoint);
    },
    changeBreakpoint: ({ id, breakpoint }) => this.#setBreakpoint(id, breakpoint),
    removeBreakpoint: ({ id }) => {
      this.#breakpoints.delete(id);
      this.#broker?.setBreakpoint(id - 1, null);
    },
    inject: ({ fault, at }) => this.#inject(fault, at),
  };

  #want(stages: number, perSecond: number | null): void {
    this.#wanted = { stages, perSecond };
    this.#commandsPerSecond = perSecond;
    this.#chosen.forget();
  }

  /** Commands that stand at other stages go on to the next one of `stages`. */
  #goOnTo(stages: readonly HoldStage[]): void {
    if (this.#broker === null) return;
    for (const { device, sequence, stage } of heldCommandsOf(this.#broker.look()))
      if (!stages.includes(stage)) this.#broker.go(device, sequence);
  }

  #pace(commandsPerSecond: number): void {
    this.#broker?.pace(Math.round(1e9 / (commandsPerSecond * holdStages.length)));
  }

  #step(): void {
    const held = this.#held();
    if (this.#mode() !== "paused") {
      this.#want(allStageBits, null);
      this.#clearTarget();
      this.#broker?.pause(allStageBits);
      return;
    }
    const chosen = this.#choose(held);
    const command = held.find((each) => isSame(each, chosen));
    if (command === undefined) {
      if (chosen !== null) this.#chosen.stepLater();
      return;
    }
    this.#chosen.moved(command, performance.now());
    this.#broker?.go(command.device, command.sequence);
  }

  #runTo(target: RunTarget): void {
    this.#want(0, null);
    this.#target = target;
    this.#broker?.runTo(targetSlot, nativeTargetOf(target));
  }

  #clearTarget(): void {
    if (this.#target !== null) this.#broker?.setBreakpoint(targetSlot, null);
    this.#target = null;
  }

  #setBreakpoint(id: number, breakpoint: Breakpoint): void {
    if (breakpoint.fault !== null) this.#refuseForeign();
    if (breakpoint.fault !== null) this.#checkFault(breakpoint.fault, breakpoint.stages);
    this.#breakpoints.set(id, { breakpoint, hits: 0 });
    this.#arm(id, breakpoint);
  }

  #arm(id: number, breakpoint: Breakpoint): void {
    const native = breakpoint.isEnabled ? nativeBreakpointOf(breakpoint) : null;
    this.#broker?.setBreakpoint(id - 1, native);
  }

  // ---- faults

  #inject(fault: FaultKind, at: InjectionPoint): void {
    this.#refuseForeign();
    if (at.kind === "held") {
      this.#injectHeld(fault);
      return;
    }
    if (at.kind === "breakpoint") {
      const known = this.#breakpoints.get(at.id);
      if (known === undefined) throw refusal(`There is no breakpoint ${at.id}.`, "Choose another.");
      this.#setBreakpoint(at.id, { ...known.breakpoint, fault });
      return;
    }
    this.#checkFault(fault, ["received"]);
    const pending = { fault, at, slot: this.#freeSlot() };
    this.#pending.push(pending);
    this.#armPending(pending);
  }

  #armPending({ fault, at, slot }: Pending): void {
    const ordinal = at.kind === "command" ? at.ordinal : null;
    const breakpoint = { ...anyBreakpoint, ordinal, fault, isOnce: true };
    this.#broker?.setBreakpoint(slot, { ...nativeBreakpointOf(breakpoint), doesStop: false });
  }

  #refuseForeign(): void {
    if (this.#deeds.isForeign) {
      throw refusal(
        "Faults are for embedded servers of a run, and this one was there before.",
        "Try the fault on a backup by the embedded server.",
      );
    }
  }

  #injectHeld(fault: FaultKind): void {
    const held = this.#held();
    const chosen = this.#choose(held);
    const command = held.find((each) => isSame(each, chosen));
    if (command === undefined)
      throw refusal("No command is held.", "Step to one first, or inject at the next command.");
    this.#checkFault(fault, [command.stage]);
    const { device, sequence } = command;
    if (isServerFault(fault) || isWithSecondary(command.stage))
      this.#doNow(fault, device, sequence);
    else this.#broker?.inject(device, sequence, fault);
  }

  /** Faults that signals bring about. */
  #doNow(fault: FaultKind, device: number, sequence: number): void {
    this.#deeds.struck(fault, device, sequence);
    if (fault === "server-abort") this.#deeds.abortStatement();
    if (fault === "server-crash") this.#deeds.signalServer("SIGKILL");
    if (fault === "secondary-crash") this.#deeds.signalSecondary(device, "SIGKILL");
    if (fault === "secondary-hang") this.#deeds.signalSecondary(device, "SIGSTOP");
  }

  #checkFault(fault: FaultKind, stages: readonly HeldCommand["stage"][]): void {
    if (fault === "client-timeout" && this.#deeds.serverTimeoutMs() === 0) {
      throw refusal(
        "The server of this run waits for ever, so nobody would end it.",
        "Start the job with a server timeout.",
      );
    }
    const possible = faultStages[fault];
    if (stages.every((stage) => possible.includes(stage))) return;
    const where = possible.length === 0 ? "--fault media-full@BYTES" : possible.join(", ");
    throw refusal(`${fault} cannot strike at ${stages.join(", ")}.`, `It can at: ${where}.`);
  }

  #freeSlot(): number {
    for (let slot = pendingSlot; slot < pendingSlot + stepLimit.pendingMax; slot += 1)
      if (!this.#pending.some((pending) => pending.slot === slot)) return slot;
    throw refusal(
      `${stepLimit.pendingMax} faults wait for their command.`,
      "Let them strike first.",
    );
  }

  // ---- what the broker says

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const look = this.#broker?.look() ?? null;
    this.#look = look;
    if (look !== null) {
      this.#noteHits(look);
      if (this.#chosen.takeStep(this.#held(), performance.now())) this.#step();
      // A breakpoint ended slow motion, or stopped what ran.
      if (look.paceNs === 0) this.#commandsPerSecond = null;
      if (look.holdStages !== 0) this.#wanted = { ...this.#wanted, stages: look.holdStages };
    }
    this.#tell();
  }

  #noteHits(look: NativeControl): void {
    if (this.#target !== null && hitsOf(look, targetSlot) > 0) this.#target = null;
    for (const pending of this.#pending.filter(({ slot }) => hitsOf(look, slot) > 0)) {
      this.#pending.splice(this.#pending.indexOf(pending), 1);
      this.#broker?.setBreakpoint(pending.slot, null);
      if (isServerFault(pending.fault)) this.#doNow(pending.fault, 0, 0);
    }
    for (const [id, known] of this.#breakpoints) {
      const isFirst = known.hits === 0;
      known.hits = hitsOf(look, id - 1);
      if (known.hits > 0 && isFirst) this.#onFirstHit(id, known.breakpoint);
    }
  }

  /** Faults of a breakpoint that the broker does not let strike by itself. */
  #onFirstHit(id: number, { fault }: Breakpoint): void {
    if (fault === null) return;
    const stopped = this.#held().find((each) => each.breakpoint === id);
    const isHere = stopped !== undefined && isWithSecondary(stopped.stage);
    if (isHere || isServerFault(fault))
      this.#doNow(fault, stopped?.device ?? 0, stopped?.sequence ?? 0);
  }

  #held(): HeldCommand[] {
    return this.#look === null ? [] : heldCommandsOf(this.#look);
  }

  /** The command that the next step moves. */
  #choose(held: readonly HeldCommand[]): ControlState["chosen"] {
    return this.#chosen.of(held, performance.now());
  }

  #stages(): number {
    return this.#look?.holdStages ?? (this.#isEnded ? 0 : this.#wanted.stages);
  }

  #mode(): ControlState["mode"] {
    if (this.#isEnded) return "gone";
    if (this.#commandsPerSecond !== null) return "slow";
    return this.#stages() === 0 ? "run" : "paused";
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const state = this.state();
    for (const listener of [...this.#listeners]) listener(state);
  }
}

const hitsOf = (look: NativeControl | null, slot: number): number =>
  look?.breakpoints[slot]?.hits ?? 0;

function freeId(breakpoints: ReadonlyMap<number, unknown>): number | null {
  for (let id = 1; id <= stepLimit.breakpointsMax; id += 1) if (!breakpoints.has(id)) return id;
  return null;
}

const refusal = (what: string, remedy: string): FaultError =>
  new FaultError("USAGE", { what, remedy });
