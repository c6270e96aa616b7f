/**
 * Faults of tests and demonstrations in message-port mode: which of them strikes a command. Each strikes once.
 */
import type { NativeFault } from "../vdi/addon.ts";

type Kind = NativeFault["kind"];

export class PortFaults {
  readonly #faults: readonly NativeFault[];
  #commands = 0;

  constructor(faults: readonly NativeFault[]) {
    this.#faults = faults;
  }

  /** Counts a received command of the set. @returns which one it is, from 1, and the faults that strike it */
  next(): { ordinal: number; faults: Kind[] } {
    this.#commands += 1;
    const struck = this.#faults.filter(
      (fault) => fault.kind !== "media-full" && fault.at === this.#commands,
    );
    return { ordinal: this.#commands, faults: struck.map((fault) => fault.kind) };
  }

  /** Whether a medium that holds `bytes` is full. */
  isFull(bytes: number): boolean {
    return this.#faults.some((fault) => fault.kind === "media-full" && bytes > fault.at);
  }
}
