/**
 * The bridge between page and main process: hands over one MessagePort and resolves paths of dropped files.
 * Everything else travels over that port.
 */
import { contextBridge, ipcRenderer, webUtils } from "electron";
import { portChannel } from "../contract/window-port.ts";

/** Electron before 29 has no webUtils; there a File bears its path itself. */
const pathOfFile = (file: File): string => {
  const utils = webUtils as typeof webUtils | undefined;
  return utils === undefined
    ? ((file as File & { path?: string }).path ?? "")
    : utils.getPathForFile(file);
};

contextBridge.exposeInMainWorld("handoffBridge", {
  port: (nonce: string): void => {
    ipcRenderer.send(portChannel, nonce);
  },
  pathOf: pathOfFile,
});

// The page takes only the port that comes with the nonce it asked with.
ipcRenderer.on(portChannel, (event, nonce: unknown) => {
  window.postMessage({ nonce }, window.location.origin, event.ports);
});
