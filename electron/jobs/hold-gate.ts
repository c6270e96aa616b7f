/**
 * Step, slow motion and breakpoints of message-port mode: the same meaning as native/broker/control.h, in JavaScript.
 *
 * Invariants: a command that is held goes on once, by `go`, `run`, slow motion or `close`; whoever breakpoints stop
 * makes all others stop at their next stage and ends slow motion. Nothing runs while nobody debugs.
 */
import type { FaultKind } from "../contract/job.ts";
import { allStageBits, isWithSecondary, stageOfKind } from "../contract/step.ts";
import { vdCommand } from "../contract/vdi.ts";
import {
  nativeBreakpointsMax,
  type NativeBreakpoint,
  type NativeControl,
  type NativeControlCalls,
  type NativeHeld,
} from "../vdi/native-control.ts";

/** What a command looks like where it is asked about. */
export interface CommandFacts {
  readonly device: number;
  readonly sequence: number;
  readonly command: number;
  readonly size: number;
  readonly handle: number;
  readonly position: number;
  /** nth command of the set; 0 where it does not count. */
  readonly ordinal: number;
  readonly latencyNs: number;
  /** Win32; 0 before it is moved. */
  readonly code: number;
}

export type Faults = readonly FaultKind[];

interface Waiter {
  readonly held: NativeHeld;
  faults: Faults;
  readonly go: (faults: Faults) => void;
}

interface Armed {
  readonly breakpoint: NativeBreakpoint;
  isArmed: boolean;
  hits: number;
}

const paceNsMin = 1e6;
/** Stages that slow motion may be behind, as in native/broker/controller.cc. */
const catchUpMax = 4;
const noFaults: Faults = [];

export class HoldGate implements NativeControlCalls {
  readonly #onChange: () => void;
  readonly #armed = new Array<Armed | null>(nativeBreakpointsMax).fill(null);
  #stages = 0;
  #paceNs = 0;
  #pacer: NodeJS.Timeout | undefined;
  /** When slow motion lets the next one go, on the clock of `performance`. */
  #dueMs = 0;
  readonly #waiters: Waiter[] = [];
  #isTold = false;
  #isClosed = false;

  /** @param onChange called when something changed, not again before the next `look` */
  constructor(onChange: () => void = () => undefined) {
    this.#onChange = onChange;
  }

  pause(stages: number): void {
    this.#setPace(0);
    this.#stages = stages & allStageBits;
    this.#tell();
  }

