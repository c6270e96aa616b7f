import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SettingsStore } from "./settings-store.ts";

let folder = "";

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-settings-"));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

test("a first start has the defaults", () => {
  expect(new SettingsStore(folder).get().settings.theme).toBe("system");
});

test("what was changed is there at the next start, and nothing else lies around", () => {
  const store = new SettingsStore(folder);
  store.change({ settings: { ...store.get().settings, theme: "dark", language: "pt-BR" } });
  store.change({ window: { x: 1, y: 2, width: 1440, height: 900, isMaximized: false } });
  const next = new SettingsStore(folder).get();
  expect(next.settings).toMatchObject({ theme: "dark", language: "pt-BR" });
  expect(next.window?.width).toBe(1440);
  expect(fs.readdirSync(folder)).toEqual(["settings.json"]);
});

// A crash of the machine, or a hand that edited it: the app must start all the same.
test.each(["", "{", '{"version":99}'])("a damaged file %j is put aside", (text) => {
  fs.writeFileSync(path.join(folder, "settings.json"), text);
  expect(new SettingsStore(folder).get().lastSpec).toBeNull();
  expect(fs.readFileSync(path.join(folder, "settings.json.damaged"), "utf8")).toBe(text);
});
