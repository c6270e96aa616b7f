/**
 * `handoff backup` and `handoff restore`: starts the job, shows it, and turns its end into an exit code.
 */
import path from "node:path";
import { exitCode, faults } from "../contract/fault.ts";
import type { JobSpec } from "../contract/job.ts";
import type { Run, RunResult } from "../contract/run.ts";
import { NodeHost } from "../host/node-host.ts";
import { Journal } from "../jobs/journal.ts";
import { startJob } from "../jobs/start-job.ts";
import type { RunningJob } from "../jobs/running-job.ts";
import { commandLogin } from "./command-login.ts";
import { ProgressBar, fractionOf, totals } from "./progress.ts";
import { printError } from "./report-error.ts";
import { printSummary } from "./summary.ts";
import { printStrikes } from "./strikes.ts";

/** Milliseconds between two progress lines of --json. */
const progressMs = 250;

/** @returns the exit code */
export async function runCommand(spec: JobSpec, flags: { json?: boolean }): Promise<number> {
  const json = flags.json ?? false;
  const environment = { host: new NodeHost(), journal: Journal.open(), loginOf: commandLogin };
  const job = startJob(withAbsolutePaths(spec), environment);
  const interrupts = abortOnInterrupt(job);
  const stopShowing = json ? showAsJson(job) : showAsBar(job);
  const run = await job.finished;
  stopShowing();
  interrupts.stop();
  return report(run, json, interrupts.seen());
}

function withAbsolutePaths(spec: JobSpec): JobSpec {
  const absolute = (files: readonly string[]): string[] =>
    files.map((file) => (file === "" ? "" : path.resolve(file)));
  const trace = spec.trace === null ? null : path.resolve(spec.trace);
  if (spec.kind === "backup") {
    const source =
      spec.source.kind === "replay"
        ? { ...spec.source, files: absolute(spec.source.files) }
        : spec.source;
    return { ...spec, trace, source, targets: absolute(spec.targets) };
  }
  const sink =
    "files" in spec.sink ? { ...spec.sink, files: absolute(spec.sink.files) } : spec.sink;
  return { ...spec, trace, sink, media: absolute(spec.media) };
}

/** The first Ctrl-C aborts the set and lets everything close; the second one leaves at once. */
function abortOnInterrupt(job: RunningJob): { seen: () => boolean; stop: () => void } {
  let count = 0;
  const onInterrupt = (): void => {
    count += 1;
    if (count > 1) {
      process.exit(exitCode.interrupted);
    }
    job.abort();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  return {
    seen: () => count > 0,
    stop: () => {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onInterrupt);
    },
  };
}

function showAsBar(job: RunningJob): () => void {
  const bar = new ProgressBar(process.stderr);
  const stop = job.onChange((run) => {
    if (run.result === null) {
      bar.draw(run);
    }
  });
  return () => {
    stop();
    bar.clear();
  };
}

function showAsJson(job: RunningJob): () => void {
  let lastMs = -progressMs;
  let lastPhase = "";
  return job.onChange((run) => {
    if (run.result === null && (run.phase !== lastPhase || run.elapsedMs - lastMs >= progressMs)) {
      lastMs = run.elapsedMs;
      lastPhase = run.phase;
      printJson({ event: "progress", ...progressOf(run) });
    }
  });
}

function progressOf(run: Run): object {
  const { bytes, expected } = totals(run);
  const fraction = fractionOf(run);
  return {
    phase: run.phase,
    bytes,
    expectedBytes: expected,
    percent: fraction === null ? null : Math.floor(fraction * 1000) / 10,
    bytesPerSecond: Math.round(run.rate.now),
    secondsLeft: run.secondsLeft?.seconds ?? null,
    commands: run.devices.reduce((sum, device) => sum + device.commands, 0),
  };
}

function report(run: Run, json: boolean, wasInterrupted: boolean): number {
  const result = run.result;
  if (result === null) {
    throw new Error("A finished run has no result.");
  }
  const { failure } = result;
  if (json) {
    printJsonEnd(run, result);
  } else if (result.ok) {
    printSummary(run, result);
  } else if (failure !== null) {
    printError(failure, false);
  }
  if (!json) {
    printStrikes(run);
  }
  if (result.ok) {
    return exitCode.done;
  }
  const wasStopped = wasInterrupted || result.outcome === "stopped";
  return wasStopped ? exitCode.interrupted : exitOf(failure?.code ?? "");
}

function printJsonEnd(run: Run, result: RunResult): void {
  for (const strike of run.strikes ?? []) {
    printJson({ event: "strike", ...strike });
  }
  printJson(resultLine(run, result));
}

/** The last line of --json. */
function resultLine(run: Run, result: RunResult): object {
  const { failure } = result;
  const error =
    failure === null
      ? {}
      : { error: { code: failure.code, message: failure.message, remedy: failure.remedy } };
  return {
    event: "result",
    ok: result.ok,
    bytes: result.bytes,
    storedBytes: result.storedBytes,
    seconds: result.seconds,
    devices: run.devices.map((device) => ({
      name: device.name,
      file: device.file,
      bytes: device.plainBytes,
      storedBytes: device.storedBytes,
      commands: device.commands,
      checksum: device.checksum,
    })),
    secondaryRestarts: result.secondaryRestarts,
    droppedEvents: result.droppedEvents,
    ...error,
  };
}

function exitOf(code: string): number {
  const entry = Object.entries(faults).find(([name]) => name === code)?.[1];
  return entry?.exit ?? exitCode.failed;
}

function printJson(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
