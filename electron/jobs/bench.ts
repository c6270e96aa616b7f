/**
 * Benchmarks: each does real work through jobs, real processes and native code, beside a reference
 * measured in the same run. Together they take a few minutes.
 */
import { loadAddon } from "../vdi/load-addon.ts";
import { type Bench, type BenchEnvironment, withFolders } from "./bench/bench-run.ts";
import { Journal } from "./journal.ts";
import { structuredClone } from "./bench/clone.ts";
import { inElectron } from "./bench/in-electron.ts";
import { plainFiles, zstdFiles } from "./bench/files.ts";
import { latency } from "./bench/latency.ts";
import { nullMedium } from "./bench/null-medium.ts";
import { recording } from "./bench/recording.ts";
import { idle, memory, tracing } from "./bench/resources.ts";
import type { BenchRow } from "./bench/row.ts";
import { timeline } from "./bench/timeline.ts";
import { watching } from "./bench/watching.ts";

export type { BenchRow } from "./bench/row.ts";
export type { BenchEnvironment } from "./bench/bench-run.ts";

const benches: Readonly<Record<string, (bench: Bench) => Promise<BenchRow[]>>> = {
  null: nullMedium,
  file: plainFiles,
  zstd: zstdFiles,
  latency,
  clone: structuredClone,
  electron: inElectron,
  memory,
  tracing,
  recording,
  watching,
  timeline,
  idle,
};

/** Under Electron itself these two are measured; "electron" starts it for them. */
export const benchNames: readonly string[] = Object.keys(benches);

/**
 * Runs the named benchmarks, all of them when none is named.
 *
 * @param names of `benchNames`; others are ignored
 * @param onProgress one line for each thing that was measured
 * @throws FaultError when a run fails or a reference's program is missing
 */
export function runBench(
  names: readonly string[],
  environment: BenchEnvironment,
  onProgress: (line: string) => void,
): Promise<BenchRow[]> {
  return withFolders(async (folders) => {
    // The runs of a benchmark are nobody's history.
    const journal = Journal.open(folders.memory);
    const bench: Bench = {
      ...folders,
      environment: { ...environment, journal },
      addon: loadAddon(),
      say: onProgress,
    };
    const rows: BenchRow[] = [];
    for (const [name, measure] of Object.entries(benches)) {
      if (names.length === 0 || names.includes(name)) rows.push(...(await measure(bench)));
    }
    return rows;
  });
}
