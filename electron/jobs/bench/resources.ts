/** What a run costs beside time: memory over a million commands, tracing, and an idle set's processor. */
import { readFileSync } from "node:fs";
import { startJob } from "../start-job.ts";
import type { RunningJob } from "../running-job.ts";
import { type Bench, backupOf, delay, finishOf, interleave, runJob } from "./bench-run.ts";
import { against, figure, gbPerSecond, limited, median, type BenchRow } from "./row.ts";

const mib = 1024 ** 2;
const sampleMs = 50;
const ticksPerSecond = 100;

/** Primary, server and secondaries. */
function processesOf(job: RunningJob): number[] {
  const others = job.snapshot().processes.map((each) => each.pid);
  return [...new Set([process.pid, ...others.filter((pid) => pid > 0)])];
}

/** Resident bytes; 0 for a process that is gone. */
function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Seconds of processor time so far; 0 for a process that is gone. */
function processorSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function commandsOf(job: RunningJob): number {
  return sum(job.snapshot().devices.map((device) => device.commands));
}

/** Resident memory of all processes when the 10,000th command was done and when the 1,000,000th was. */
export async function memory(bench: Bench): Promise<BenchRow[]> {
  const commandBytes = 4096;
  const [first, last] = [10_000, 1_000_000];
  const spec = backupOf((last + 20_000) * commandBytes, {
    transferSize: 65_536,
    // Slow enough that the last commands are seen.
    pace: { commandsPerSecond: 100_000, commandBytes },
  });
  const job = startJob(spec, bench.environment);
  const early: number[] = [];
  const late: number[] = [];
  while (job.snapshot().result === null) {
    await delay(sampleMs);
    const commands = commandsOf(job);
    const resident = sum(processesOf(job).map(residentBytes));
    // Around the 10,000th: the first samples after it; around the millionth: the last ones.
    if (commands >= first && early.length < 3) early.push(resident);
    if (commands >= last * 0.97 && job.snapshot().result === null) late.push(resident);
  }
  const { run } = await finishOf(job);
  if (early.length === 0 || late.length === 0)
    throw new Error("The run was over before its memory was looked at.");
  const growth = median(late) / median(early);
  bench.say(
    `memory: ${(median(early) / mib).toFixed(0)} MiB, then ${(median(late) / mib).toFixed(0)} MiB`,
  );
  return [
    figure({ name: "memory at the 10,000th command", value: median(early) / mib, unit: "MiB" }),
    figure({ name: "memory at the 1,000,000th command", value: median(late) / mib, unit: "MiB" }),
    limited(
      {
        name: `memory growth over ${run.result?.commands ?? 0} commands`,
        value: growth,
        unit: "times",
      },
      1.05,
    ),
  ];
}

/** A run with and without a trace at 1 MiB. */
export async function tracing(bench: Bench): Promise<BenchRow[]> {
  // A second and more, so that start and end do not count.
  const bytes = 32 * 1024 ** 3;
  const rateOf = async (isTraced: boolean): Promise<number> => {
    const run = await runJob(bench, backupOf(bytes, { transferSize: mib }), isTraced);
    return gbPerSecond(run.bytes, run.seconds);
  };
  const rates = await interleave(
    () => rateOf(true),
    () => rateOf(false),
    5,
  );
  bench.say(`tracing: ${rates.ours.toFixed(2)} of ${rates.theirs.toFixed(2)} GB/s`);
  const measured = { name: "traced, null medium, 1 MiB", value: rates.ours, unit: "GB/s" };
  return [against(measured, { name: "not traced", value: rates.theirs }, 0.97)];
}

/** Processor time of all processes while a set waits for its server. */
export async function idle(bench: Bench): Promise<BenchRow[]> {
  const windowMs = 4_000;
  const commandBytes = 65_536;
  // A command every two seconds: between them everybody waits.
  const spec = backupOf(mib, {
    transferSize: commandBytes,
    pace: { commandsPerSecond: 1, commandBytes },
  });
  const job = startJob(spec, bench.environment);
  while (commandsOf(job) < 1 && job.snapshot().result === null) await delay(sampleMs);
  await delay(500);
  const pids = processesOf(job);
  const before = sum(pids.map(processorSeconds));
  await delay(windowMs);
  const cores = (sum(pids.map(processorSeconds)) - before) / (windowMs / 1000);
  job.abort();
  await job.finished;
  bench.say(`idle: ${(cores * 100).toFixed(1)} % of a core`);
  return [limited({ name: "processor while a set waits", value: cores, unit: "cores" }, 0.1)];
}
