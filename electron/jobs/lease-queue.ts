/**
 * The leases of one device in message-port mode, in the order of their commands. Pure: time comes in.
 *
 * Invariants: the first `sentCount` leases are with the secondary; a flush or a finish is sent alone and
 * nothing passes it; a lease is settled once, by the answer of the process that it was last sent to.
 */
import type { MediumSummary } from "../contract/processes.ts";
import type { NativeCommand, NativeFault } from "../vdi/addon.ts";

export interface Lease {
  readonly what: "move" | "flush" | "finish";
  /** null: a finish that no command asked for. */
  readonly command: NativeCommand | null;
  readonly sequence: number;
  readonly position: bigint;
  readonly size: number;
  handle: number;
  readonly receivedMs: number;
  sentMs: number;
  /** That have not struck yet. */
  readonly faults: Set<NativeFault["kind"]>;
  /** nth command of the set; 0: none. */
  readonly ordinal: number;
  /** When the last stage was over, ms. */
  stageMs: number;
  /** Stands still for a debugger: no reason to give its secondary up. */
  isHeld: boolean;
}

/** A lease that no command asked for: the medium is to be finished. */
export function finishLease(sequence: number, nowMs: number): Lease {
  return {
    what: "finish",
    command: null,
    sequence,
    position: -1n,
    size: 0,
    handle: 0,
    receivedMs: nowMs,
    sentMs: 0,
    faults: new Set(),
    ordinal: 0,
    stageMs: nowMs,
    isHeld: false,
  };
}

/** What a secondary answers, whatever it was asked. */
export interface Answer {
  readonly code: number;
  readonly hr: number;
  readonly bytes: number;
  readonly summary: MediumSummary | null;
  /** On the medium, or read from it, so far. */
  readonly storedBytes: number;
  readonly codecNs: number;
  readonly diskNs: number;
}

/** An answer that no secondary gave. */
export function answerOf(code: number): Answer {
  return { code, hr: 0, bytes: 0, summary: null, storedBytes: 0, codecNs: 0, diskNs: 0 };
}

export class LeaseQueue {
  readonly #leases: Lease[] = [];
  #sentCount = 0;

  get length(): number {
    return this.#leases.length;
  }

  push(lease: Lease): void {
    this.#leases.push(lease);
  }

  /** The next lease that may be sent now, marked as sent; undefined when none may. */
  send(nowMs: number): Lease | undefined {
    const next = this.#leases[this.#sentCount];
    const isFirst = this.#sentCount === 0;
    const isBehindOther = !isFirst && this.#leases[0]?.what !== "move";
    if (next === undefined || isBehindOther || (next.what !== "move" && !isFirst)) return undefined;
    this.#sentCount += 1;
    next.sentMs = nowMs;
    return next;
  }

  /** Takes out a lease that was answered. @returns false when it is not with the secondary */
  settle(lease: Lease): boolean {
    const at = this.#leases.indexOf(lease);
    if (at < 0 || at >= this.#sentCount) return false;
    this.#leases.splice(at, 1);
    this.#sentCount -= 1;
    return true;
  }

  /** The secondary is gone: all leases are to be sent again. @returns how many */
  takeBack(): number {
    this.#sentCount = 0;
    return this.#leases.length;
  }

  /** Empties the queue. */
  takeAll(): Lease[] {
    this.#sentCount = 0;
    return this.#leases.splice(0);
  }

  /** Milliseconds since the oldest lease that is with the secondary was sent; 0 without one. Held ones do not age. */
  oldestAgeMs(nowMs: number): number {
    const oldest = this.#leases.slice(0, this.#sentCount).find((lease) => !lease.isHeld);
    return oldest === undefined ? 0 : nowMs - oldest.sentMs;
  }
}
