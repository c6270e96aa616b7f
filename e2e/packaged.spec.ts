import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, repository, test } from "./lib/app.ts";

const program = path.join(repository, "release/linux-unpacked/handoff");
const commandLine = path.join(repository, "release/linux-unpacked/resources/bin/handoff");

/** Runs a program to its end. */
function run(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data) => (output += String(data)));
    child.stderr.on("data", (data) => (output += String(data)));
    child.once("exit", (code) => resolve({ code, output }));
  });
}

test("the packaged program runs the demo backup to its confirmed end", async ({ folder }) => {
  const flags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const result = await run(program, [...flags, "--log-level=3", "--demo", "--exit"], {
    HANDOFF_STATE_DIR: folder,
  });
  expect(result.output).toContain("backup done");
  expect(result.code).toBe(0);
});

test("the packaged command line backs up and restores", async ({ folder }) => {
  const env = { HANDOFF_STATE_DIR: path.join(folder, "state") };
  const file = path.join(folder, "packaged.bak");
  const backup = await run(
    commandLine,
    ["backup", "--generate", "16M", "--to", file, "--compress", "zstd:1"],
    env,
  );
  expect(backup.code, backup.output).toBe(0);
  const restore = await run(commandLine, ["restore", "--from", file, "--discard"], env);
  expect(restore.code, restore.output).toBe(0);
  expect(fs.existsSync(file)).toBe(true);
});
