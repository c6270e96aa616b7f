/**
 * Slices of one thread, put into an order in which they never overlap by a part.
 *
 * Perfetto drops a slice that begins inside another one and ends after it. A thread's events are in the order of time,
 * but slices end later than they begin, and moments have no length of their own: each slice is held until the next one
 * of the thread begins, and ends there at the latest. Pure.
 */

/** Times in whole ns. What is `inner` lies within it: the first begins with it, each next one where the one before ends. */
export interface Slice {
  readonly name: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly inner: readonly { readonly name: string; readonly endNs: number }[];
  readonly args: Readonly<Record<string, unknown>>;
  /** The command whose handle passes through it, and which step of its way this is. */
  readonly flow: { readonly id: number; readonly step: "s" | "t" | "f" } | null;
}

/** Slices that wait for an open span before it is given up: its end was lost. */
const waitingMax = 4_096;

export class ThreadSlices {
  /** Slices that wait for an open span that began before them. */
  readonly #waiting: Slice[] = [];
  readonly #open = new Map<string, number>();
  #held: Slice | null = null;

  /** A span begins whose end will come: what follows on this thread waits for it. */
  begin(key: string, startNs: number): void {
    this.#open.set(key, startNs);
  }

  /** @returns when the span began, undefined when it did not */
  end(key: string): number | undefined {
    const startNs = this.#open.get(key);
    this.#open.delete(key);
    return startNs;
  }

  /** Takes a slice. @returns the slices that are final now, in the order of their beginnings */
  add(slice: Slice): Slice[] {
    this.#waiting.push(slice);
    const [oldest] = this.#open.keys();
    if (this.#waiting.length > waitingMax && oldest !== undefined) {
      this.#open.delete(oldest);
    }
    let earliestNs = Infinity;
    for (const startNs of this.#open.values()) {
      earliestNs = Math.min(earliestNs, startNs);
    }
    return this.#release(earliestNs);
  }

  /** @returns the slices that are left */
  rest(): Slice[] {
    const released = this.#release(Infinity);
    const last = this.#held;
    this.#held = null;
    return last === null ? released : [...released, last];
  }

  #release(beforeNs: number): Slice[] {
    this.#waiting.sort((a, b) => a.startNs - b.startNs);
    const final: Slice[] = [];
    const releasable = this.#waiting.findIndex(({ startNs }) => startNs >= beforeNs);
    const count = releasable < 0 ? this.#waiting.length : releasable;
    for (const slice of this.#waiting.splice(0, count)) {
      const next = notBefore(slice, this.#held?.startNs ?? 0);
      if (this.#held !== null) {
        final.push(cutAt(this.#held, next.startNs));
      }
      this.#held = next;
    }
    return final;
  }
}

/** A beginning that was only worked out may lie before what came before it. */
function notBefore(slice: Slice, startNs: number): Slice {
  return slice.startNs >= startNs
    ? slice
    : { ...slice, startNs, endNs: Math.max(startNs, slice.endNs) };
}

function cutAt(slice: Slice, atNs: number): Slice {
  if (slice.endNs <= atNs) {
    return slice;
  }
  const endNs = Math.max(slice.startNs, atNs);
  const inner = slice.inner.map((part) => ({ ...part, endNs: Math.min(part.endNs, endNs) }));
  return { ...slice, endNs, inner, args: { ...slice.args, wholeNs: slice.endNs - slice.startNs } };
}
