/**
 * Ports over what the platforms offer, by the shape of their objects: neither Electron nor the DOM is imported.
 */
import { PortClosedError, PortEnd } from "./port-end.ts";
import type { Port } from "./port.ts";

/** A Node child process with an IPC channel (`serialization: "advanced"`), or `process` inside such a child. */
export interface NodeIpcLike {
  readonly connected: boolean;
  send?(message: unknown, callback?: (error: Error | null) => void): boolean;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
  disconnect?(): void;
}

/** Port to or from a Node child. A message that cannot be cloned throws at `post`. */
export function nodeIpcPort(ipc: NodeIpcLike): Port {
  const port = new PortEnd({
    send: (message) => {
      if (!ipc.connected) throw new PortClosedError();
      // The callback takes errors that come later (the channel broke): the disconnect says so.
      ipc.send?.(message, () => undefined);
    },
    close: () => {
      if (ipc.connected) ipc.disconnect?.();
    },
  });
  ipc.on("message", (message) => port.received(message));
  ipc.on("disconnect", () => port.closed());
  return port;
}

/** `process.parentPort` of a utility process, and the utility process itself as main sees it. */
export interface ParentPortLike {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): unknown;
}

/** What a utility process is told when its port is closed: its transport has no end but the process's. */
const goodbye = "handoff port closed";

/** Port of a utility process to its parent. */
export function parentPort(parent: ParentPortLike): Port {
  const port = new PortEnd({
    send: (message) => parent.postMessage(message),
    close: () => undefined,
  });
  parent.on("message", (event) => {
    if (event.data === goodbye) port.closed();
    else port.received(event.data);
  });
  return port;
}

/** A utility process as its parent sees it: messages come without an event around them. */
export interface UtilityProcessLike {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
  once(event: "exit", listener: (code: number) => void): unknown;
}

/** Port of the main process to a utility process; closed when the process exits. */
export function utilityProcessPort(child: UtilityProcessLike): Port {
  const port = new PortEnd({
    send: (message) => child.postMessage(message),
    close: () => child.postMessage(goodbye),
  });
  child.on("message", (message) => port.received(message));
  child.once("exit", () => port.closed());
  return port;
}

/** A MessagePort of a page (DOM) or of Electron's main process (MessagePortMain). */
export interface MessagePortLike {
  postMessage(message: unknown, transfer?: never[]): void;
  start(): void;
  close(): void;
  addEventListener?(
    event: "message" | "close",
    listener: (event: { data?: unknown }) => void,
  ): void;
  on?(event: "message" | "close", listener: (event: { data?: unknown }) => void): unknown;
}

/**
 * Port over a MessagePort. Closing reaches the other side as a "close" event in Electron's main process and in
 * recent Chromium; elsewhere the owner of the page closes it.
 */
export function messagePort(channel: MessagePortLike): Port {
  const port = new PortEnd({
    send: (message, transfer) =>
      transfer === undefined || transfer.length === 0
        ? channel.postMessage(message)
        : channel.postMessage(message, [...transfer] as never[]),
    close: () => channel.close(),
  });
  const listen = (
    event: "message" | "close",
    listener: (event: { data?: unknown }) => void,
  ): void => {
    if (channel.addEventListener !== undefined) channel.addEventListener(event, listener);
    else channel.on?.(event, listener);
  };
  listen("message", (event) => port.received(event.data));
  listen("close", () => port.closed());
  channel.start();
  return port;
}
