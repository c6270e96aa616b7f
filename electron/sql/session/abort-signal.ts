/**
 * AbortSignal.any where it is missing: the driver uses it, and Node has it from 18.17 on while Electron 25 brings 18.15.
 */

/** Gives this process AbortSignal.any; nothing where it is there. */
export function ensureAbortSignalAny(): void {
  const signals: { any?: (signals: AbortSignal[]) => AbortSignal } = AbortSignal;
  signals.any ??= anyOf;
}

/** A signal that is aborted with the first of these. */
export function anyOf(signals: AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    const abort = (): void => controller.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  }
  return controller.signal;
}
