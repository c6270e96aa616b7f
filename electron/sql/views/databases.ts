/**
 * The databases of a server with their last backups and their chains.
 */
import type { DatabaseRow, LastBackup } from "../../contract/server-views.ts";
import type { SqlSession } from "../session/sql-session.ts";
import { flagOf, grouped, numberOf, textOf, type Row } from "./cells.ts";
import { chainOf } from "./chain.ts";
import { readHistory, type BackupRecord } from "./history.ts";

/** Newest backups that are read for all databases together: months of log backups every quarter of an hour. */
const recordsMax = 20_000;
/** master, tempdb, model, msdb. */
const systemIdMax = 4;

/** Snapshots cannot be backed up, nor can tempdb. */
const databaseQuery = `SELECT name, database_id, state_desc, is_read_only, is_in_standby, recovery_model_desc, is_encrypted
FROM sys.databases WHERE source_database_id IS NULL AND name <> 'tempdb'`;

/** Sizes stand there in pages of 8 KiB. */
const sizeQuery = `SELECT database_id, SUM(CAST(size AS bigint)) AS pages FROM sys.master_files GROUP BY database_id`;
const pageBytes = 8_192;

/** By name, system databases last. @param offsetMs local time minus UTC @throws FaultError SQL_* */
export async function readDatabases(session: SqlSession, offsetMs: number): Promise<DatabaseRow[]> {
  const databases = await session.query(databaseQuery);
  const sizes = await session.query(sizeQuery);
  const records = await readHistory(session, { database: null, limit: recordsMax, offsetMs });
  const byDatabase = grouped(records, ({ database }) => database.toLowerCase());
  const bytes = new Map(
    sizes.map((row) => [numberOf(row, "database_id"), numberOf(row, "pages") * pageBytes]),
  );
  return databases
    .map((row) => {
      const own = byDatabase.get(textOf(row, "name").toLowerCase()) ?? [];
      return databaseOf(row, own, {
        bytes: bytes.get(numberOf(row, "database_id")) ?? 0,
        isCut: records.length === recordsMax,
      });
    })
    .sort((a, b) => Number(a.isSystem) - Number(b.isSystem) || a.name.localeCompare(b.name, "en"));
}

function databaseOf(
  row: Row,
  records: readonly BackupRecord[],
  { bytes, isCut }: { bytes: number; isCut: boolean },
): DatabaseRow {
  const recoveryModel = textOf(row, "recovery_model_desc");
  const last = (type: BackupRecord["type"]): LastBackup | null => lastOf(records, type);
  return {
    name: textOf(row, "name"),
    isSystem: numberOf(row, "database_id") <= systemIdMax,
    state: textOf(row, "state_desc"),
    isReadOnly: flagOf(row, "is_read_only"),
    isInStandby: flagOf(row, "is_in_standby"),
    recoveryModel:
      recoveryModel === "FULL" || recoveryModel === "BULK_LOGGED" ? recoveryModel : "SIMPLE",
    bytes,
    isEncrypted: flagOf(row, "is_encrypted"),
    lastFull: last("database"),
    lastDifferential: last("differential"),
    lastLog: last("log"),
    chain: chainOf({ recoveryModel, records, isCut }),
  };
}

/** Records come newest first. */
function lastOf(records: readonly BackupRecord[], wanted: BackupRecord["type"]): LastBackup | null {
  const found = records.find(({ type }) => type === wanted);
  if (found === undefined) {
    return null;
  }
  const { finishedAtMs, bytes, isCopyOnly, origin, devices } = found;
  return { finishedAtMs, bytes, isCopyOnly, origin, devices };
}
