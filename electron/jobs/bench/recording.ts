/**
 * What recording a run into a trace file costs it, at large and at small transfers.
 */
import path from "node:path";
import { backupOf, interleave, runJob, type Bench } from "./bench-run.ts";
import { against, gbPerSecond, type BenchRow } from "./row.ts";

const kib = 1024;
const gib = 1024 ** 3;
const repetitions = 5;

/** Transfer size, bytes that are moved, and the share of the throughput that must remain. */
const cases = [
  { name: "1 MiB", transferSize: 1024 * kib, bytes: 8 * gib, bar: 0.95 },
  { name: "64 KiB", transferSize: 64 * kib, bytes: 4 * gib, bar: 0.85 },
] as const;

/** Recorded against not recorded, null medium. The file is in memory: the disk is not what is measured. */
export async function recording(bench: Bench): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { name, transferSize, bytes, bar } of cases) {
    const rateOf = async (trace: string | null): Promise<number> => {
      const run = await runJob(bench, backupOf(bytes, { transferSize, trace }));
      return gbPerSecond(run.bytes, run.seconds);
    };
    const rates = await interleave(
      () => rateOf(path.join(bench.memory, "recording.vditrace")),
      () => rateOf(null),
      repetitions,
    );
    bench.say(`recording: ${rates.ours.toFixed(2)} of ${rates.theirs.toFixed(2)} GB/s at ${name}`);
    const measured = { name: `recorded, null medium, ${name}`, value: rates.ours, unit: "GB/s" };
    rows.push(against(measured, { name: "not recorded", value: rates.theirs }, bar));
  }
  return rows;
}
