/** What the heat map says in words. */
import type { Format } from "../../format.ts";
import type { Words } from "../../words/words.ts";
import { boundsOf, countAt, type HeatMap, sliceFrom } from "./heat.ts";
import type { Stall } from "./stall.ts";
import { roundText, spanText } from "./texts.ts";

export interface HeatCell {
  readonly slice: number;
  readonly bucket: number;
}

/** Bounds of a bucket in words. */
export function bucketText(format: Format, w: Words["panels"], bucket: number): string {
  const { fromNs, toNs } = boundsOf(bucket);
  if (bucket === 0) return w.under(roundText(format, toNs));
  if (toNs === Infinity) return w.over(roundText(format, fromNs));
  return w.range(roundText(format, fromNs), roundText(format, toNs));
}

/** What a cell says: how many, how long, when. */
export function cellText(
  map: HeatMap,
  { slice, bucket }: HeatCell,
  w: Words["panels"],
  format: Format,
): string {
  const count = countAt(map, slice, bucket);
  const ms = (ns: number): string => format.twoDecimals(ns / 1e6);
  const from = sliceFrom(map, slice);
  return w.cell(
    w.commands(format.count(count)),
    bucketText(format, w, bucket),
    `${w.range(ms(from), ms(from + map.sliceNs))} ms`,
    format.percentRound(count / Math.max(1, map.inSlice[slice] ?? 0)),
  );
}

/** What an average hides, or what can be done with the map. */
export function stallText(stall: Stall | null, w: Words["panels"], format: Format): string {
  if (stall === null) return w.filterCell;
  const us = (ns: number): string => spanText(format, ns);
  const ms = (ns: number): string => `${format.twoDecimals(ns / 1e6)} ms`;
  return w.stall({
    mean: us(stall.meanNs),
    count: w.commands(format.count(stall.count)),
    least: us(stall.leastNs),
    from: ms(stall.fromNs),
    to: ms(stall.toNs),
  });
}
