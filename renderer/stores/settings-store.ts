/** What the user chose, and what the system says where the user chose nothing. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Settings } from "../../electron/contract/window.ts";
import { chooseLanguage, type Language } from "../words/words.ts";

export interface SettingsState {
  readonly settings: Settings;
  readonly systemLanguage: string;
  readonly isSystemDark: boolean;
}

export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(
  settings: Settings,
  systemLanguage: string,
  isSystemDark: boolean,
): SettingsStore {
  return createStore<SettingsState>(() => ({ settings, systemLanguage, isSystemDark }));
}

export function languageOf(state: SettingsState): Language {
  return chooseLanguage(state.settings.language, state.systemLanguage);
}

export function isDark(state: SettingsState): boolean {
  return state.settings.theme === "system" ? state.isSystemDark : state.settings.theme === "dark";
}