  run(): void {
    this.#setPace(0);
    this.#stages = 0;
    for (const waiter of this.#waiters.splice(0)) waiter.go(waiter.faults);
    this.#tell();
  }

  runTo(index: number, breakpoint: NativeBreakpoint): void {
    this.setBreakpoint(index, breakpoint);
    // Nothing can meet it in between: all this is one turn of the event loop.
    this.run();
  }

  pace(paceNs: number): void {
    this.#stages = allStageBits;
    this.#setPace(Math.max(paceNs, paceNsMin));
    this.#tell();
  }

  setBreakpoint(index: number, breakpoint: NativeBreakpoint | null): void {
    this.#armed[index] = breakpoint === null ? null : { breakpoint, isArmed: true, hits: 0 };
    this.#tell();
  }

  go(device: number, sequence: number): boolean {
    const at = this.#indexOf(device, sequence);
    const [waiter] = at < 0 ? [] : this.#waiters.splice(at, 1);
    waiter?.go(waiter.faults);
    this.#tell();
    return waiter !== undefined;
  }

  inject(device: number, sequence: number, fault: FaultKind): boolean {
    const waiter = this.#waiters[this.#indexOf(device, sequence)];
    const stage = waiter && stageOfKind(waiter.held.stage);
    if (waiter === undefined || stage === undefined || isWithSecondary(stage)) return false;
    waiter.faults = [...waiter.faults, fault];
    return true;
  }

  look(): NativeControl {
    this.#isTold = false;
    return {
      holdStages: this.#stages,
      paceNs: this.#paceNs,
      held: this.#inOrder().map(({ held }) => held),
      breakpoints: this.#armed.map((armed) => ({
        isArmed: armed?.isArmed ?? false,
        hits: armed?.hits ?? 0,
      })),
    };
  }

  /** Whether anybody looks at commands at this stage (event kind). */
  isWatched(stage: number): boolean {
    const bit = 1 << stage;
    if (this.#isClosed) return false;
    if ((this.#stages & bit) !== 0) return true;
    return this.#armed.some(
      (each) => each?.isArmed === true && (each.breakpoint.stages & bit) !== 0,
    );
  }

  /**
   * Asks whether a command may go on from a stage that is watched.
   *
   * @param onHeld called when it is held, with HeldSlot's breakpoint: the time to note it
   * @returns the faults that strike it, when it goes on
   */
  pass(stage: number, facts: CommandFacts, onHeld: (breakpoint: number) => void): Promise<Faults> {
    const { stoppedBy, faults } = this.#consult(1 << stage, facts);
    const isHeld = stoppedBy > 0 || (this.#stages & (1 << stage)) !== 0;
    if (!isHeld || this.#isClosed) return Promise.resolve(faults);
    if (stoppedBy > 0) {
      this.#setPace(0);
      this.#stages = allStageBits;
    }
    onHeld(stoppedBy);
    const { device, sequence, command, size, handle, position } = facts;
    const sinceNs = performance.now() * 1e6;
    const held = {
      device,
      sequence,
      stage,
      breakpoint: stoppedBy,
      command,
      size,
      handle,
      position,
      sinceNs,
    };
    const passed = new Promise<Faults>((go) => this.#waiters.push({ held, faults, go }));
    this.#tell();
    return passed;
  }

  /** Lets everything go for good. */
  close(): void {
    this.#isClosed = true;
    this.run();
  }

  #consult(bit: number, facts: CommandFacts): { stoppedBy: number; faults: Faults } {
    let stoppedBy = 0;
    const faults: FaultKind[] = [];
    this.#armed.forEach((armed, index) => {
      if (armed?.isArmed !== true || !meets(armed.breakpoint, bit, facts)) return;
      const { isOnce, doesStop, fault } = armed.breakpoint;
      armed.hits += 1;
      armed.isArmed = !isOnce && fault === null;
      if (fault !== null) faults.push(fault);
      if (doesStop && stoppedBy === 0) stoppedBy = index + 1;
      this.#tell();
    });
    return { stoppedBy, faults: faults.length === 0 ? noFaults : faults };
  }

  #inOrder(): Waiter[] {
    return this.#waiters.toSorted(
      ({ held: a }, { held: b }) =>
        a.sequence - b.sequence || a.device - b.device || b.stage - a.stage,
    );
  }

  #indexOf(device: number, sequence: number): number {
    return this.#waiters.findIndex(
      ({ held }) => held.device === device && held.sequence === sequence,
    );
  }

  #setPace(paceNs: number): void {
    this.#paceNs = paceNs;
    clearTimeout(this.#pacer);
    if (paceNs > 0) this.#goWhatIsDue();
  }

  /** Slow motion's next stages. Timers know whole milliseconds only: what is due is counted, not their calls. */
  #goWhatIsDue(): void {
    const nowMs = performance.now();
    const paceMs = this.#paceNs / 1e6;
    // Who is a little late catches up, who had nothing to let go begins a new count.
    if (this.#dueMs + catchUpMax * paceMs < nowMs) this.#dueMs = nowMs;
    while (this.#dueMs <= nowMs && this.#goOldest()) this.#dueMs += paceMs;
    const waitMs = this.#dueMs > nowMs ? this.#dueMs - nowMs : paceMs;
    this.#pacer = setTimeout(() => this.#goWhatIsDue(), Math.ceil(waitMs));
  }

  #goOldest(): boolean {
    const [oldest] = this.#inOrder();
    return oldest !== undefined && this.go(oldest.held.device, oldest.held.sequence);
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#onChange();
  }
}

/** Whether a breakpoint meets a command; as Breakpoint::Meets in native/broker/control.cc. */
export function meets(breakpoint: NativeBreakpoint, bit: number, facts: CommandFacts): boolean {
  const { commands, devices, ordinal } = breakpoint;
  // The finish of a medium is asked for by VDC_Complete.
  const command = facts.command < 32 ? facts.command : vdCommand.VDC_Complete;
  return (
    (breakpoint.stages & bit) !== 0 &&
    (devices.length === 0 || devices.includes(facts.device)) &&
    (commands === 0 || (commands & (1 << command)) !== 0) &&
    facts.latencyNs >= breakpoint.latencyNs &&
    (ordinal === 0 || ordinal === facts.ordinal) &&
    isOfSize(breakpoint, facts) &&
    isThere(breakpoint, facts) &&
    isCode(breakpoint, facts)
  );
}

function isOfSize({ sizeMin, sizeMax }: NativeBreakpoint, { size }: CommandFacts): boolean {
  return size >= sizeMin && size <= sizeMax;
}

/** A position is met by the command that covers it; a command without one only by a breakpoint that asks for none. */
function isThere({ positionFrom, positionTo }: NativeBreakpoint, facts: CommandFacts): boolean {
  if (positionFrom === null && positionTo === null) return true;
  const end = facts.position + Math.max(1, facts.size);
  return (
    facts.position >= 0 &&
    end > (positionFrom ?? Number.NEGATIVE_INFINITY) &&
    facts.position < (positionTo ?? Number.POSITIVE_INFINITY)
  );
}

function isCode({ codeRule, code }: NativeBreakpoint, facts: CommandFacts): boolean {
  if (codeRule === 0) return true;
  return codeRule === 1 ? facts.code === code : facts.code !== 0;
}
