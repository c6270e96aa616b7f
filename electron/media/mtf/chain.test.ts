/** What restores to which time, on chains made by hand: LSNs are small numbers, times are minutes. */
import { describe, expect, it } from "vitest";
import type { BackupReport, BackupSetFacts } from "../../contract/inspection.ts";
import { chainOf } from "./chain.ts";

interface Made {
  readonly type: BackupSetFacts["type"];
  /** firstLsn and lastLsn. */
  readonly lsn: readonly [number, number];
  readonly minute: number;
  readonly change?: Partial<BackupSetFacts>;
  readonly report?: Partial<BackupReport>;
}

const at = (minute: number): string => `2026-01-15T22:${String(minute).padStart(2, "0")}:00`;

function made(name: string, { type, lsn, minute, change, report }: Made): BackupReport {
  const set: BackupSetFacts = {
    position: 1,
    type,
    name: null,
    databaseName: "Sales",
    serverName: "",
    machineName: "",
    userName: "",
    softwareVersion: "",
    databaseVersion: 0,
    compatibilityLevel: 0,
    firstLsn: String(lsn[0]),
    lastLsn: String(lsn[1]),
    checkpointLsn: String(lsn[0]),
    databaseBackupLsn: "0",
    differentialBaseLsn: null,
    differentialBaseId: null,
    backupStart: at(minute),
    backupFinish: at(minute),
    backupSize: 0,
    compressedBackupSize: null,
    backupSetId: `id-${name}`,
    familyId: "family",
    recoveryForkId: "fork",
    collation: "",
    hasChecksums: false,
    isCopyOnly: false,
    complete: true,
    staleInFirstCopy: [],
    files: [],
    ...change,
  };
  return {
    file: name,
    bytes: 0,
    container: "mtf",
    blockSize: 512,
    plainBytes: 0,
    media: null,
    complete: true,
    damage: [],
    damageLeftOut: 0,
    sets: [set],
    structure: [],
    checks: null,
    ...report,
  };
}

const full = made("full", { type: "Database", lsn: [10, 20], minute: 1 });
const differential = made("diff", {
  type: "Differential",
  lsn: [40, 45],
  minute: 4,
  change: { differentialBaseId: "id-full", differentialBaseLsn: "10" },
});
const log = (name: string, from: number, to: number, minute: number): BackupReport =>
  made(name, { type: "Log", lsn: [from, to], minute });
const [log1, log2, log3, log4] = [
  log("log1", 5, 30, 2),
  log("log2", 30, 42, 3),
  log("log3", 42, 60, 5),
  log("log4", 60, 900, 6),
];

const stateOf = (reports: readonly BackupReport[]): Record<string, string> =>
  Object.fromEntries(
    chainOf(reports).databases.flatMap(({ steps }) => steps.map((step) => [step.file, step.state])),
  );

describe("a chain", () => {
  it("of a full backup and all its logs restores to any time until the last", () => {
    const chain = chainOf([log4, log2, full, log3, log1]);
    expect(chain.fits).toBe(true);
    const [database] = chain.databases;
    expect(database?.restoresTo).toEqual([{ from: at(1), to: at(6), steps: [0, 1, 2, 3, 4] }]);
    expect(database?.steps.map(({ file }) => file)).toEqual([
      "full",
      "log1",
      "log2",
      "log3",
      "log4",
    ]);
  });

  it("with a log missing has a gap there, and what follows is of no use", () => {
    const chain = chainOf([full, log1, log3, log4]);
    expect(chain.fits).toBe(false);
    const [database] = chain.databases;
    expect(database?.gap).toEqual({
      afterLsn: "30",
      nextFirstLsn: "42",
      afterTime: at(2),
      beforeStep: 2,
    });
    expect(database?.restoresTo).toEqual([{ from: at(1), to: at(2), steps: [0, 1] }]);
    expect(stateOf([full, log1, log3, log4])).toEqual({
      full: "base",
      log1: "used",
      log3: "gap",
      log4: "gap",
    });
    expect(chain.words.join(" ")).toContain("Log is missing from LSN 30 to 42 before Log log3.");
  });

  it("is bridged over a gap by a differential", () => {
    const chain = chainOf([full, log1, differential, log3, log4]);
    expect(chain.fits).toBe(true);
    expect(chain.databases[0]?.gap).toBeNull();
    expect(chain.databases[0]?.restoresTo).toEqual([
      { from: at(1), to: at(2), steps: [0, 1] },
      { from: at(4), to: at(6), steps: [0, 2, 3, 4] },
    ]);
  });

  it("compares LSNs as numbers, not as texts", () => {
    const late = log("late", 900, 1000, 7);
    expect(chainOf([full, log1, log2, log3, log4, late]).fits).toBe(true);
    expect(stateOf([full, late])["late"]).toBe("gap");
  });

  it("knows logs of another recovery fork", () => {
    const other = made("other", {
      type: "Log",
      lsn: [20, 30],
      minute: 2,
      change: { recoveryForkId: "another" },
    });
    expect(stateOf([full, other])["other"]).toBe("fork");
  });

  it("without a full backup restores to nothing", () => {
    const chain = chainOf([differential, log1]);
    expect(chain.fits).toBe(false);
    expect(chain.databases[0]?.restoresTo).toEqual([]);
    expect(stateOf([differential, log1])).toEqual({ diff: "baseless", log1: "baseless" });
  });

  it("does not use what is incomplete, but does use what has a wrong page", () => {
    const half = { ...full, complete: false };
    expect(stateOf([half, log1])).toEqual({ full: "incomplete", log1: "baseless" });
    const wrong = {
      what: "",
      code: "pageChecksum",
      subject: "1:9",
      offset: 0,
      of: "stream",
      page: null,
    } as const;
    const [database] = chainOf([{ ...full, damage: [wrong] }]).databases;
    expect(database?.steps[0]).toMatchObject({ state: "base", isDamaged: true });
  });

  it("counts a stripe set once, all of its files named", () => {
    const media = { mediaSetId: "m", familyCount: 2, softwareName: "", mediaName: null };
    const stripe = (k: number): BackupReport => ({
      ...full,
      file: `full-${k}`,
      media: { ...media, familySequence: k },
    });
    const [database] = chainOf([stripe(2), stripe(1)]).databases;
    expect(database?.steps.map(({ files }) => files)).toEqual([["full-1", "full-2"]]);
  });

  it("keeps databases apart", () => {
    const other = made("other", {
      type: "Database",
      lsn: [1, 2],
      minute: 9,
      change: { databaseName: "Other", familyId: "second" },
    });
    expect(chainOf([full, log1, other]).databases.map(({ databaseName }) => databaseName)).toEqual([
      "Sales",
      "Other",
    ]);
  });
});
