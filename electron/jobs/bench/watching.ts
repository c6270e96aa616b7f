/**
 * What it costs a run that the window shows it: its events sampled, cloned to the page, folded and drawn.
 */
import { backupOf, finishOf, interleave, type Bench, type BenchWindow } from "./bench-run.ts";
import { runInElectron } from "./in-electron.ts";
import { against, gbPerSecond, type BenchRow } from "./row.ts";

const kib = 1024;
const gib = 1024 ** 3;

/** Transfer size, bytes that are moved, and the share of the throughput that must remain. Seconds each, not less. */
const cases = [
  { name: "1 MiB", transferSize: 1024 * kib, bytes: 48 * gib, bar: 0.95 },
  { name: "64 KiB", transferSize: 64 * kib, bytes: 16 * gib, bar: 0.85 },
] as const;

/** In the app with its window, shown against not shown; null medium. */
export async function watching(bench: Bench): Promise<BenchRow[]> {
  const { openWindow } = bench.environment;
  if (openWindow === undefined) return runInElectron(bench, ["watching"]);
  const window = await openWindow();
  const rows: BenchRow[] = [];
  for (const { name, transferSize, bytes, bar } of cases) {
    const spec = backupOf(bytes, { transferSize });
    const rates = await interleave(
      () => rateOf(window, spec, true),
      () => rateOf(window, spec, false),
    );
    bench.say(`watching: ${rates.ours.toFixed(2)} of ${rates.theirs.toFixed(2)} GB/s at ${name}`);
    const measured = { name: `watched, null medium, ${name}`, value: rates.ours, unit: "GB/s" };
    rows.push(against(measured, { name: "not watched", value: rates.theirs }, bar));
  }
  return rows;
}

async function rateOf(
  window: BenchWindow,
  spec: ReturnType<typeof backupOf>,
  isShown: boolean,
): Promise<number> {
  const job = window.start(spec);
  if (isShown) await window.show(job.runId);
  const { bytes, seconds } = await finishOf(job);
  await window.show(null);
  window.forget(job.runId);
  return gbPerSecond(bytes, seconds);
}
