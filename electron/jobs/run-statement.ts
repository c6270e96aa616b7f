/**
 * The T-SQL statement of a run, and what its own server is told besides. Pure.
 */
import type { z } from "zod";
import type { BackupSpec, JobSpec, RestoreSpec } from "../contract/job.ts";
import type { listenSchema } from "../contract/processes.ts";
import type { DatabaseSink, DatabaseSource } from "../contract/server-job.ts";
import { identifierCharsMax } from "../contract/sql-text.ts";
import { buildStatement } from "../sql/statement/build.ts";
import {
  adHocBackupOptions,
  plainBackupOptions,
  plainRestoreOptions,
  type BackupStatement,
  type RestoreStatement,
} from "../sql/statement/spec.ts";
import { backupSetName } from "../sql/views/history.ts";
import type { Plan } from "./plan.ts";
import { databaseOf } from "./run-view.ts";

/** Names that a server has for itself. */
const systemNames = new Set(["master", "tempdb", "model", "msdb"]);
const copySuffix = "_copy";
/** How often a foreign server says how far it is, in percent. */
const statsPercent = 5;

/** The part of a plan that a statement needs. */
export type StatementPlan = Pick<
  Plan,
  "runId" | "deviceNames" | "blockSize" | "bufferCount" | "transferSize"
>;

/** The run's database, as the server of the run calls it. */
export function databaseNameOf(spec: JobSpec): string {
  if (partOf(spec).kind === "database") {
    return databaseOf(spec);
  }
  const printable = databaseOf(spec).replace(/[\0\p{Surrogate}]/gu, "_");
  const name = printable.slice(0, identifierCharsMax - copySuffix.length);
  return systemNames.has(name.toLowerCase()) ? `${name}${copySuffix}` : name;
}

function partOf(spec: JobSpec): BackupSpec["source"] | RestoreSpec["sink"] {
  return spec.kind === "backup" ? spec.source : spec.sink;
}

/** The statement to the letter. @throws ZodError when its parts are none: names too long, values out of range */
export function statementTextOf(spec: JobSpec, plan: StatementPlan): string {
  const common = {
    database: databaseNameOf(spec),
    files: [],
    filegroups: [],
    devices: plan.deviceNames.map((name) => ({ kind: "virtual" as const, name })),
  };
  const geometry = {
    blockSize: plan.blockSize,
    bufferCount: plan.bufferCount,
    maxTransferSize: plan.transferSize,
  };
  if (spec.kind === "backup") {
    const { what, options } = backupOf(spec.source, plan);
    return buildStatement({
      kind: "backup",
      what,
      ...common,
      options: { ...options, ...geometry },
    });
  }
  const { what, options } = restoreOf(spec.sink);
  return buildStatement({ kind: "restore", what, ...common, options: { ...options, ...geometry } });
}

function backupOf(
  source: BackupSpec["source"],
  { runId }: StatementPlan,
): Pick<BackupStatement, "what" | "options"> {
  if (source.kind !== "database") {
    return { what: "database", options: adHocBackupOptions };
  }
  const { what, copyOnly, compression, checksum } = source;
  return {
    what: what === "log" ? "log" : "database",
    options: {
      ...plainBackupOptions,
      differential: what === "differential",
      copyOnly: mayBeCopy(source) && copyOnly,
      compression: compressionOf(compression),
      checksum,
      name: backupSetName(runId),
      stats: statsPercent,
    },
  };
}

/** SQL Server knows no differential copies. */
function mayBeCopy({ what }: DatabaseSource): boolean {
  return what !== "differential";
}

function compressionOf(isOn: boolean | null): BackupStatement["options"]["compression"] {
  if (isOn === null) {
    return null;
  }
  return isOn ? { kind: "on", algorithm: null } : { kind: "none" };
}

function restoreOf(sink: RestoreSpec["sink"]): Pick<RestoreStatement, "what" | "options"> {
  if (sink.kind !== "database") {
    return { what: "database", options: plainRestoreOptions };
  }
  const { what, moves, recovery, replace, checksum } = sink;
  return {
    what,
    options: {
      ...plainRestoreOptions,
      moves,
      recovery,
      replace,
      stopAt: stopOf(sink),
      checksum,
      stats: statsPercent,
    },
  };
}

function stopOf({ stopAt }: DatabaseSink): RestoreStatement["options"]["stopAt"] {
  return stopAt === null ? null : { kind: "time", at: stopAt };
}

/** What the run's own server's database is, and how it behaves. @throws Error for a job on a foreign server */
export function listenInputOf(spec: JobSpec, plan: Plan): z.infer<typeof listenSchema> {
  return {
    database: databaseNameOf(spec),
    ...streamsOf(spec),
    traceName: plan.traceName,
    faults: [...spec.faults],
    // What the server varies on purpose varies from run to run and can be repeated by the run's id.
    seed: Number.parseInt(plan.runId.slice(0, 7), 16),
    ...(spec.pace === undefined ? {} : { pace: spec.pace }),
  };
}

function streamsOf(spec: JobSpec): Pick<z.infer<typeof listenSchema>, "source" | "restore"> {
  if (spec.kind === "backup" && spec.source.kind !== "database") {
    return { source: spec.source, restore: null };
  }
  if (spec.kind === "restore" && spec.sink.kind !== "database") {
    return { source: null, restore: { sink: spec.sink, force: spec.force } };
  }
  throw new Error("A database of a foreign server is none of the run's own.");
}
