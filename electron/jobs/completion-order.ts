/** Fault: a completion that is put off until a later command of the device is completed. Message-port mode. */

/** So long a completion waits: a server may send nothing else before it has this one. */
const putOffMs = 250;

export class CompletionOrder {
  #newest = 0;
  readonly #waiting = new Set<() => void>();

  /** A command was completed. */
  settled(sequence: number): void {
    this.#newest = Math.max(this.#newest, sequence);
    for (const goOn of this.#waiting) goOn();
    this.#waiting.clear();
  }

  /** Waits for a later completion. @returns whether one went first */
  async letLaterGoFirst(sequence: number): Promise<boolean> {
    if (this.#newest <= sequence) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, putOffMs);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.#newest > sequence;
  }
}
