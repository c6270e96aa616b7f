/**
 * The one window: hardened, without the system's frame (the page draws title bar and buttons), where it
 * was last time.
 */
import path from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import type { SettingsStore, WindowPlace } from "./settings-store.ts";

const sizeDefault = { width: 1440, height: 900 };
const sizeMin = { width: 1024, height: 700 };
/** bg-0 of the two themes: what is seen before the page is. */
const background = { light: "#f5f6f7", dark: "#0d0e11" };
const rememberAfterMs = 400;

/** Makes the window; it shows itself when there is something to see. */
export function createMainWindow(settings: SettingsStore): BrowserWindow {
  const place = usablePlace(settings.get().window);
  const window = new BrowserWindow({
    ...(place ?? sizeDefault),
    minWidth: sizeMin.width,
    minHeight: sizeMin.height,
    frame: false,
    show: false,
    title: "Handoff",
    icon: path.join(app.getAppPath(), "assets", "icons", "256x256.png"),
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: path.join(app.getAppPath(), "dist", "preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Throughput and commands go on being counted while the window is covered.
      backgroundThrottling: false,
    },
  });
  if (place?.isMaximized === true) window.maximize();
  window.once("ready-to-show", () => window.show());
  rememberPlace(window, settings);
  return window;
}

/** The remembered place, if enough of it is on a screen that is there. */
function usablePlace(place: WindowPlace | null): WindowPlace | null {
  if (place === null) return null;
  const isVisible = screen.getAllDisplays().some(({ workArea }) => {
    const overlapX =
      Math.min(place.x + place.width, workArea.x + workArea.width) - Math.max(place.x, workArea.x);
    const overlapY =
      Math.min(place.y + place.height, workArea.y + workArea.height) -
      Math.max(place.y, workArea.y);
    return overlapX >= sizeMin.width / 2 && overlapY >= sizeMin.height / 2;
  });
  return isVisible ? place : null;
}

function rememberPlace(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | undefined;
  const remember = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
      settings.change({
        window: { ...window.getNormalBounds(), isMaximized: window.isMaximized() },
      });
    }, rememberAfterMs);
  };
  for (const event of ["resize", "move", "maximize", "unmaximize"] as const) {
    window.on(event as "resize", remember);
  }
}
