/**
 * What all ports have in common: messages wait until there is a receiver, closing is told once to
 * everybody who wants to know, and a closed port refuses to send.
 *
 * Limits: `waitingMax` messages may wait for the receiver; one more closes the port (a side that talks
 * without being listened to is a bug, and memory has an end).
 */
import type { Port } from "./port.ts";

/** The transport below a port. */
export interface Transport {
  send(message: unknown, transfer: readonly ArrayBuffer[] | undefined): void;
  /** Lets go of the transport; called once. */
  close(): void;
}

/** Why a message could not be sent: nobody is there. Anything else that `post` throws is about the message. */
export class PortClosedError extends Error {
  constructor() {
    super("The port is closed: the other side is gone.");
    this.name = "PortClosedError";
  }
}

const waitingMax = 10_000;

export class PortEnd implements Port {
  readonly #transport: Transport;
  readonly #closeListeners: (() => void)[] = [];
  #receive: ((message: unknown) => void) | undefined;
  #waiting: unknown[] = [];
  #isClosed = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  post(message: unknown, transfer?: readonly ArrayBuffer[]): void {
    if (this.#isClosed) throw new PortClosedError();
    this.#transport.send(message, transfer);
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#receive = receive;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.received(message);
  }

  onClose(closed: () => void): void {
    if (this.#isClosed) {
      void Promise.resolve().then(closed);
      return;
    }
    this.#closeListeners.push(closed);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#transport.close();
    this.closed();
  }

  /** For the transport: a message arrived. */
  received(message: unknown): void {
    if (this.#isClosed) return;
    if (this.#receive !== undefined) {
      this.#receive(message);
      return;
    }
    this.#waiting.push(message);
    if (this.#waiting.length > waitingMax) this.close();
  }

  /** For the transport: the other side is gone. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    for (const listener of this.#closeListeners.splice(0)) listener();
  }
}
