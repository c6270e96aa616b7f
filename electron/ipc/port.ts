/**
 * A door to another process: what every transport (utility process, Node child, MessagePort) offers.
 *
 * Messages are structured-cloned, arrive in order, and are parsed by whoever receives them.
 */
export interface Port {
  /** Sends one message. Throws when the port is closed or the message cannot be cloned. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** The one receiver of this port; replaces an earlier one. */
  onMessage(receive: (message: unknown) => void): void;
  /** Called once when the other side is gone or `close` was called. */
  onClose(closed: () => void): void;
  close(): void;
}
