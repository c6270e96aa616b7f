import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FaultError } from "../contract/fault.ts";
import { addonFile, loadAddon } from "./load-addon.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-addon-"));
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The module anew: a process loads the addon once. */
async function faultOfLoading(file: string): Promise<FaultError> {
  vi.stubEnv("HANDOFF_ADDON", file);
  const fresh = await import("./load-addon.ts");
  try {
    fresh.loadAddon();
  } catch (error) {
    return error as FaultError;
  }
  throw new Error("It was loaded.");
}

test("a missing addon says where it was looked for and what to do", async () => {
  const fault = await faultOfLoading(path.join(folder, "handoff.node"));
  expect(fault.code).toBe("NATIVE_NOT_LOADED");
  expect(fault.message).toContain(folder);
  expect(fault.remedy).toContain("npm run setup");
});

test("a damaged addon says why it cannot be loaded", async () => {
  const file = path.join(folder, "handoff.node");
  fs.writeFileSync(file, "no library");
  expect((await faultOfLoading(file)).message).toMatch(/handoff\.node.*(header|ELF|file)/);
});

test("is loaded once", () => {
  expect(loadAddon()).toBe(loadAddon());
});

/** Runs a script in a Node process with the collector at hand. */
function runScript(script: string): { code: number | null; output: string } {
  const head = `const target = { exports: {} }; process.dlopen(target, ${JSON.stringify(addonFile())}); const addon = target.exports;`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "-e", head + script],
    {
      encoding: "utf8",
      timeout: 15_000,
    },
  );
  return { code: status, output: stdout + stderr };
}

test("objects are collected in any order, with calls pending, and leave nothing in shared memory", () => {
  const { code, output } = runScript(`
    const kept = [];
    (async () => {
      for (let i = 0; i < 200; i++) {
        const set = new addon.VirtualDeviceSet();
        set.createEx(null, "gc-" + process.pid + "-" + i, { deviceCount: 2 });
        if (i % 3 === 0) kept.push(set.getConfiguration(i % 2 === 0 ? 0xffffffff : 30));
        if (i % 6 === 0) set.close();
        if (i % 50 === 0) { gc(); await new Promise((resolve) => setTimeout(resolve, 10)); }
      }
      gc();
      setTimeout(() => process.exit(3), 100);
    })();`);
  expect(output).toBe("");
  expect(code).toBe(3);
  expect(fs.readdirSync("/dev/shm").filter((name) => name.includes("gc-"))).toEqual([]);
});

test("a worker can end with calls pending", () => {
  const { code, output } = runScript(`
    const { Worker } = require("node:worker_threads");
    const worker = new Worker(\`
      const target = { exports: {} }; process.dlopen(target, ${JSON.stringify(addonFile())}); const addon = target.exports;
      const set = new addon.VirtualDeviceSet();
      set.createEx(null, "worker-" + process.pid, { deviceCount: 1 });
      for (let i = 0; i < 5; i++) { set.getConfiguration(0xffffffff); addon.processGone(process.pid, 0xffffffff); }
      setTimeout(() => process.exit(), 50);\`, { eval: true });
    worker.on("exit", () => console.log("ended"));`);
  expect(output).toBe("ended\n");
  expect(code).toBe(0);
  expect(fs.readdirSync("/dev/shm").filter((name) => name.includes("worker-"))).toEqual([]);
});

test("methods refuse objects of another class and wrong arguments, by name", () => {
  const set = new (loadAddon().VirtualDeviceSet)();
  const call =
    (method: string, receiver: unknown, ...args: unknown[]) =>
    () =>
      (set as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.apply(
        receiver,
        args,
      );
  for (const receiver of [null, undefined, {}, new Map(), 7]) {
    expect(call("close", receiver)).toThrow(TypeError);
    expect(call("peek", receiver, 1, 2, 3)).toThrow(TypeError);
  }
  expect(call("createEx", set, null, 7, {})).toThrow("createEx: name must be a string, got 7.");
  expect(call("createEx", set, null, "a\0b", {})).toThrow("name");
  expect(call("createEx", set, null, "x", { deviceCount: 1.5 })).toThrow(
    "deviceCount must be a whole number",
  );
  expect(call("mapBufferHandle", set, -1)).toThrow("handle must be a whole number from 0");
  expect(call("getBufferHandle", set, 2n ** 64n)).toThrow("address must be a bigint");
  expect(call("getConfiguration", set, "soon")).toThrow("timeoutMs");
  expect(set.state()).toBe("DoesNotExist");
});

test("a process's end is noticed at once, a living one's after the time given", async () => {
  const child = spawnSync(process.execPath, ["-e", "console.log(process.pid)"], {
    encoding: "utf8",
  });
  expect(await loadAddon().processGone(Number(child.stdout), 5_000)).toBe(true);
  const startMs = performance.now();
  expect(await loadAddon().processGone(process.pid, 60)).toBe(false);
  expect(performance.now() - startMs).toBeGreaterThan(50);
});
