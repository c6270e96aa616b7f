/** The stops of the tour: on which page, beside what, over which run. */
import type { BackupSpec, JobSpec } from "../../electron/contract/job.ts";
import type { TourWords } from "../words/tour-words.ts";

export type StopName = keyof TourWords["tour"]["stops"];

export interface TourStop {
  readonly name: StopName;
  /** A run of the tour's own: braked, so that single commands can be followed, or as fast as it goes. */
  readonly run: "braked" | "fast" | null;
  /** Page of a stop without a run. */
  readonly path: string;
  /** What it speaks of; the first that is there. */
  readonly target: string;
}

const onRun = (name: StopName, target: string): TourStop => ({
  name,
  run: "braked",
  path: "",
  target,
});

export const firstStop: TourStop = { name: "welcome", run: null, path: "/", target: "main h1" };

export const tourStops: readonly TourStop[] = [
  firstStop,
  onRun("set", ".phase-track"),
  onRun("server", ".process-box"),
  onRun("buffer", ".buffer-section .strip"),
  onRun("command", ".commands"),
  onRun("handle", ".selected-buffer"),
  onRun("secondary", ".secondary-box"),
  onRun("lease", ".process-box ~ .process-box"),
  onRun("completion", ".media-column"),
  { name: "verdict", run: "fast", path: "", target: "main h1" },
  { name: "lab", run: null, path: "/lab", target: ".lab-head" },
];

const mebibyte = 1_048_576;
const brake = { bytes: 192 * mebibyte, transferSize: 65_536, commandsPerSecond: 8 };

/** The tour's run: the demo, small. Braked it lasts longer than the tour. */
export function tourSpec(demo: JobSpec, run: "braked" | "fast"): JobSpec {
  const source: BackupSpec["source"] = {
    kind: "generate",
    bytes: run === "braked" ? brake.bytes : 64 * mebibyte,
    seed: 2026,
    entropy: 0.35,
  };
  if (demo.kind !== "backup") return demo;
  if (run === "fast") return { ...demo, source };
  const { transferSize, commandsPerSecond } = brake;
  return { ...demo, source, transferSize, pace: { commandsPerSecond, commandBytes: 0 } };
}
