/** Counts of commands by time and latency: what a heat map draws, and its table says. Pure. */
import { type SpanName, spanReader } from "../../trace/stage-readers.ts";
import { type Parts, type Picked, rowsAtOnce } from "./pick.ts";
import type { CommandsSource, Span } from "./source.ts";

/** Bounds between buckets in ns: 1, 2 and 5 times each power of ten from 1 µs to 500 s, so that all are plain numbers. */
const bounds = Array.from(
  { length: 27 },
  (_, at) => ([1, 2, 5][at % 3] ?? 1) * 10 ** (3 + Math.floor(at / 3)),
);
/** Bucket 0 is below the first bound, the last one from the last bound on. */
const bucketCount = bounds.length + 1;

export interface HeatMap {
  /** Begin of the first slice, ns after the trace's first moment; slices are `sliceNs` long. */
  readonly fromNs: number;
  readonly sliceNs: number;
  readonly slices: number;
  /** First bucket that is drawn, and how many. */
  readonly firstBucket: number;
  readonly buckets: number;
  /** At [slice * buckets + bucket - firstBucket]. */
  readonly counts: Uint32Array;
  /** Commands of each slice, and of the fullest cell. */
  readonly inSlice: Uint32Array;
  readonly most: number;
  readonly count: number;
}

/** Bounds of a bucket in ns, the upper one excluded. */
export function boundsOf(bucket: number): Span {
  return { fromNs: bounds[bucket - 1] ?? 0, toNs: bounds[bucket] ?? Infinity };
}

/** Begin of a slice, ns after the trace's first moment. */
export function sliceFrom(map: HeatMap, slice: number): number {
  return map.fromNs + slice * map.sliceNs;
}

export function countAt(map: HeatMap, slice: number, bucket: number): number {
  return map.counts[slice * map.buckets + bucket - map.firstBucket] ?? 0;
}

/** 1, 2 or 5 times a power of ten, at least 1 µs, so that bounds can be written in few digits. */
export function sliceNsFor(lengthNs: number, slicesMax: number): number {
  const least = Math.max(1_000, lengthNs / slicesMax);
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** @param span of which the slices are; commands of `picked` outside it are left out */
export function* heatMapOf(
  source: CommandsSource,
  picked: Picked,
  span: Span,
  { stage, slicesMax }: { readonly stage: SpanName; readonly slicesMax: number },
): Parts<HeatMap> {
  // One slice less, because the first and the last one reach over the ends.
  const sliceNs = sliceNsFor(span.toNs - span.fromNs, Math.max(1, slicesMax - 1));
  const fromNs = Math.floor((span.fromNs - source.firstNs) / sliceNs) * sliceNs;
  const slices = Math.max(1, Math.ceil((span.toNs - source.firstNs - fromNs) / sliceNs));
  const all = new Uint32Array(slices * bucketCount);
  for (const [device, ordinals] of picked.byDevice.entries()) {
    const ring = source.devices[device];
    if (ring === undefined) continue;
    const read = spanReader(ring.columns, stage);
    for (let at = 0; at < ordinals.length; at++) {
      const ordinal = ordinals[at] ?? 0;
      const ns = read(ring.rowOf(ordinal));
      const slice = Math.floor((ring.startOf(ordinal) - source.firstNs - fromNs) / sliceNs);
      if (!Number.isNaN(ns) && slice >= 0 && slice < slices) {
        const cell = slice * bucketCount + bucketOf(ns);
        all[cell] = (all[cell] ?? 0) + 1;
      }
      if (at % rowsAtOnce === rowsAtOnce - 1) yield;
    }
  }
  return { fromNs, sliceNs, slices, ...cropped(all, slices) };
}

/** How many bounds are not above: by halving. */
function bucketOf(ns: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 0) <= ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Cropped = Omit<HeatMap, "fromNs" | "sliceNs" | "slices">;

/** Only buckets between the lowest and the highest one that hold anything. */
function cropped(all: Uint32Array, slices: number): Cropped {
  let firstBucket = bucketCount;
  let lastBucket = -1;
  all.forEach((count, cell) => {
    if (count === 0) return;
    firstBucket = Math.min(firstBucket, cell % bucketCount);
    lastBucket = Math.max(lastBucket, cell % bucketCount);
  });
  const buckets = Math.max(0, lastBucket - firstBucket + 1);
  const counts = new Uint32Array(slices * buckets);
  const inSlice = new Uint32Array(slices);
  let most = 0;
  let count = 0;
  for (let slice = 0; slice < slices; slice++) {
    for (let bucket = 0; bucket < buckets; bucket++) {
      const here = all[slice * bucketCount + firstBucket + bucket] ?? 0;
      counts[slice * buckets + bucket] = here;
      inSlice[slice] = (inSlice[slice] ?? 0) + here;
      most = Math.max(most, here);
      count += here;
    }
  }
  return { firstBucket: buckets === 0 ? 0 : firstBucket, buckets, counts, inSlice, most, count };
}

/** A filter that lets through exactly a cell's commands. `field` is the stage's name in the filter. */
export function cellFilter(map: HeatMap, field: string, slice: number, bucket: number): string {
  const { fromNs, toNs } = boundsOf(bucket);
  const from = sliceFrom(map, slice);
  const least = `${field} >= ${spanText(fromNs)}`;
  const most = toNs === Infinity ? "" : ` && ${field} < ${spanText(toNs)}`;
  return `${least}${most} && at >= ${momentText(from)} && at < ${momentText(from + map.sliceNs)}`;
}

/** A bound in the largest unit in which it is whole. */
function spanText(ns: number): string {
  if (ns >= 1e9) return `${ns / 1e9}s`;
  return ns >= 1e6 ? `${ns / 1e6}ms` : `${ns / 1e3}us`;
}

/** ns as the filter reads them again, exactly. */
function momentText(ns: number): string {
  return ns % 1_000 === 0 ? `${ns / 1e6}ms` : `${ns}ns`;
}
