/**
 * msdb's history of backups and restores, from what this server ran.
 */
import {
  bit,
  datetime,
  int,
  nvarchar,
  sysname,
  uniqueidentifier,
  type SqlType,
} from "../tsql/values.ts";
import { productVersion } from "./server-functions.ts";
import type { TableDefinition } from "./table-definition.ts";

/** backupmediafamily.device_type of virtual devices: VDI reference 10.1. */
const virtualDevice = 7;

const large: SqlType = { name: "numeric" };
const tinyint: SqlType = { name: "tinyint" };
const one: SqlType = nvarchar(1);

const backupSets: TableDefinition = {
  columns: [
    ["backup_set_id", int],
    ["backup_set_uuid", uniqueidentifier],
    ["media_set_id", int],
    ["first_family_number", tinyint],
    ["last_family_number", tinyint],
    ["position", int],
    ["name", nvarchar(128)],
    ["description", nvarchar(255)],
    ["user_name", nvarchar(128)],
    ["database_name", nvarchar(128)],
    ["server_name", nvarchar(128)],
    ["machine_name", nvarchar(128)],
    ["backup_start_date", datetime],
    ["backup_finish_date", datetime],
    ["type", one],
    ["backup_size", large],
    ["compressed_backup_size", large],
    ["is_copy_only", bit],
    ["has_backup_checksums", bit],
    ["is_snapshot", bit],
    ["is_damaged", bit],
    ["recovery_model", nvarchar(60)],
    ["software_major_version", tinyint],
    ["software_minor_version", tinyint],
    ["encryptor_type", nvarchar(32)],
    ["key_algorithm", nvarchar(32)],
    ["first_lsn", large],
    ["last_lsn", large],
    ["checkpoint_lsn", large],
    ["database_backup_lsn", large],
  ],
  rows: ({ history, serverName }) =>
    history
      .backups()
      .map(({ id, record }) => [
        id,
        record.setId.toUpperCase(),
        id,
        1,
        record.devices.length,
        1,
        record.name,
        record.description,
        record.user,
        record.database,
        serverName,
        serverName,
        new Date(record.startedAtMs),
        new Date(record.finishedAtMs),
        record.type,
        BigInt(record.bytes),
        BigInt(record.bytes),
        record.isCopyOnly,
        false,
        false,
        false,
        record.recoveryModel,
        Number(productVersion.split(".")[0]),
        0,
        null,
        null,
        null,
        null,
        null,
        null,
      ]),
};

const mediaSets: TableDefinition = {
  columns: [
    ["media_set_id", int],
    ["media_uuid", uniqueidentifier],
    ["media_family_count", tinyint],
    ["name", nvarchar(128)],
    ["description", nvarchar(255)],
    ["is_compressed", bit],
    ["is_encrypted", bit],
  ],
  rows: ({ history }) =>
    history
      .backups()
      .map(({ id, record }) => [
        id,
        record.mediaSetId.toUpperCase(),
        record.devices.length,
        record.mediaName,
        record.mediaDescription,
        false,
        false,
      ]),
};

const mediaFamilies: TableDefinition = {
  columns: [
    ["media_set_id", int],
    ["family_sequence_number", tinyint],
    ["media_count", tinyint],
    ["logical_device_name", nvarchar(128)],
    ["physical_device_name", nvarchar(260)],
    ["device_type", tinyint],
    ["physical_block_size", int],
    ["mirror", tinyint],
  ],
  rows: ({ history }) =>
    history
      .backups()
      .flatMap(({ id, record }) =>
        record.devices.map((name, index) => [
          id,
          index + 1,
          1,
          null,
          name,
          virtualDevice,
          record.blockSize,
          0,
        ]),
      ),
};

const backupFiles: TableDefinition = {
  columns: [
    ["backup_set_id", int],
    ["file_number", int],
    ["file_type", one],
    ["logical_name", sysname],
    ["physical_name", nvarchar(260)],
    ["file_size", large],
    ["backup_size", large],
    ["state", tinyint],
    ["state_desc", nvarchar(64)],
    ["is_present", bit],
  ],
  rows: ({ history, catalog }) =>
    history.backups().flatMap(({ id, record }) =>
      (catalog.find(record.database)?.files ?? []).map(({ logicalName, physicalName }, index) => {
        const bytes = index === 0 ? BigInt(record.bytes) : 0n;
        const type = index === 0 ? "D" : "L";
        return [id, index + 1, type, logicalName, physicalName, bytes, bytes, 0, "ONLINE", true];
      }),
    ),
};

const restoreHistory: TableDefinition = {
  columns: [
    ["restore_history_id", int],
    ["restore_date", datetime],
    ["destination_database_name", nvarchar(128)],
    ["user_name", nvarchar(128)],
    ["backup_set_id", int],
    ["restore_type", one],
    ["replace", bit],
    ["recovery", bit],
    ["restart", bit],
    ["stop_at", datetime],
  ],
  rows: ({ history }) =>
    history
      .restores()
      .map(({ id, record }) => [
        id,
        new Date(record.finishedAtMs),
        record.database,
        record.user,
        null,
        record.type,
        record.isReplace,
        record.hasRecovery,
        false,
        null,
      ]),
};

/** By name as systemTable looks for them. */
export const msdbTables: Readonly<Record<string, TableDefinition>> = {
  "msdb.backupset": backupSets,
  "msdb.backupmediaset": mediaSets,
  "msdb.backupmediafamily": mediaFamilies,
  "msdb.backupfile": backupFiles,
  "msdb.restorehistory": restoreHistory,
};
