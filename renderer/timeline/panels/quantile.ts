/** Order statistics of many numbers without sorting them all. Pure. */

/**
 * The kth smallest of the first `count` values (from 0), which are left in another order; NaN of none.
 * Quickselect with the median of three: linear time, for traces too.
 */
export function selectKth(values: Float64Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  if (high < 0) return Number.NaN;
  const at = (index: number): number => values[index] ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [a, b, c] = [at(low), at(middle), at(high)];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = low;
    let j = high;
    while (i <= j) {
      while (at(i) < pivot) i++;
      while (at(j) > pivot) j--;
      if (i > j) break;
      const held = at(i);
      values[i++] = at(j);
      values[j--] = held;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return at(k);
  }
  return at(k);
}

export interface Spread {
  readonly count: number;
  /** NaN of no values, as are those below; 0 is a sum too. */
  readonly sum: number;
  readonly mean: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

/** Figures of the first `count` values; leaves them in another order. */
export function spreadOf(values: Float64Array, count: number): Spread {
  let sum = 0;
  let max = count === 0 ? Number.NaN : 0;
  for (let at = 0; at < count; at++) {
    const value = values[at] ?? 0;
    sum += value;
    if (value > max) max = value;
  }
  const share = (part: number): number =>
    selectKth(values, count, Math.min(count - 1, Math.floor(count * part)));
  return { count, sum, mean: sum / count, median: share(0.5), p99: share(0.99), max };
}
