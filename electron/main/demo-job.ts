/** The job that shows what Handoff does, one click away: a generated database on two devices. */
import fs from "node:fs";
import path from "node:path";
import { jobDefaults, type BackupSpec } from "../contract/job.ts";

const bytes = 1_610_612_736;

/** @param folder where its two media go, made when it is missing; an earlier demo there is replaced */
export function demoJob(folder: string): BackupSpec {
  fs.mkdirSync(folder, { recursive: true });
  return {
    ...jobDefaults,
    kind: "backup",
    source: { kind: "generate", bytes, seed: 2026, entropy: 0.35 },
    targets: [1, 2].map((stripe) => path.join(folder, `handoff-demo-${stripe}of2.bak`)),
    codec: { kind: "zstd", level: 1 },
    force: true,
  };
}
