/**
 * Which held command the next step moves: the one that the user chose, the one that was moved last while it is on its
 * way, else the one that a breakpoint or "run to" stopped, else the oldest.
 */
import { holdStages, type HeldCommand } from "../contract/step.ts";

export interface CommandName {
  readonly device: number;
  readonly sequence: number;
}

/** A command that was let go counts as on its way so long; then the next step takes another one. */
const onItsWayMs = 400;

export class ChosenCommand {
  #chosen: CommandName | null = null;
  #moved: { readonly command: HeldCommand; readonly atMs: number } | null = null;
  /** Steps that were asked for while the command was on its way. */
  #stepsAsked = 0;

  forget(): void {
    this.#chosen = null;
    this.#moved = null;
    this.#stepsAsked = 0;
  }

  choose(chosen: CommandName): void {
    this.forget();
    this.#chosen = chosen;
  }

  /** The command was let go. */
  moved(command: HeldCommand, nowMs: number): void {
    this.#chosen = { device: command.device, sequence: command.sequence };
    this.#moved = { command, atMs: nowMs };
  }

  /** A step was asked for, but the command is on its way: it goes on as soon as it has come. */
  stepLater(): void {
    this.#stepsAsked = Math.min(this.#stepsAsked + 1, holdStages.length);
  }

  /** Whether a step that was asked for is due now. */
  takeStep(held: readonly HeldCommand[], nowMs: number): boolean {
    if (this.#stepsAsked === 0) return false;
    const hasCome = held.some((each) => isSame(each, this.#chosen));
    if (!hasCome && !this.#isOnItsWay(nowMs)) this.#stepsAsked = 0;
    if (hasCome) this.#stepsAsked -= 1;
    return hasCome;
  }

  /** The command that the next step moves; null when nothing is held. */
  of(held: readonly HeldCommand[], nowMs: number): CommandName | null {
    const chosen = held.find((each) => isSame(each, this.#chosen));
    const isGone = chosen === undefined && this.#isOnItsWay(nowMs);
    const next = chosen ?? held.find(isStopped) ?? held[0];
    if (isGone) return this.#chosen;
    return next === undefined ? null : { device: next.device, sequence: next.sequence };
  }

  #isOnItsWay(nowMs: number): boolean {
    const moved = this.#moved;
    return moved !== null && moved.command.stage !== "completed" && nowMs - moved.atMs < onItsWayMs;
  }
}

function isStopped({ breakpoint, isTarget }: HeldCommand): boolean {
  return breakpoint !== null || isTarget;
}

export function isSame(held: CommandName, other: CommandName | null): boolean {
  return held.device === other?.device && held.sequence === other.sequence;
}
