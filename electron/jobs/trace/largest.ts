/** Keeps the few largest of many. Pure. */

export class Largest<T> {
  readonly #count: number;
  readonly #kept: { size: number; value: T }[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** Takes one; of equal ones the earlier stays. */
  add(size: number, value: T): void {
    const smallest = this.#kept.at(-1);
    const isFull = this.#kept.length >= this.#count;
    if (isFull && smallest !== undefined && size <= smallest.size) {
      return;
    }
    const at = this.#kept.findIndex((kept) => kept.size < size);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, { size, value });
    this.#kept.length = Math.min(this.#kept.length, this.#count);
  }

  /** Largest first. */
  list(): readonly { readonly size: number; readonly value: T }[] {
    return this.#kept;
  }
}
