import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FaultError } from "../contract/fault.ts";
import type { Addon } from "../vdi/addon.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { MediaFiles } from "./media-files.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-media-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string): string {
  const made = path.join(folder, name);
  writeFileSync(made, Buffer.alloc(65_536, name));
  return made;
}

/** The addon, and how often a backup was opened through it. */
function counting(): { addon: Addon; opened: () => number } {
  let count = 0;
  const addon = new Proxy(loadAddon(), {
    get: (target, name) => {
      if (name === "BackupFile") count += 1;
      return Reflect.get(target, name) as unknown;
    },
  });
  return { addon, opened: () => count };
}

it("opens media again only when they changed", async () => {
  const { addon, opened } = counting();
  const files = new MediaFiles(addon);
  const media = [file("same")];
  expect(await files.on(media)).toEqual([]);
  const once = opened();
  expect(once).toBeGreaterThan(0);
  await Promise.all([files.on(media), files.on(media)]);
  expect(opened()).toBe(once);
  appendFileSync(media[0] ?? "", "more");
  await files.on(media);
  expect(opened()).toBe(2 * once);
});

it("a question about other media ends the former one", async () => {
  const files = new MediaFiles(loadAddon());
  const former = files.on([file("former")]).then(
    () => "answered",
    (error: unknown) => (error as FaultError).code,
  );
  expect(await files.on([file("latter")])).toEqual([]);
  expect(await former).toBe("CALL_CANCELLED");
});
