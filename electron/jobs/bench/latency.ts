/**
 * Handoff latency, GetCommand to CompleteCommand, at given rates: through shared memory rings and with each
 * hop as a message (a pipe between Node processes, a message port under Electron).
 */
import { type Bench, backupOf, runJob } from "./bench-run.ts";
import { figure, shorterThan, type BenchRow } from "./row.ts";

/** Small commands: the handoff is looked at, not the memory's speed. */
const commandBytes = 4096;
const transferSize = 65_536;
/** Ring's median has to be this many times shorter than the message port's. */
const portBar = 5;
/** A rate is held when this share of it was reached. */
const heldShare = 0.95;

/** Commands a second (0: flat out) and commands of a run: fewer where they take long. */
const rates = [
  { perSecond: 1_000, commands: 4_000 },
  { perSecond: 5_000, commands: 15_000 },
  { perSecond: 20_000, commands: 50_000 },
  { perSecond: 70_000, commands: 150_000 },
  { perSecond: 0, commands: 150_000 },
] as const;

/** Messages take hundreds of microseconds: at a rate that they cannot hold more would take for ever. */
const portCommandsMax = 8_000;

type Mode = "ring" | "port";

interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly isHeld: boolean;
  readonly reached: number;
}

async function measure(
  bench: Bench,
  handoff: Mode,
  rate: (typeof rates)[number],
): Promise<Latency> {
  const commands = Math.min(rate.commands, handoff === "port" ? portCommandsMax : rate.commands);
  const spec = backupOf(commands * commandBytes, {
    handoff,
    transferSize,
    pace: { commandsPerSecond: rate.perSecond, commandBytes },
  });
  const { run, seconds } = await runJob(bench, spec);
  const reached = (run.result?.commands ?? 0) / seconds;
  const { p50, p99, p999 } = run.latencyNs;
  const isHeld = rate.perSecond !== 0 && reached >= heldShare * rate.perSecond;
  return { p50: p50 / 1e3, p99: p99 / 1e3, p999: p999 / 1e3, isHeld, reached };
}

/** Microseconds; the message mode is the ring's reference. */
export async function latency(bench: Bench): Promise<BenchRow[]> {
  const isElectron = bench.environment.host.kind === "utility process";
  const portName = isElectron ? "message port" : "pipe";
  const rows: BenchRow[] = [];
  for (const rate of rates) {
    const ring = await measure(bench, "ring", rate);
    const port = await measure(bench, "port", rate);
    const at = rate.perSecond === 0 ? "flat out" : `${rate.perSecond}/s`;
    // Also flat out the medians are given, but a port that only queues is no reference.
    const bar = isElectron && port.isHeld ? portBar : null;
    rows.push(
      shorterThan(
        { name: `handoff ${at}, ring p50`, value: ring.p50, unit: "us" },
        { name: `${portName} p50`, value: port.p50 },
        bar,
      ),
      ...quantiles(`handoff ${at}, ring`, ring).slice(1),
      ...quantiles(`handoff ${at}, ${portName}`, port),
      figure({ name: `handoff ${at}, ring reached`, value: ring.reached, unit: "commands/s" }),
      figure({
        name: `handoff ${at}, ${portName} reached`,
        value: port.reached,
        unit: "commands/s",
      }),
    );
    bench.say(
      `handoff ${at}: ring p50 ${ring.p50.toFixed(1)} us, ${portName} ${port.p50.toFixed(1)} us`,
    );
  }
  return rows;
}

function quantiles(name: string, { p50, p99, p999 }: Latency): BenchRow[] {
  return [
    figure({ name: `${name} p50`, value: p50, unit: "us" }),
    figure({ name: `${name} p99`, value: p99, unit: "us" }),
    figure({ name: `${name} p99.9`, value: p999, unit: "us" }),
  ];
}
