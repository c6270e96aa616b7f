/** The theme follows the system unless the user chose one. */
import { nativeTheme } from "electron";
import type { Settings } from "../contract/window.ts";

/** @param changed called when what is dark has changed */
export function setupTheme(chosen: Settings["theme"], changed: (isDark: boolean) => void): void {
  nativeTheme.themeSource = chosen;
  nativeTheme.on("updated", () => changed(nativeTheme.shouldUseDarkColors));
}

export function chooseTheme(chosen: Settings["theme"]): void {
  nativeTheme.themeSource = chosen;
}
