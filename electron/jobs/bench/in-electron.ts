/** The benchmarks that need Electron's message port, from a process that is not Electron. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { FaultError } from "../../contract/fault.ts";
import { findUpwards } from "../../vdi/find-upwards.ts";
import type { Bench } from "./bench-run.ts";
import type { BenchRow } from "./row.ts";

/** What is measured there too. */
const both = ["latency", "clone"];

/** @throws FaultError when no Electron can be started */
export async function inElectron(bench: Bench): Promise<BenchRow[]> {
  const rows = await runInElectron(bench, both);
  return rows.map((row) => ({ ...row, name: `electron: ${row.name}` }));
}

/**
 * Has Electron run benchmarks that it knows.
 *
 * @param more environment
 * @throws FaultError when no Electron can be started, or when it ends without success
 */
export async function runInElectron(
  bench: Bench,
  benches: readonly string[],
  more: Record<string, string> = {},
): Promise<BenchRow[]> {
  const script = path.join("scripts", "bench-electron.mjs");
  const { file } = findUpwards(script);
  if (file === null) {
    throw new FaultError("USAGE", {
      what: `Benchmarks in Electron need ${script}, which is not there.`,
      remedy: "Run it from a checkout, or name other benchmarks.",
    });
  }
  const results = path.join(bench.memory, "electron.json");
  await run(process.execPath, [file, ...benches], { ...more, HANDOFF_BENCH_RESULTS: results });
  return JSON.parse(readFileSync(results, "utf8")) as BenchRow[];
}

/** Its lines on stderr are shown as they come. */
function run(program: string, args: string[], more: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...more },
    });
    const fail = (reason: string): void =>
      reject(
        new FaultError("USAGE", {
          what: `Electron could not run its benchmarks: ${reason}.`,
          remedy: "Try `npm start`; what it says of Electron holds here too.",
        }),
      );
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) =>
      code === 0 ? resolve() : fail(`it ended with ${code ?? "a signal"}`),
    );
  });
}
