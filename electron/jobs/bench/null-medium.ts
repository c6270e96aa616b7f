/** The null medium against the same bytes filled and copied in one thread of one process. */
import { type Bench, backupOf, entropy, interleave, runJob, seed } from "./bench-run.ts";
import { against, gbPerSecond, type BenchRow } from "./row.ts";

const gib = 1024 ** 3;
const kib = 1024;

const cases = [
  { label: "64 KiB", transferSize: 64 * kib, bytes: 4 * gib, bar: 0.45 },
  { label: "1 MiB", transferSize: 1024 * kib, bytes: 8 * gib, bar: 0.75 },
  { label: "4 MiB", transferSize: 4096 * kib, bytes: 8 * gib, bar: 0.75 },
] as const;

/** As many as a job with one device takes by itself; the reference goes round in as many. */
const buffers = 6;

export async function nullMedium(bench: Bench): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { label, transferSize, bytes, bar } of cases) {
    const database = { kind: "generate", bytes, seed, entropy } as const;
    const rates = await interleave(
      async () => {
        const run = await runJob(bench, backupOf(bytes, { transferSize, buffers }));
        return gbPerSecond(run.bytes, run.seconds);
      },
      async () => {
        const moved = await bench.addon.moveInProcess(database, transferSize, buffers);
        return gbPerSecond(moved.bytes, moved.seconds);
      },
    );
    const measured = { name: `null medium, ${label}`, value: rates.ours, unit: "GB/s" };
    const reference = { name: "in one process, no handoff", value: rates.theirs };
    rows.push(against(measured, reference, bar));
    bench.say(`null medium, ${label}: ${rates.ours.toFixed(2)} of ${rates.theirs.toFixed(2)} GB/s`);
  }
  return rows;
}
