import { describe, expect, it } from "vitest";
import { chainOf } from "./chain.ts";
import type { BackupRecord } from "./history.ts";

let lastId = 0;

/** A backup that ended at minute `at`, with these LSNs. */
function record(
  type: BackupRecord["type"],
  at: number,
  [firstLsn, lastLsn]: readonly [string, string] | readonly [null, null],
  change: Partial<BackupRecord> = {},
): BackupRecord {
  lastId += 1;
  return {
    backupSetId: lastId,
    database: "Sales",
    type,
    startedAtMs: at,
    finishedAtMs: at,
    bytes: 1,
    compressedBytes: null,
    isCopyOnly: false,
    hasChecksums: true,
    isDamaged: false,
    name: "",
    user: "sa",
    server: "S",
    origin: "native",
    deviceType: 2,
    devices: [],
    runId: null,
    firstLsn,
    lastLsn,
    recoveryModel: "FULL",
    ...change,
  };
}

/** Newest first, as the history comes. */
function judged(
  records: readonly BackupRecord[],
  recoveryModel = "FULL",
  isCut = false,
): { state: string; reason: string | null; atMs: number | null; restorableToMs: number | null } {
  return chainOf({ recoveryModel, records: [...records].reverse(), isCut });
}

// 25 digits: more than a double holds, and the last digit decides.
const lsn = (digit: number): string => `100000000000000000000000${digit}`;

describe("a chain of backups", () => {
  const full = record("database", 10, [lsn(1), lsn(3)]);

  it("is whole when every log begins where the one before ended, the first one around the full's end", () => {
    const logs = [
      record("log", 20, [lsn(2), lsn(5)]),
      record("differential", 25, [lsn(5), lsn(6)]),
      record("log", 30, [lsn(5), lsn(7)], { origin: "handoff" }),
    ];
    expect(judged([full, ...logs])).toEqual({
      state: "whole",
      reason: null,
      atMs: null,
      restorableToMs: 30,
    });
  });

  it("is broken by a missing log, after which nothing counts", () => {
    const logs = [
      record("log", 20, [lsn(2), lsn(5)]),
      record("log", 30, [lsn(6), lsn(7)]),
      record("log", 40, [lsn(7), lsn(8)]),
    ];
    expect(judged([full, ...logs])).toEqual({
      state: "broken",
      reason: "logGap",
      atMs: 20,
      restorableToMs: 20,
    });
    expect(judged([full, record("log", 30, [lsn(4), lsn(7)])])).toMatchObject({
      reason: "logGap",
      atMs: 10,
    });
  });

  it("was SIMPLE meanwhile, which is why a log is missing", () => {
    const simple = record("differential", 25, [lsn(5), lsn(6)], { recoveryModel: "SIMPLE" });
    const log = record("log", 30, [lsn(7), lsn(8)]);
    expect(judged([full, simple, log])).toMatchObject({ reason: "wasSimple", restorableToMs: 10 });
  });

  it("has no full backup, or a damaged one, or one that another program took away", () => {
    const copy = record("database", 10, [lsn(1), lsn(3)], { isCopyOnly: true });
    expect(judged([copy])).toMatchObject({ state: "broken", reason: "noFull" });
    expect(judged([copy], "FULL", true)).toMatchObject({ state: "unknown", reason: null });
    const damaged = record("database", 11, [lsn(1), lsn(3)], { isDamaged: true });
    expect(judged([full, damaged])).toMatchObject({ reason: "damaged", atMs: 11 });
    const foreign = record("database", 12, [lsn(1), lsn(3)], { origin: "foreignVdi" });
    expect(judged([full, foreign])).toMatchObject({ reason: "foreignBase", atMs: 12 });
    const foreignCopy = { ...foreign, isCopyOnly: true };
    expect(judged([full, foreignCopy], "SIMPLE")).toMatchObject({
      state: "unneeded",
      restorableToMs: 10,
    });
  });

  it("ends where another program took a log", () => {
    const logs = [
      record("log", 20, [lsn(2), lsn(5)]),
      record("log", 30, [lsn(5), lsn(7)], { origin: "foreignVdi" }),
    ];
    expect(judged([full, ...logs])).toMatchObject({
      reason: "foreignLog",
      atMs: 30,
      restorableToMs: 20,
    });
  });

  it("has no log at all, needs none under SIMPLE, and is unknown without LSNs", () => {
    expect(judged([full])).toMatchObject({ reason: "noLog", restorableToMs: 10 });
    const differential = record("differential", 15, [lsn(3), lsn(4)]);
    expect(judged([full, differential], "SIMPLE")).toMatchObject({ restorableToMs: 15 });
    expect(judged([full, record("log", 20, [null, null])])).toMatchObject({
      state: "unknown",
      restorableToMs: 10,
    });
  });
});
