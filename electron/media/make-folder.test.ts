import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

let base = "";
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), "handoff-folder-"));
});
afterAll(() => rmSync(base, { recursive: true }));

it("makes what is missing, and is content with what is there", () => {
  const folder = path.join(base, "a", "b", "c");
  makeFolder(folder, 0o700);
  makeFolder(folder, 0o700);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(path.dirname(folder)).mode & 0o777).toBe(0o700);
});

it("says what the system says, and comes to an end", () => {
  const file = path.join(base, "file");
  writeFileSync(file, "");
  expect(() => makeFolder(file)).toThrow("EEXIST");
  expect(() => makeFolder(path.join(file, "below"))).toThrow("ENOTDIR");
});

it.skipIf(process.platform !== "linux")("also below /proc, where no folder can be made", () => {
  expect(() => makeFolder("/proc/handoff-test/a")).toThrow("ENOENT");
});
