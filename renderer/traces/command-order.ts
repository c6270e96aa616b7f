/** Commands of a trace in an order to be listed in. Pure. */
import { type CommandColumns, stage } from "../trace/command-columns.ts";
import type { TraceModel } from "../timeline/trace-model.ts";

export type CommandOrder = "time" | "slowest";

/** Where a command is kept. */
interface Kept {
  readonly columns: CommandColumns;
  readonly row: number;
}

/** The known commands of a model by number: those of the first device, then those of the next one. */
export class CommandList {
  readonly #model: TraceModel;
  /** Number of the first command of each device. */
  readonly #firsts: readonly number[];
  readonly #numbers: Uint32Array;

  constructor(model: TraceModel, order: CommandOrder) {
    this.#model = model;
    let first = 0;
    this.#firsts = model.devices.map(({ oldest, end }) => {
      first += end - oldest;
      return first - (end - oldest);
    });
    this.#numbers = order === "time" ? this.#byTime(first) : this.#bySlowness(first);
  }

  get count(): number {
    return this.#numbers.length;
  }

  /** The command at a place of the list. */
  at(place: number): Kept | null {
    return this.#keptOf(this.#numbers[place] ?? 0);
  }

  #keptOf(number: number): Kept | null {
    const device = this.#firsts.findLastIndex((first) => first <= number);
    const ring = this.#model.devices[device];
    if (ring === undefined) return null;
    const row = ring.rowOf(ring.oldest + number - (this.#firsts[device] ?? 0));
    return { columns: ring.columns, row };
  }

  /** Each device is in order: only the next ones are compared. */
  #byTime(count: number): Uint32Array {
    const numbers = new Uint32Array(count);
    const heads = this.#model.devices.map((ring, device) => ({
      ring,
      ordinal: ring.oldest,
      number: this.#firsts[device] ?? 0,
      startNs: 0,
    }));
    for (const head of heads) head.startNs = head.ring.startOf(head.ordinal);
    let length = 0;
    for (let step = 0; step < count; step++) {
      let next = heads[0];
      for (const head of heads)
        if (head.ordinal < head.ring.end && (next === undefined || isBefore(head, next)))
          next = head;
      if (next === undefined) break;
      if (next.startNs !== 0) numbers[length++] = next.number;
      next.number++;
      next.ordinal++;
      next.startNs = next.ring.startOf(next.ordinal);
    }
    return numbers.subarray(0, length);
  }

  /** Sorted as one number each: how long it did not take, then which it is. */
  #bySlowness(count: number): Uint32Array {
    const keys = new BigUint64Array(count);
    const halves = new Uint32Array(keys.buffer);
    let length = 0;
    this.#model.devices.forEach((ring, device) => {
      const first = this.#firsts[device] ?? 0;
      for (let ordinal = ring.oldest; ordinal < ring.end; ordinal++) {
        if (ring.startOf(ordinal) === 0) continue;
        const row = ring.rowOf(ordinal);
        const ended = ring.columns.timeOf(row, stage.completed);
        const received = ring.columns.timeOf(row, stage.received);
        // Without its begin, lost with a damaged block, nobody knows how long it took.
        const took = received === 0 ? 0 : Math.max(0, ended - received) / totalUnitNs;
        halves[2 * length] = first + ordinal - ring.oldest;
        halves[2 * length + 1] = longest - Math.min(longest, Math.round(took));
        length++;
      }
    });
    const sorted = keys.subarray(0, length).sort();
    return new Uint32Array(sorted.buffer).filter((_, half) => half % 2 === 0).subarray(0, length);
  }
}

/** Totals are compared in steps of 16 ns, up to 68 s. */
const totalUnitNs = 16;
const longest = 0xffff_ffff;

interface Head {
  readonly ring: { readonly end: number };
  readonly ordinal: number;
  readonly startNs: number;
}

function isBefore(a: Head, b: Head): boolean {
  return b.ordinal >= b.ring.end || a.startNs < b.startNs;
}
