/** A backup set as facts with the names that RESTORE HEADERONLY and FILELISTONLY use. */
import { decimalLsn, type Lsn } from "../../contract/mtf/bytes.ts";
import { hasChecksumsFlag } from "../../contract/mtf/records.ts";
import type { BackupSetFacts, setTypes } from "../../contract/inspection.ts";
import { collationName } from "./collation.ts";
import type { DatabaseFile, SetInformation } from "./configuration.ts";
import type { BackupSet } from "./read-backup.ts";

const typeOfLetter: Readonly<Record<string, (typeof setTypes)[number]>> = {
  D: "Database",
  L: "Log",
  I: "Differential",
  F: "File",
  G: "File differential",
  P: "Partial",
  Q: "Partial differential",
};

/** SSET attribute: COPY_ONLY. */
const copyOnlyAttribute = 2;
const noGuid = "00000000-0000-0000-0000-000000000000";

/**
 * @param position number of the set in its file, from 1: what RESTORE ... WITH FILE takes
 * @returns null for a set without any configuration
 */
export function setFacts(set: BackupSet, position: number): BackupSetFacts | null {
  const configuration = set.final ?? set.first;
  if (configuration === null) return null;
  const { set: said, files, compressedBytes } = configuration;
  const isDifferential = said.differentialBaseId !== noGuid;
  return {
    position,
    type: typeOfLetter[said.backupType] ?? "Unknown",
    ...names(set, said),
    softwareVersion: `${said.serverMajor}.${said.serverMinor}.${said.serverBuild}`,
    databaseVersion: said.databaseVersion,
    compatibilityLevel: said.compatibilityLevel,
    firstLsn: decimalLsn(said.firstLsn),
    lastLsn: decimalLsn(said.lastLsn),
    checkpointLsn: decimalLsn(said.checkpointLsn),
    databaseBackupLsn: decimalLsn(said.databaseBackupLsn),
    differentialBaseLsn: isDifferential ? decimalLsn(said.differentialBaseLsn) : null,
    differentialBaseId: isDifferential ? said.differentialBaseId : null,
    backupStart: said.backupStart,
    backupFinish: said.backupFinish,
    backupSize: said.backupSize,
    compressedBackupSize: compressedBytes,
    backupSetId: set.backupSetId ?? "",
    familyId: said.familyGuid,
    recoveryForkId: said.recoveryForkId,
    collation: collationOf(said),
    hasChecksums: (said.flags & hasChecksumsFlag) !== 0,
    isCopyOnly: (set.start.setAttributes & copyOnlyAttribute) !== 0,
    complete: set.final !== null && set.isEnded,
    staleInFirstCopy: staleFields(set),
    files: files.map(fileFacts),
  };
}

function names(
  { start, machineName }: BackupSet,
  said: SetInformation,
): Pick<BackupSetFacts, "name" | "databaseName" | "serverName" | "machineName" | "userName"> {
  return {
    name: start.setName.text === "" ? null : start.setName.text,
    databaseName: said.databaseName.text ?? "",
    serverName: said.serverName.text ?? "",
    machineName: machineName ?? "",
    userName: start.userName.text ?? "",
  };
}

function collationOf(said: SetInformation): string {
  const { sortOrderId, collationId, lcid, comparisonStyle } = said;
  return collationName(sortOrderId, { id: collationId, lcid, style: comparisonStyle });
}

function staleFields({ first, final }: BackupSet): string[] {
  if (first === null || final === null) return [];
  const names = ["firstLsn", "lastLsn", "checkpointLsn"] as const;
  return names.filter((name) => !isSame(first.set[name], final.set[name]));
}

function isSame(a: Lsn, b: Lsn): boolean {
  return a.file === b.file && a.block === b.block && a.slot === b.slot;
}

const fileTypes: ReadonlyMap<number, BackupSetFacts["files"][number]["type"]> = new Map([
  [1, "Data"],
  [2, "Log"],
  [3, "FileStream"],
]);

function fileFacts(file: DatabaseFile): BackupSetFacts["files"][number] {
  return {
    fileId: file.fileId,
    logicalName: file.logicalName.text ?? "",
    physicalName: file.physicalName.text ?? "",
    type: fileTypes.get(file.fileType) ?? "Unknown",
    sizeBytes: file.fileSize,
    filegroup: file.filegroup,
    pages: file.pages,
  };
}
