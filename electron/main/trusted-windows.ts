/**
 * Which senders are heard: windows that we made ourselves, and of them only the main frame on our own
 * page. An address alone proves nothing.
 */
import type { WebContents, WebFrameMain } from "electron";
import { pageOrigin } from "./page-protocol.ts";

export class TrustedWindows {
  readonly #ids = new Set<number>();

  /** To be called by who made the window. */
  trust(contents: WebContents): void {
    const { id } = contents;
    this.#ids.add(id);
    contents.once("destroyed", () => this.#ids.delete(id));
  }

  /** @param frame the frame that sent; null when it is gone */
  isTrusted(contents: WebContents, frame: WebFrameMain | null): boolean {
    return (
      this.#ids.has(contents.id) &&
      frame !== null &&
      frame === contents.mainFrame &&
      frame.url.startsWith(`${pageOrigin}/`)
    );
  }
}
