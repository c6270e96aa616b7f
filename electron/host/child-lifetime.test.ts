/** Children never outlive their parent, however it ends; the bundled programs themselves. */
import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { loadAddon } from "../vdi/load-addon.ts";
import { programFile } from "./program-file.ts";

/** A parent that starts both programs and prints their numbers once they said hello. */
const parent = `
  const { fork } = require("node:child_process");
  for (const file of process.argv.slice(1)) {
    const child = fork(file, ["label"], { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.once("message", (hello) => console.log(hello.kind, hello.role, child.pid));
  }
  setInterval(() => undefined, 1000);`;

test.each(["SIGKILL", "SIGTERM"] as const)(
  "server and secondary end with a parent that gets %s",
  async (signal) => {
    const process = spawn(globalThis.process.execPath, [
      "-e",
      parent,
      programFile("server"),
      programFile("secondary"),
    ]);
    let output = "";
    process.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await expect.poll(() => output.trim().split("\n").length, { timeout: 15_000 }).toBe(2);
    const children = [...output.matchAll(/hello (server|secondary) (\d+)/g)].map((match) =>
      Number(match[2]),
    );
    expect(children).toHaveLength(2);
    process.kill(signal);
    const ends = await Promise.all(children.map((pid) => loadAddon().processGone(pid, 10_000)));
    expect(ends).toEqual([true, true]);
  },
);

test("an interrupt of the terminal is left to the parent", async () => {
  const process = spawn(globalThis.process.execPath, ["-e", parent, programFile("secondary")]);
  let output = "";
  process.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, { timeout: 15_000 }).toContain("hello");
  const pid = Number(/\d+/.exec(output)?.[0]);
  globalThis.process.kill(pid, "SIGINT");
  expect(await loadAddon().processGone(pid, 500)).toBe(false);
  process.kill("SIGKILL");
  expect(await loadAddon().processGone(pid, 10_000)).toBe(true);
});
