/**
 * Takes the MessagePort that the preload hands over. Nothing else comes from outside the page.
 */
import { FaultError } from "../electron/contract/fault.ts";
import { messagePort, type MessagePortLike } from "../electron/ipc/adapters.ts";
import { type Bridge, createBridge } from "./bridge.ts";

/** What the preload exposes. */
interface PreloadBridge {
  /** Asks for the port; it then comes as a window message with this nonce. */
  port(nonce: string): void;
  /** Path of a dropped file. */
  pathOf(file: File): string;
}

const waitSeconds = 10;

declare global {
  interface Window {
    readonly handoffBridge?: PreloadBridge;
  }
}

/** @throws FaultError CHANNEL_CLOSED when the page does not run in the app, CALL_LATE when no port comes */
export async function connectPreload(): Promise<Bridge> {
  const preload = window.handoffBridge;
  if (preload === undefined) throw new FaultError("CHANNEL_CLOSED", { call: "port" });
  const port = await portFrom(preload);
  return createBridge(messagePort(port as MessagePortLike), (file) => preload.pathOf(file));
}

function portFrom(preload: PreloadBridge): Promise<MessagePort> {
  const nonce = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new FaultError("CALL_LATE", { call: "port", seconds: waitSeconds })),
      waitSeconds * 1000,
    );
    const onMessage = (event: MessageEvent<{ nonce?: unknown } | null>): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data?.nonce !== nonce || port === undefined) return;
      clearTimeout(timer);
      window.removeEventListener("message", onMessage);
      resolve(port);
    };
    window.addEventListener("message", onMessage);
    preload.port(nonce);
  });
}
