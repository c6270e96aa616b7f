/**
 * The manifest of one finished medium. Pure.
 */
import { version } from "../../package.json";
import type { BackupSpec } from "../contract/job.ts";
import type { MediumSummary } from "../contract/processes.ts";
import type { Run } from "../contract/run.ts";
import { manifestFormat, manifestVersion, type Manifest } from "../media/manifest.ts";
import type { Plan } from "./plan.ts";

export interface DescribedRun {
  readonly plan: Plan;
  readonly spec: BackupSpec;
  readonly set: NonNullable<Run["set"]>;
  readonly database: string;
  readonly startedAtMs: number;
}

/** @throws Error for the null medium, which leaves nothing to describe */
export function manifestOf(
  run: DescribedRun,
  summary: MediumSummary,
  finishedAtMs: number,
): Manifest {
  const { plan, spec, set } = run;
  if (plan.codec.kind === "null") {
    throw new Error("The null medium has no manifest.");
  }
  return {
    format: manifestFormat,
    version: manifestVersion,
    setId: plan.runId,
    stripe: { index: summary.device + 1, count: plan.files.length },
    codec: plan.codec,
    plain: { bytes: summary.plainBytes, xxh3: summary.plainXxh3 },
    stored: {
      bytes: summary.storedBytes,
      xxh3: summary.storedXxh3,
      chunkBytes: summary.chunkBytes,
      chunks: summary.chunks,
    },
    server: serverOf(spec),
    database: { kind: spec.source.kind, name: run.database },
    options: {
      blockSize: set.blockSize,
      transferSize: set.transferSize,
      bufferCount: set.bufferCount,
      alignment: set.alignment,
      prefixZone: set.prefixZone,
      features: set.features,
    },
    startedAt: new Date(run.startedAtMs).toISOString(),
    finishedAt: new Date(finishedAtMs).toISOString(),
    writtenBy: { program: "handoff", version },
  };
}

function serverOf({ source, server }: BackupSpec): Manifest["server"] {
  return source.kind === "database" && server?.kind === "sqlserver"
    ? { kind: "sqlserver", instance: server.instance }
    : { kind: "embedded", instance: null };
}
