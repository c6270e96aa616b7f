/**
 * The timeline of a recorded run of a million commands, in the real window: how soon it is there, how smoothly it zooms
 * and pans, and how fast the list of its commands scrolls.
 */
import path from "node:path";
import { runInElectron } from "./in-electron.ts";
import { backupOf, runJob, type Bench } from "./bench-run.ts";
import type { BenchRow } from "./row.ts";

const transferSize = 65_536;
const commands = 1_000_000;

/** Records three devices on two secondaries, then shows the file. */
export async function timeline(bench: Bench): Promise<BenchRow[]> {
  const trace = path.join(bench.memory, "million.vditrace");
  const run = await runJob(
    bench,
    backupOf(commands * transferSize, {
      transferSize,
      targets: ["", "", ""],
      secondaries: 2,
      trace,
    }),
  );
  const { commands: count, droppedEvents } = run.run.result ?? { commands: 0, droppedEvents: 0 };
  bench.say(`timeline: recorded ${count} commands, ${droppedEvents} of their events were dropped`);
  return runInElectron(bench, ["timeline"], {
    HANDOFF_BENCH_TRACE: trace,
    HANDOFF_STATE_DIR: path.join(bench.memory, "state"),
  });
}
