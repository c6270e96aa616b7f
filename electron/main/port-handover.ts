/**
 * Gives each trusted page its own MessagePort, once for each load. Whoever else asks is told nothing.
 */
import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from "electron";
import { portChannel } from "../contract/window-port.ts";
import type { TrustedWindows } from "./trusted-windows.ts";

const nonceCharactersMax = 64;

/** @param connect receives our end; an earlier one of the same window has ended by then */
export function setupPortHandover(
  trusted: TrustedWindows,
  connect: (port: MessagePortMain, contents: WebContents) => void,
): void {
  const served = new WeakSet<WebContents>();
  const watched = new WeakSet<WebContents>();
  const watchLoads = (contents: WebContents): void => {
    if (watched.has(contents)) return;
    watched.add(contents);
    contents.on("did-start-navigation", (details) => {
      if (details.isMainFrame && !details.isSameDocument) served.delete(contents);
    });
  };
  ipcMain.on(portChannel, (event, nonce: unknown) => {
    const { sender, senderFrame } = event;
    if (senderFrame === null || !trusted.isTrusted(sender, senderFrame) || served.has(sender))
      return;
    if (typeof nonce !== "string" || nonce.length > nonceCharactersMax) return;
    watchLoads(sender);
    served.add(sender);
    const { port1, port2 } = new MessageChannelMain();
    senderFrame.postMessage(portChannel, nonce, [port2]);
    connect(port1, sender);
  });
}
