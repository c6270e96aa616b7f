/**
 * Quantiles of durations in little memory: buckets whose width grows with the value, 16 to an octave, so that a
 * quantile is at most 6 % too high.
 */
const stepsPerOctave = 16;
const octaves = 40;

export class LatencyHistogram {
  readonly #counts = new Float64Array(octaves * stepsPerOctave);
  #total = 0;
  #max = 0;

  /** @param ns not negative */
  add(ns: number): void {
    const index = ns < 1 ? 0 : Math.floor(Math.log2(ns) * stepsPerOctave);
    const bucket = Math.min(index, this.#counts.length - 1);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
    this.#max = Math.max(this.#max, ns);
  }

  /** Upper bound of the bucket in which the quantile lies, never above the maximum; 0 while empty. */
  quantile(fraction: number): number {
    const wanted = Math.max(1, Math.ceil(this.#total * fraction));
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= wanted) return Math.min(2 ** ((index + 1) / stepsPerOctave), this.#max);
    }
    return this.#max;
  }

  get max(): number {
    return this.#max;
  }
}
