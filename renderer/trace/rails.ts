/**
 * Rails of the handoff diagram: which handoffs are drawn as a token, and how many there were.
 *
 * Each rail (device x kind) draws at most `tokensPerSecond` of the trace's clock; all are counted, so that "1 in N
 * shown" is a measured N.
 *
 * Limits: 64 devices x 4 rails; a queue of `tokensMax` undrawn tokens, of which the oldest go first.
 */
import { vdLimit } from "../../electron/contract/vdi.ts";

export const rail = { command: 0, handle: 1, status: 2, completion: 3 } as const;
export type Rail = (typeof rail)[keyof typeof rail];

export const railKinds = 4;
/** On a rail, while they move along it, and while they only stand on it. */
export const tokensPerSecond = { moving: 8, standing: 0.5 } as const;
const railsMax = vdLimit.deviceCountMax * railKinds;
const tokensMax = 256;

/** A handoff that the diagram draws. */
export interface Token {
  readonly rail: Rail;
  readonly device: number;
  readonly handle: number;
  readonly buffer: number;
  readonly commandCode: number;
  readonly failed: boolean;
}

export class Rails {
  /** Handoffs since the beginning, and those of them that were drawn. */
  passed = 0;
  drawn = 0;
  private gapNs = 1e9 / tokensPerSecond.moving;
  private readonly lastNs = new Float64Array(railsMax).fill(Number.NEGATIVE_INFINITY);
  private tokens: Token[] = [];

  setMoving(isMoving: boolean): void {
    this.gapNs = 1e9 / tokensPerSecond[isMoving ? "moving" : "standing"];
  }

  /** Counts a handoff. @returns whether it is to be drawn: then call `draw` */
  pass(which: Rail, device: number, timeNs: number): boolean {
    this.passed++;
    const index = device * railKinds + which;
    if (timeNs - (this.lastNs[index] ?? 0) < this.gapNs) return false;
    this.lastNs[index] = timeNs;
    return true;
  }

  draw(token: Token): void {
    this.drawn++;
    if (this.tokens.length === tokensMax) this.tokens.shift();
    this.tokens.push(token);
  }

  /** The tokens since the last call. */
  take(): readonly Token[] {
    const taken = this.tokens;
    if (taken.length > 0) this.tokens = [];
    return taken;
  }
}
