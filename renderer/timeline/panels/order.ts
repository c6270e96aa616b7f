/** The first commands in an order that a table asks for. Pure. */
import { readersOf } from "../../trace/filter-readers.ts";
import type { Field } from "../../filter/fields.ts";
import { type Parts, type Picked, rowsAtOnce } from "./pick.ts";
import type { CommandRef, CommandsSource } from "./source.ts";

export interface Order {
  readonly by: Field;
  readonly isDescending: boolean;
}

export interface Ordered {
  readonly rows: readonly CommandRef[];
  /** Of how many: commands of which the field is not known are not among them. */
  readonly count: number;
}

interface Keyed extends CommandRef {
  readonly key: number;
}

/** The first `max` of the picked commands; of equal ones the lower device and the older command. */
export function* firstInOrder(
  source: CommandsSource,
  picked: Picked,
  { by, isDescending }: Order,
  max: number,
): Parts<Ordered> {
  let best: Keyed[] = [];
  let count = 0;
  let worstKey = Infinity;
  const sign = isDescending ? -1 : 1;
  const keepBest = (): void => {
    best.sort((a, b) => a.key - b.key || a.device - b.device || a.ordinal - b.ordinal);
    if (best.length <= max) return;
    best = best.slice(0, max);
    worstKey = best.at(-1)?.key ?? Infinity;
  };
  for (const [device, ordinals] of picked.byDevice.entries()) {
    const ring = source.devices[device];
    const read = ring === undefined ? undefined : readersOf(ring.columns, source.firstNs)[by];
    if (ring === undefined || read === undefined) continue;
    for (let at = 0; at < ordinals.length; at++) {
      const ordinal = ordinals[at] ?? 0;
      const key = sign * read(ring.rowOf(ordinal));
      if (!Number.isNaN(key)) {
        count++;
        if (key <= worstKey) best.push({ device, ordinal, key });
      }
      if (best.length >= 2 * max + rowsAtOnce) keepBest();
      if (at % rowsAtOnce === rowsAtOnce - 1) yield;
    }
  }
  keepBest();
  return { rows: best, count };
}
