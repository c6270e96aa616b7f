/**
 * The job of one database of a plan. Pure but for the clock.
 */
import path from "node:path";
import { jobDefaults, type BackupSpec } from "../contract/job.ts";
import type { PlanRequest } from "../contract/server-plan.ts";
import type { SavedServer } from "../contract/server-saved.ts";

const kindNames = { database: "full", differential: "diff", log: "log" } as const;

export function jobOf(
  request: PlanRequest,
  database: string,
  server: SavedServer,
  now = new Date(),
): BackupSpec {
  const { what, copyOnly, compression, checksum, codec, transferSize, buffers } = request;
  return {
    ...jobDefaults,
    kind: "backup",
    faults: [],
    source: { kind: "database", database, what, copyOnly, compression, checksum },
    targets: targetsOf(request, database, now),
    codec,
    transferSize,
    buffers,
    server: {
      kind: "sqlserver",
      instance: server.vdi.instance,
      library: server.vdi.library,
      session: { kind: "saved", serverId: server.id, name: server.name },
    },
  };
}

/** FOLDER/DATABASE_full_20261125-103000_1of3.bak, in local time. */
function targetsOf(
  { folder, what, devices, codec }: PlanRequest,
  database: string,
  now: Date,
): string[] {
  if (codec.kind === "null") {
    return Array.from({ length: devices }, () => "");
  }
  const stem = `${fileNameOf(database)}_${kindNames[what]}_${stampOf(now)}`;
  const ending = codec.kind === "zstd" ? ".bak.zst" : ".bak";
  return Array.from({ length: devices }, (_, index) => {
    const stripe = devices === 1 ? "" : `_${index + 1}of${devices}`;
    return path.join(folder, `${stem}${stripe}${ending}`);
  });
}

/**
 * A database's name as a part of a file's: what file systems forbid is written as %XX, so that two names stay two.
 */
function fileNameOf(database: string): string {
  return database.replace(/[\p{Cc}%/\\:*?"<>|]/gu, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

function stampOf(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
