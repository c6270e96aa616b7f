/**
 * What was backed up on a server, from msdb.
 *
 * Source of device types and letters: VDI reference 10.1.
 */
import type { BackupOrigin, HistoryRow } from "../../contract/server-views.ts";
import type { SqlSession } from "../session/sql-session.ts";
import {
  flagOf,
  grouped,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  timeOf,
  type Row,
} from "./cells.ts";

/** Given name of the backup sets of a run: by it they are known in every server's history. */
export function backupSetName(runId: string): string {
  return `${setNamePrefix}${runId}`;
}

const setNamePrefix = "Handoff ";
const virtualDevice = 7;

/** A row with what only the judging of chains needs. */
export interface BackupRecord extends HistoryRow {
  /** When it was made: "FULL", "SIMPLE" ...; "" where msdb does not say. */
  readonly recoveryModel: string;
}

const types: Readonly<Record<string, HistoryRow["type"]>> = {
  D: "database",
  I: "differential",
  L: "log",
  F: "file",
  G: "fileDifferential",
  P: "partial",
  Q: "partialDifferential",
};

const setColumns = `s.backup_set_id, s.media_set_id, s.database_name, s.type, s.backup_start_date, s.backup_finish_date,
  s.backup_size, s.compressed_backup_size, s.is_copy_only, s.has_backup_checksums, s.is_damaged, s.name, s.user_name,
  s.server_name, s.recovery_model, CAST(s.first_lsn AS varchar(32)) AS first_lsn, CAST(s.last_lsn AS varchar(32)) AS last_lsn`;

/** Families of the sets from one on, of one database where it is given; of mirrors the first. */
function familyQuery(isOfOne: boolean): string {
  const ofOne = `AND f.media_set_id IN (SELECT s.media_set_id FROM msdb.dbo.backupset AS s WHERE s.database_name = @database)`;
  return `SELECT f.media_set_id, f.family_sequence_number, f.device_type, f.physical_device_name
FROM msdb.dbo.backupmediafamily AS f
WHERE f.mirror = 0 AND f.media_set_id >= CAST(@first AS int) AND f.media_set_id <= CAST(@last AS int) ${isOfOne ? ofOne : ""}
ORDER BY f.media_set_id, f.family_sequence_number`;
}

/**
 * The newest backups, newest first.
 *
 * @param of the database, null for all; at most `limit` of them; `offsetMs`: the server's local time minus UTC
 * @throws FaultError SQL_STATEMENT_FAILED, SQL_GONE
 */
export async function readHistory(
  session: SqlSession,
  of: { readonly database: string | null; readonly limit: number; readonly offsetMs: number },
): Promise<BackupRecord[]> {
  const where = of.database === null ? "" : "WHERE s.database_name = @database";
  const sql = `SELECT TOP (${Math.trunc(of.limit)}) ${setColumns} FROM msdb.dbo.backupset AS s ${where} ORDER BY s.backup_set_id DESC`;
  const named: Record<string, string> = of.database === null ? {} : { database: of.database };
  const sets = await session.query(sql, named);
  const families = await readFamilies(session, sets, named);
  return sets.map((row) => {
    return recordOf(row, families.get(numberOf(row, "media_set_id")) ?? [], of.offsetMs);
  });
}

async function readFamilies(
  session: SqlSession,
  sets: readonly Row[],
  named: Readonly<Record<string, string>>,
): Promise<Map<number, Row[]>> {
  const ids = sets.map((row) => numberOf(row, "media_set_id"));
  if (ids.length === 0) {
    return new Map();
  }
  const [first, last] = ids.reduce(
    ([low, high], id) => [Math.min(low, id), Math.max(high, id)],
    [Infinity, -Infinity],
  );
  const rows = await session.query(familyQuery("database" in named), {
    ...named,
    first: String(first),
    last: String(last),
  });
  return grouped(rows, (row) => numberOf(row, "media_set_id"));
}

function recordOf(row: Row, families: readonly Row[], offsetMs: number): BackupRecord {
  const name = textOf(row, "name");
  const deviceType = families[0] === undefined ? null : numberOf(families[0], "device_type");
  return {
    backupSetId: numberOf(row, "backup_set_id"),
    database: textOf(row, "database_name"),
    type: types[textOf(row, "type")] ?? "other",
    startedAtMs: timeOf(row, "backup_start_date", offsetMs),
    finishedAtMs: timeOf(row, "backup_finish_date", offsetMs),
    bytes: numberOf(row, "backup_size"),
    compressedBytes: numberOrNull(row, "compressed_backup_size"),
    isCopyOnly: flagOf(row, "is_copy_only"),
    hasChecksums: flagOf(row, "has_backup_checksums"),
    isDamaged: flagOf(row, "is_damaged"),
    name,
    user: textOf(row, "user_name"),
    server: textOf(row, "server_name"),
    origin: originOf(deviceType, name),
    deviceType,
    devices: families.map((family) => textOf(family, "physical_device_name")),
    runId: name.startsWith(setNamePrefix) ? name.slice(setNamePrefix.length) : null,
    firstLsn: textOrNull(row, "first_lsn"),
    lastLsn: textOrNull(row, "last_lsn"),
    recoveryModel: textOf(row, "recovery_model"),
  };
}

function originOf(deviceType: number | null, name: string): BackupOrigin {
  if (deviceType !== virtualDevice) {
    return "native";
  }
  return name.startsWith(setNamePrefix) ? "handoff" : "foreignVdi";
}
