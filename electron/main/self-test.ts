/**
 * `--exit`: the app ends with the first run's result as exit code. Used with `--demo` as a self test, so it
 * also demands that the page came up.
 */
import fs from "node:fs";
import path from "node:path";
import { app } from "electron";
import { exitCode, faults } from "../contract/fault.ts";
import type { BackupSpec } from "../contract/job.ts";
import type { Run } from "../contract/run.ts";
import type { Pages } from "./pages.ts";
import type { RunRegistry } from "./run-registry.ts";

const pageMsMax = 30_000;

export function exitWithFirstRun(runs: RunRegistry, pages: Pages, demo: BackupSpec): void {
  const stop = runs.listen({
    onRun: (run) => {
      if (run.result === null) return;
      stop();
      void exitWith(run, pages, demo);
    },
    onClosed: () => undefined,
  });
}

async function exitWith(run: Run, pages: Pages, demo: BackupSpec): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), pageMsMax);
  });
  const page = await Promise.race([pages.firstHello, late]);
  clearTimeout(timer);
  const { line, code } = verdictOf(run);
  process.stdout.write(`${line}\n`);
  if (page === "late")
    process.stdout.write(`The window's page did not come up within ${pageMsMax / 1000} s.\n`);
  removeDemo(demo);
  app.exit(page === "late" && code === exitCode.done ? exitCode.failed : code);
}

/** What to say of a run that has ended, and the exit code. */
export function verdictOf(run: Run): { line: string; code: number } {
  const { result } = run;
  if (result?.ok === true) {
    const seconds = result.seconds.toFixed(1);
    return {
      line: `${run.spec.kind} done: ${result.bytes} bytes in ${seconds} s, ${result.commands} commands`,
      code: exitCode.done,
    };
  }
  const failure = result?.failure;
  const entry = Object.entries(faults).find(([code]) => code === failure?.code)?.[1];
  return {
    line: `${run.spec.kind} failed: ${failure?.message ?? "no reason given"} ${failure?.remedy ?? ""}`,
    code: entry?.exit ?? exitCode.failed,
  };
}

/** A self test leaves nothing behind. */
function removeDemo(demo: BackupSpec): void {
  for (const target of demo.targets) {
    for (const file of [target, `${target}.handoff.json`]) fs.rmSync(file, { force: true });
  }
  const folder = path.dirname(demo.targets[0] ?? "");
  if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}
