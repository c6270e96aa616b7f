/** The commands that begin in a span and pass a filter, and the way from one to the next. Pure. */
import { compileFilter, type RowTest } from "../../filter/compile.ts";
import type { Filter } from "../../filter/parse.ts";
import { readersOf } from "../../trace/filter-readers.ts";
import type { CommandRef, CommandsSource, DeviceCommands, Span } from "./source.ts";

/** Rows looked at between two moments at which the work can be laid aside. */
export const rowsAtOnce = 8_192;

/** Work in parts: it stops after each, so that a frame is never late for it. */
export type Parts<T> = Generator<undefined, T>;

/** Ordinals of each device, ascending. */
export interface Picked {
  readonly byDevice: readonly Uint32Array[];
  readonly count: number;
}

/**
 * @param span null for all that is kept
 * @param isInside false picks all but the commands of the span
 */
export function* pick(
  source: CommandsSource,
  span: Span | null,
  filter: Filter | null,
  isInside = true,
): Parts<Picked> {
  const byDevice: Uint32Array[] = [];
  for (const ring of source.devices) {
    const test =
      filter === null ? null : compileFilter(filter, readersOf(ring.columns, source.firstNs));
    const found = new Uint32Array(ring.end - ring.oldest);
    let count = 0;
    for (const [from, to] of stretches(ring, span, isInside)) {
      for (let at = from; at < to; at += rowsAtOnce) {
        count = pickRows(ring, { from: at, to: Math.min(to, at + rowsAtOnce) }, test, {
          found,
          count,
        });
        yield;
      }
    }
    byDevice.push(found.slice(0, count));
  }
  return { byDevice, count: byDevice.reduce((sum, { length }) => sum + length, 0) };
}

function stretches(
  ring: DeviceCommands,
  span: Span | null,
  isInside: boolean,
): readonly (readonly [number, number])[] {
  if (span === null) return isInside ? [[ring.oldest, ring.end]] : [];
  const { from, to } = ring.between(span.fromNs, span.toNs, 0);
  return isInside
    ? [[from, to]]
    : [
        [ring.oldest, from],
        [to, ring.end],
      ];
}

function pickRows(
  ring: DeviceCommands,
  { from, to }: { readonly from: number; readonly to: number },
  test: RowTest | null,
  into: { readonly found: Uint32Array; readonly count: number },
): number {
  const { found } = into;
  let { count } = into;
  for (let ordinal = from; ordinal < to; ordinal++) {
    if (ring.startOf(ordinal) === 0) continue;
    if (test === null || test(ring.rowOf(ordinal))) found[count++] = ordinal;
  }
  return count;
}

/** Earlier beginnings come first; of equal ones the lower device. */
function isBefore(source: CommandsSource, a: CommandRef, b: CommandRef): boolean {
  const apart = startOf(source, a) - startOf(source, b);
  return (
    apart < 0 ||
    (apart === 0 && a.device < b.device) ||
    (apart === 0 && a.device === b.device && a.ordinal < b.ordinal)
  );
}

function startOf(source: CommandsSource, { device, ordinal }: CommandRef): number {
  return source.devices[device]?.startOf(ordinal) ?? 0;
}

/** How many picked commands of a device come before another command. */
function countBefore(
  source: CommandsSource,
  { byDevice }: Picked,
  device: number,
  ref: CommandRef,
): number {
  const ordinals = byDevice[device] ?? new Uint32Array(0);
  let low = 0;
  let high = ordinals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(source, { device, ordinal: ordinals[middle] ?? 0 }, ref)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of a command among the picked ones in the order of time, from 0; how many come before it when it is none. */
export function rankOf(source: CommandsSource, picked: Picked, ref: CommandRef): number {
  return picked.byDevice.reduce(
    (sum, _, device) => sum + countBefore(source, picked, device, ref),
    0,
  );
}

export function isPicked({ byDevice }: Picked, { device, ordinal }: CommandRef): boolean {
  const ordinals = byDevice[device] ?? new Uint32Array(0);
  let low = 0;
  let high = ordinals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordinals[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return ordinals[low] === ordinal;
}

/**
 * The picked command before or after another in the order of time; from the end on again at the beginning.
 * @param from null begins at the first, or at the last
 */
export function nextOf(
  source: CommandsSource,
  picked: Picked,
  from: CommandRef | null,
  by: 1 | -1,
): CommandRef | null {
  const near = picked.byDevice.flatMap((ordinals, device) => {
    let at = by === 1 ? 0 : ordinals.length - 1;
    if (from !== null) {
      const before = countBefore(source, picked, device, from);
      const isItself = device === from.device && ordinals[before] === from.ordinal;
      at = by === 1 ? before + (isItself ? 1 : 0) : before - 1;
    }
    const ordinal = ordinals[at];
    return ordinal === undefined ? [] : [{ device, ordinal }];
  });
  const [first, ...rest] = near;
  if (first === undefined)
    return from === null || picked.count === 0 ? null : nextOf(source, picked, null, by);
  return rest.reduce(
    (best, ref) => (isBefore(source, ref, best) === (by === 1) ? ref : best),
    first,
  );
}
