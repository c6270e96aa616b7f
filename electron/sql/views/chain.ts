/**
 * Whether the backups in a server's history make a chain that can be restored. Pure.
 *
 * A log backup follows another one when it begins where that one ended; the first one must hold the end of the full
 * backup. Copies (COPY_ONLY) are no part of a chain.
 */
import type { Chain, ChainReason } from "../../contract/server-views.ts";
import type { BackupRecord } from "./history.ts";

export interface ChainQuestion {
  readonly recoveryModel: string;
  /** Of one database, any order. */
  readonly records: readonly BackupRecord[];
  /** There are older records that were not read. */
  readonly isCut: boolean;
}

export function chainOf({ recoveryModel, records, isCut }: ChainQuestion): Chain {
  const own = [...records]
    .filter(({ isCopyOnly }) => !isCopyOnly)
    .sort((a, b) => a.backupSetId - b.backupSetId);
  const full = own.findLast(({ type }) => type === "database");
  if (full === undefined) {
    return isCut ? unknown : broken("noFull", null, null);
  }
  if (full.isDamaged) {
    return broken("damaged", full.finishedAtMs, null);
  }
  if (full.origin === "foreignVdi") {
    return broken("foreignBase", full.finishedAtMs, null);
  }
  const later = own.slice(own.indexOf(full) + 1);
  if (recoveryModel === "SIMPLE") {
    const newest = later.findLast(({ type }) => type === "differential") ?? full;
    return { state: "unneeded", reason: null, atMs: null, restorableToMs: newest.finishedAtMs };
  }
  return logChain(full, later);
}

const unknown: Chain = { state: "unknown", reason: null, atMs: null, restorableToMs: null };

function broken(reason: ChainReason, atMs: number | null, restorableToMs: number | null): Chain {
  return { state: "broken", reason, atMs, restorableToMs };
}

function logChain(full: BackupRecord, later: readonly BackupRecord[]): Chain {
  const logs = later.filter(({ type }) => type === "log");
  if (logs.length === 0) {
    return broken("noLog", full.finishedAtMs, full.finishedAtMs);
  }
  let end = full;
  for (const log of logs) {
    const follows = doesFollow(end, log);
    if (follows === null) {
      return { ...unknown, restorableToMs: full.finishedAtMs };
    }
    if (!follows) {
      const wasSimple = later.some(
        ({ recoveryModel, backupSetId }) =>
          recoveryModel === "SIMPLE" && backupSetId < log.backupSetId,
      );
      return broken(wasSimple ? "wasSimple" : "logGap", end.finishedAtMs, end.finishedAtMs);
    }
    if (log.origin === "foreignVdi") {
      return broken("foreignLog", log.finishedAtMs, end.finishedAtMs);
    }
    end = log;
  }
  return { state: "whole", reason: null, atMs: null, restorableToMs: end.finishedAtMs };
}

/** null where the server keeps no LSNs. */
function doesFollow(before: BackupRecord, log: BackupRecord): boolean | null {
  if (before.lastLsn === null || log.firstLsn === null || log.lastLsn === null) {
    return null;
  }
  const [end, first, last] = [before.lastLsn, log.firstLsn, log.lastLsn].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ];
  return before.type === "log" ? first === end : first <= end && end <= last;
}
