/**
 * SQL Server's own records inside the MQCI stream: a run of {4 letters, u32 length with this head}; SCIN,
 * then SFGI for each filegroup with SFIN for each of its files. Strings stand at the record's end.
 *
 * Source: MTF reference, checked on real backups from SQL Server 2005 to 2022.
 */
import type { Bytes } from "./bytes.ts";
import { field, type Layout, layoutWithin } from "./layout.ts";

export const recordHeadBytes = 8;

export const recordHead = {
  tag: field("letters4", 0),
  length: field("u32", 4),
} satisfies Layout;

export const setInformation = {
  flags: field("hex32", 8),
  serverBuild: field("u16", 24),
  serverMinor: field("u8", 26),
  serverMajor: field("u8", 27),
  firstLsn: field("lsn", 32),
  lastLsn: field("lsn", 42),
  checkpointLsn: field("lsn", 52),
  databaseBackupLsn: field("lsn", 62),
  databaseCreated: field("date", 72),
  backupStart: field("date", 77),
  backupFinish: field("date", 82),
  backupType: field("letter", 87),
  sortOrderId: field("u8", 88),
  compatibilityLevel: field("u8", 91),
  databaseId: field("u16", 92),
  databaseVersion: field("u16", 94),
  backupSize: field("u64", 96),
  databaseName: field("text", 104),
  serverName: field("text", 108),
  lcid: field("u32", 116),
  comparisonStyle: field("hex32", 120),
  bindingId: field("guid", 124),
  recoveryForkId: field("guid", 156),
  firstRecoveryForkId: field("guid", 184),
  baseBackupSetId: field("guid", 200),
  collationId: field("hex32", 216),
  familyGuid: field("guid", 224),
  databaseStatus: field("hex32", 244),
  logChainBegan: field("lsn", 248),
  differentialBaseLsn: field("lsn", 260),
  differentialBaseId: field("guid", 272),
} satisfies Layout;

/** Bit of SCIN's flags: WITH CHECKSUM. */
export const hasChecksumsFlag = 16;

/** Since SQL Server 2008 SCIN is longer: before, its strings begin here. */
export const setInformationCompressed = { compressedSize: field("u64", 344) } satisfies Layout;

export const filegroup = {
  filegroupId: field("u32", 12),
  filegroupName: field("text", 16),
} satisfies Layout;

export const databaseFile = {
  flags: field("hex32", 8),
  pageSize: field("u32", 16),
  fileId: field("u32", 20),
  pages: field("u32", 24),
  fileType: field("u32", 28),
  sectorSize: field("u32", 32),
  filegroupId: field("u32", 36),
  fileSize: field("u64", 40),
  logicalName: field("text", 48),
  physicalName: field("text", 52),
} satisfies Layout;

export const recordBodies: Readonly<Record<string, Layout>> = {
  SCIN: setInformation,
  SFGI: filegroup,
  SFIN: databaseFile,
};

/** SCIN's fixed part ends where its first string begins. */
const firstStringAt = setInformation.databaseName.at + 2;

/** Which fields a record of `bytes` bytes at `at` has: what its length and version allow. */
export function recordLayout(data: Bytes, at: number, bytes: number): Layout {
  const tag = data.ascii(at, 4);
  const layout = layoutWithin(recordBodies[tag] ?? {}, bytes);
  if (tag !== "SCIN" || bytes < firstStringAt + 2) return layout;
  const fixedBytes = Math.min(bytes, data.u16(at + firstStringAt));
  return { ...layout, ...layoutWithin(setInformationCompressed, fixedBytes) };
}
