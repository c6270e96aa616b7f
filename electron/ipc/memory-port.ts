/**
 * Two ports of one process joined back to back. Messages are structured-cloned and arrive later, in order,
 * as over every real port; used by tests and by demonstrations without processes.
 */
import { PortEnd } from "./port-end.ts";
import type { Port } from "./port.ts";

declare function structuredClone<T>(value: T, options?: { transfer?: readonly ArrayBuffer[] }): T;
declare function queueMicrotask(run: () => void): void;

/** The two ends. Closing one closes the other. */
export function memoryPortPair(): [Port, Port] {
  const left: PortEnd = new PortEnd({
    send: (message, transfer) => deliver(right, message, transfer),
    close: () => queueMicrotask(() => right.closed()),
  });
  const right: PortEnd = new PortEnd({
    send: (message, transfer) => deliver(left, message, transfer),
    close: () => queueMicrotask(() => left.closed()),
  });
  return [left, right];
}

function deliver(
  to: PortEnd,
  message: unknown,
  transfer: readonly ArrayBuffer[] | undefined,
): void {
  const clone = structuredClone(message, transfer === undefined ? {} : { transfer });
  queueMicrotask(() => to.received(clone));
}
