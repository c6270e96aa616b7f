/** What the app is told on its command line. Pure. */
import { traceFileEnding } from "../contract/trace-file.ts";

export interface Flags {
  /** Start the demo backup at once. */
  readonly demo: boolean;
  /** End the app when the first run has ended, with the run's result as exit code. */
  readonly exit: boolean;
  /** Trace file to show, as it was named; null: none. */
  readonly open: string | null;
  /** Benchmarks to run instead of the app; null: the app. */
  readonly bench: readonly string[] | null;
}

const benchFlag = "--bench=";
const openFlag = "--open=";

/** Reads our flags; Chromium's own and the application's folder are left alone. */
export function readFlags(argv: readonly string[]): Flags {
  const bench = argv.find((value) => value.startsWith(benchFlag));
  return {
    demo: argv.includes("--demo"),
    exit: argv.includes("--exit"),
    open: openedFile(argv),
    bench: bench === undefined ? null : bench.slice(benchFlag.length).split(","),
  };
}

/** By flag, or by its ending: as the system hands over a file that was double-clicked. */
function openedFile(argv: readonly string[]): string | null {
  const flag = argv.find((value) => value.startsWith(openFlag));
  if (flag !== undefined) return flag.slice(openFlag.length);
  return argv.find((value) => !value.startsWith("-") && value.endsWith(traceFileEnding)) ?? null;
}
