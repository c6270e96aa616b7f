import type { CallContext } from "./tables.ts";

/** A call that this side is answering. */
export class RunningCall implements CallContext {
  readonly #listeners: (() => void)[] = [];
  #isCancelled = false;

  isCancelled(): boolean {
    return this.#isCancelled;
  }

  onCancel(cancelled: () => void): void {
    if (this.#isCancelled) cancelled();
    else this.#listeners.push(cancelled);
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
