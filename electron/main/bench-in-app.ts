/**
 * `--bench=NAME,NAME`: only the benchmarks, with utility processes as children, and a window for those that look at
 * one. The rows go as JSON to the file that HANDOFF_BENCH_RESULTS names.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { app, utilityProcess, type BrowserWindow } from "electron";
import { runBench } from "../jobs/bench.ts";
import { echoProgram, roundTrips } from "../jobs/bench/clone.ts";
import type { BenchWindow } from "../jobs/bench/bench-run.ts";
import { Journal } from "../jobs/journal.ts";
import { pageUrl } from "./page-protocol.ts";
import type { RunRegistry } from "./run-registry.ts";
import { UtilityHost } from "./utility-host.ts";

/** @param start the app as it starts for a user, its page not loaded yet */
export async function benchInApp(
  names: readonly string[],
  start: () => { readonly window: BrowserWindow; readonly runs: RunRegistry },
): Promise<void> {
  const results = process.env["HANDOFF_BENCH_RESULTS"] ?? "";
  if (results === "") throw new Error("HANDOFF_BENCH_RESULTS names no file.");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-bench-"));
  try {
    const environment = {
      host: new UtilityHost(),
      journal: Journal.open(folder),
      cloneRate: (bytes: number, count: number) => portRate(folder, bytes, count),
      openWindow: () => openWindow(folder, start),
    };
    const rows = await runBench(names, environment, (line) => process.stderr.write(`${line}\n`));
    fs.writeFileSync(results, JSON.stringify(rows));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  app.exit(0);
}

/** The app's own window; its settings, journal and recordings are in `folder`. */
async function openWindow(
  folder: string,
  start: () => { readonly window: BrowserWindow; readonly runs: RunRegistry },
): Promise<BenchWindow> {
  app.setPath("userData", path.join(folder, "app"));
  process.env["HANDOFF_STATE_DIR"] = folder;
  const { window, runs } = start();
  await window.loadURL(pageUrl);
  return {
    start: (spec) => runs.start(spec),
    show: async (runId) => {
      const place = runId === null ? "#/" : `#/run/${encodeURIComponent(runId)}`;
      await window.webContents.executeJavaScript(`location.hash = ${JSON.stringify(place)}; null`);
    },
    forget: (runId) => runs.close(runId),
  };
}

/** Bytes a second of structured clone over the port between this process and a utility process. */
async function portRate(folder: string, messageBytes: number, count: number): Promise<number> {
  const file = path.join(folder, "echo.cjs");
  fs.writeFileSync(file, echoProgram.utility);
  const child = utilityProcess.fork(file, [], { serviceName: "handoff echo" });
  try {
    return await roundTrips(messageBytes, count, {
      send: (message) => child.postMessage(message),
      onAnswer: (answered) => void child.on("message", answered),
    });
  } finally {
    child.kill();
  }
}
