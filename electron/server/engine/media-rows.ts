/**
 * What RESTORE LABELONLY, HEADERONLY and FILELISTONLY answer: SQL Server's columns in its order; NULL where the head does not
 * say or the embedded server has no such thing.
 */
import type { RestoreKind } from "../../sql/statement/spec.ts";
import type { ResultSet } from "../tsql/query.ts";
import {
  bigint,
  bit,
  datetime,
  failure,
  int,
  nvarchar,
  uniqueidentifier,
  type SqlType,
  type Value,
} from "../tsql/values.ts";
import type { MediaHead } from "./media-head.ts";

type Cells = readonly (readonly [name: string, type: SqlType, value: Value])[];

const numeric: SqlType = { name: "numeric" };
const smallint: SqlType = { name: "smallint" };
const tinyint: SqlType = { name: "tinyint" };
const name = nvarchar(128);
const virtualDevice = 7;
const vendor = 0x1200;

function resultOf(rows: readonly Cells[]): ResultSet {
  const columns = (rows[0] ?? []).map(([column, type]) => ({ name: column, type }));
  return { columns, rows: rows.map((row) => row.map(([, , value]) => value)) };
}

const orNull = (text: string): string | null => (text === "" ? null : text);

function labelCells({ label }: MediaHead): Cells {
  return [
    ["MediaName", name, orNull(label.name)],
    ["MediaSetId", uniqueidentifier, label.mediaSetId],
    ["FamilyCount", int, label.familyCount],
    ["FamilySequenceNumber", int, label.familyNumber],
    ["MediaFamilyId", uniqueidentifier, null],
    ["MediaSequenceNumber", int, 1],
    ["MediaLabelPresent", tinyint, label.name === "" ? 0 : 1],
    ["MediaDescription", nvarchar(255), orNull(label.description)],
    ["SoftwareName", name, label.software],
    ["SoftwareVendorId", int, vendor],
    ["MediaDate", datetime, label.writtenAt],
    ["Mirror_Count", int, 1],
    ["IsCompressed", bit, false],
  ];
}

const backupTypes = {
  D: [1, "Database"],
  L: [2, "Transaction Log"],
  I: [5, "Database Differential"],
} as const;

function headerCells({ set }: MediaHead): Cells {
  const [type, typeText] = backupTypes[set.type];
  const [firstLsn, lastLsn, checkpointLsn, databaseLsn] = set.lsns;
  const [major, minor, build] = set.version;
  return [
    ["BackupName", name, orNull(set.name)],
    ["BackupDescription", nvarchar(255), orNull(set.description)],
    ["BackupType", smallint, type],
    ["ExpirationDate", datetime, null],
    ["Compressed", tinyint, 0],
    ["Position", smallint, 1],
    ["DeviceType", tinyint, virtualDevice],
    ["UserName", name, set.user],
    ["ServerName", name, set.server],
    ["DatabaseName", name, set.database],
    ["DatabaseVersion", int, set.databaseVersion],
    ["DatabaseCreationDate", datetime, set.databaseCreatedAt],
    ["BackupSize", numeric, null],
    ["FirstLSN", numeric, firstLsn],
    ["LastLSN", numeric, lastLsn],
    ["CheckpointLSN", numeric, checkpointLsn],
    ["DatabaseBackupLSN", numeric, databaseLsn],
    ["BackupStartDate", datetime, set.startedAt],
    ["BackupFinishDate", datetime, null],
    ["SortOrder", smallint, null],
    ["CodePage", smallint, 0],
    ["UnicodeLocaleId", int, null],
    ["UnicodeComparisonStyle", int, null],
    ["CompatibilityLevel", tinyint, set.compatibility],
    ["SoftwareVendorId", int, vendor],
    ["SoftwareVersionMajor", int, major],
    ["SoftwareVersionMinor", int, minor],
    ["SoftwareVersionBuild", int, build],
    ["MachineName", name, set.machine],
    ["Flags", int, null],
    ["BindingID", uniqueidentifier, null],
    ["RecoveryForkID", uniqueidentifier, set.recoveryFork],
    ["Collation", name, null],
    ["FamilyGUID", uniqueidentifier, null],
    ["HasBulkLoggedData", bit, null],
    ["IsSnapshot", bit, false],
    ["IsReadOnly", bit, null],
    ["IsSingleUser", bit, null],
    ["HasBackupChecksums", bit, null],
    ["IsDamaged", bit, false],
    ["BeginsLogChain", bit, null],
    ["HasIncompleteMetaData", bit, false],
    ["IsForceOffline", bit, null],
    ["IsCopyOnly", bit, set.isCopyOnly],
    ["FirstRecoveryForkID", uniqueidentifier, null],
    ["ForkPointLSN", numeric, null],
    ["RecoveryModel", nvarchar(60), null],
    ["DifferentialBaseLSN", numeric, null],
    ["DifferentialBaseGUID", uniqueidentifier, null],
    ["BackupTypeDescription", nvarchar(60), typeText],
    ["BackupSetGUID", uniqueidentifier, set.id],
  ];
}

function fileCells(file: MediaHead["files"][number]): Cells {
  return [
    ["LogicalName", name, file.logicalName],
    ["PhysicalName", nvarchar(260), file.physicalName],
    ["Type", nvarchar(1), file.filegroupId === 0 ? "L" : "D"],
    ["FileGroupName", name, file.filegroup],
    ["Size", numeric, file.bytes],
    ["MaxSize", numeric, null],
    ["FileId", bigint, BigInt(file.fileId)],
    ["CreateLSN", numeric, null],
    ["DropLSN", numeric, null],
    ["UniqueId", uniqueidentifier, null],
    ["ReadOnlyLSN", numeric, null],
    ["ReadWriteLSN", numeric, null],
    ["BackupSizeInBytes", bigint, file.backedUpBytes],
    ["SourceBlockSize", int, null],
    ["FileGroupId", int, file.filegroupId],
    ["LogGroupGUID", uniqueidentifier, null],
    ["DifferentialBaseLSN", numeric, null],
    ["DifferentialBaseGUID", uniqueidentifier, null],
    ["IsReadOnly", bit, null],
    ["IsPresent", bit, true],
    ["TDEThumbprint", { name: "varbinary", length: 32 }, null],
  ];
}

/** @param head of the first stripe */
export function mediaRows(what: RestoreKind, head: MediaHead): ResultSet {
  if (what === "labelOnly") {
    return resultOf([labelCells(head)]);
  }
  return resultOf(what === "headerOnly" ? [headerCells(head)] : head.files.map(fileCells));
}

/** Whether these are all stripes of one set, each once; compressed ones (null) do not say. @throws SqlError 3132, 3227 */
export function checkFamilies(found: readonly (MediaHead | null)[]): void {
  const heads = found.filter((head) => head !== null);
  const [first] = heads;
  if (first === undefined || heads.length < found.length) {
    return;
  }
  const { familyCount, mediaSetId } = first.label;
  if (heads.some(({ label }) => label.mediaSetId !== mediaSetId)) {
    throw failure(3227, "The devices hold media of different sets.");
  }
  const numbers = new Set(heads.map(({ label }) => label.familyNumber));
  if (numbers.size !== familyCount || heads.length !== familyCount) {
    const text = `The media set has ${familyCount} media families but only ${numbers.size} are provided. All members must be provided.`;
    throw failure(3132, text);
  }
}
