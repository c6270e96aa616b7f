/**
 * System views: what the server knows about itself, as tables. By full name, lower case.
 */
import { freemem, totalmem } from "node:os";
import type { Table } from "../tsql/scope.ts";
import {
  bigint,
  bit,
  datetime,
  failure,
  float,
  int,
  nvarchar,
  sysname,
  type SqlType,
} from "../tsql/values.ts";
import { msdbTables } from "./msdb-tables.ts";
import { collationName } from "./server-functions.ts";
import type { ServerState } from "./server-state.ts";
import type { Request, Session } from "./sessions.ts";
import { tableOf, type TableDefinition } from "./table-definition.ts";

const smallint: SqlType = { name: "smallint" };
const tinyint: SqlType = { name: "tinyint" };

const databases: TableDefinition = {
  columns: [
    ["name", sysname],
    ["database_id", int],
    ["create_date", datetime],
    ["compatibility_level", tinyint],
    ["collation_name", sysname],
    ["user_access", tinyint],
    ["user_access_desc", nvarchar(60)],
    ["is_read_only", bit],
    ["state", tinyint],
    ["state_desc", nvarchar(60)],
    ["is_in_standby", bit],
    ["recovery_model", tinyint],
    ["recovery_model_desc", nvarchar(60)],
    ["log_reuse_wait", tinyint],
    ["log_reuse_wait_desc", nvarchar(60)],
    ["is_encrypted", bit],
    ["owner_sid", { name: "varbinary", length: 85 }],
    ["source_database_id", int],
    ["replica_id", { name: "uniqueidentifier" }],
  ],
  rows: ({ catalog }) =>
    catalog.list().map((database) => {
      const isRestoring = database.state === "RESTORING";
      const isStandby = database.state === "STANDBY";
      const isFull = database.streams.log !== undefined;
      return [
        database.name,
        database.id,
        new Date(database.createdAtMs),
        160,
        collationName,
        0,
        "MULTI_USER",
        isStandby,
        isRestoring ? 1 : 0,
        isRestoring ? "RESTORING" : "ONLINE",
        isStandby,
        isFull ? 1 : 3,
        isFull ? "FULL" : "SIMPLE",
        0,
        "NOTHING",
        false,
        Uint8Array.of(1),
        null,
        null,
      ];
    }),
};

const pageBytes = 8_192;

const masterFiles: TableDefinition = {
  columns: [
    ["database_id", int],
    ["file_id", int],
    ["type", tinyint],
    ["type_desc", nvarchar(60)],
    ["name", sysname],
    ["physical_name", nvarchar(260)],
    ["state_desc", nvarchar(60)],
    ["size", int],
    ["max_size", int],
  ],
  rows: ({ catalog, addon }) =>
    catalog.list().flatMap(({ id, files, streams }) => {
      const count = streams.full.kind === "replay" ? streams.full.files.length : 1;
      const bytes = addon.streamBytes(streams.full, count, 512).reduce((sum, one) => sum + one, 0);
      return files.map(({ logicalName, physicalName }, index) => {
        const isLog = /\.ldf$/i.test(physicalName) || index === 1;
        const pages = isLog ? 1_024 : Math.ceil(bytes / pageBytes);
        const type = isLog ? [1, "LOG"] : [0, "ROWS"];
        return [id, index + 1, ...type, logicalName, physicalName, "ONLINE", pages, -1];
      });
    }),
};

/** Percent and rest of the time of a running BACKUP or RESTORE. */
function progressOf({ control, expectedBytes, startedAtMs }: Request): {
  percent: number;
  leftMs: number;
} {
  const bytes = control?.bytes() ?? 0;
  const share = expectedBytes === 0 ? 0 : Math.min(1, bytes / expectedBytes);
  const elapsedMs = Date.now() - startedAtMs;
  return {
    percent: share * 100,
    leftMs: share === 0 ? 0 : Math.round((elapsedMs * (1 - share)) / share),
  };
}

const requests: TableDefinition = {
  columns: [
    ["session_id", smallint],
    ["request_id", int],
    ["start_time", datetime],
    ["status", nvarchar(30)],
    ["command", nvarchar(32)],
    ["database_id", smallint],
    ["user_id", int],
    ["blocking_session_id", smallint],
    ["wait_type", nvarchar(60)],
    ["wait_time", int],
    ["last_wait_type", nvarchar(60)],
    ["wait_resource", nvarchar(256)],
    ["percent_complete", { name: "real" }],
    ["estimated_completion_time", bigint],
    ["cpu_time", int],
    ["total_elapsed_time", int],
    ["reads", bigint],
    ["writes", bigint],
  ],
  rows: ({ sessions, catalog }) =>
    sessions.list().flatMap(({ id, request }) => {
      if (request === null) {
        return [];
      }
      const { percent, leftMs } = progressOf(request);
      const isMedia = request.control !== null;
      return [
        [
          id,
          0,
          new Date(request.startedAtMs),
          isMedia ? "suspended" : "running",
          request.command,
          catalog.find(request.database)?.id ?? 0,
          1,
          0,
          request.waitType,
          0,
          request.waitType ?? "MISCELLANEOUS",
          "",
          percent,
          BigInt(leftMs),
          0,
          Date.now() - request.startedAtMs,
          0n,
          0n,
        ],
      ];
    }),
};

const sessionsTable: TableDefinition = {
  columns: [
    ["session_id", smallint],
    ["login_time", datetime],
    ["host_name", sysname],
    ["program_name", sysname],
    ["host_process_id", int],
    ["login_name", sysname],
    ["original_login_name", sysname],
    ["status", nvarchar(30)],
    ["is_user_process", bit],
    ["database_id", smallint],
    ["open_transaction_count", int],
  ],
  rows: ({ sessions, catalog }) =>
    sessions
      .list()
      .map((session) => [
        session.id,
        new Date(session.startedAtMs),
        session.client.host,
        session.client.program,
        session.client.processId,
        session.login.name,
        session.login.name,
        session.request === null ? "sleeping" : "running",
        true,
        catalog.find(session.database)?.id ?? 0,
        session.transactionCount,
      ]),
};

const connections: TableDefinition = {
  columns: [
    ["session_id", int],
    ["connect_time", datetime],
    ["net_transport", nvarchar(40)],
    ["protocol_type", nvarchar(40)],
    ["encrypt_option", nvarchar(40)],
    ["auth_scheme", nvarchar(40)],
    ["client_net_address", nvarchar(48)],
  ],
  rows: ({ sessions }) =>
    sessions
      .list()
      .map(({ id, startedAtMs, client }) => [
        id,
        new Date(startedAtMs),
        "TCP",
        "TSQL",
        client.isEncrypted ? "TRUE" : "FALSE",
        "SQL",
        client.address,
      ]),
};

const systemInfo: TableDefinition = {
  columns: [
    ["cpu_count", int],
    ["physical_memory_kb", bigint],
    ["sqlserver_start_time", datetime],
    ["ms_ticks", bigint],
  ],
  rows: ({ startedAtMs }) => [
    [
      1,
      BigInt(Math.round(totalmem() / 1024)),
      new Date(startedAtMs),
      BigInt(Math.round(performance.now())),
    ],
  ],
};

const systemMemory: TableDefinition = {
  columns: [
    ["total_physical_memory_kb", bigint],
    ["available_physical_memory_kb", bigint],
    ["system_memory_state_desc", nvarchar(256)],
  ],
  rows: () => [
    [
      BigInt(Math.round(totalmem() / 1024)),
      BigInt(Math.round(freemem() / 1024)),
      "Available physical memory is high",
    ],
  ],
};

const hostInfo: TableDefinition = {
  columns: [
    ["host_platform", nvarchar(256)],
    ["host_distribution", nvarchar(256)],
    ["host_release", nvarchar(256)],
  ],
  rows: () => [[process.platform === "win32" ? "Windows" : "Linux", "", ""]],
};

const configurations: TableDefinition = {
  columns: [
    ["configuration_id", int],
    ["name", nvarchar(35)],
    ["value", int],
    ["value_in_use", int],
  ],
  rows: () => [
    [1579, "backup compression default", 0, 0],
    [1584, "backup checksum default", 0, 0],
  ],
};

/** Always empty: no tapes, and no I/O that the views would know of. */
const tapes: TableDefinition = {
  columns: [
    ["physical_device_name", nvarchar(520)],
    ["logical_device_name", nvarchar(256)],
    ["status", int],
  ],
  rows: () => [],
};
const pendingRequests: TableDefinition = {
  columns: [
    ["io_completion_request_address", bigint],
    ["io_type", nvarchar(60)],
    ["io_pending_ms_ticks", bigint],
    ["io_pending", int],
  ],
  rows: () => [],
};

const logins: TableDefinition = {
  columns: [
    ["name", sysname],
    ["type_desc", nvarchar(60)],
    ["is_disabled", bit],
    ["is_sysadmin", float],
  ],
  rows: (_state, session) => [
    [session.login.name, "SQL_LOGIN", false, session.login.isSysadmin ? 1 : 0],
  ],
};

const tables: Readonly<Record<string, TableDefinition>> = {
  "sys.databases": databases,
  "sys.master_files": masterFiles,
  "sys.dm_exec_requests": requests,
  "sys.dm_exec_sessions": sessionsTable,
  "sys.dm_exec_connections": connections,
  "sys.dm_os_sys_info": systemInfo,
  "sys.dm_os_sys_memory": systemMemory,
  "sys.dm_os_host_info": hostInfo,
  "sys.dm_io_backup_tapes": tapes,
  "sys.dm_io_pending_io_requests": pendingRequests,
  "sys.configurations": configurations,
  "sys.server_principals": logins,
  ...msdbTables,
};

/** @param parts of the name, lower case @throws SqlError 208 */
export function systemTable(parts: readonly string[], state: ServerState, session: Session): Table {
  const [object, schema, database] = [...parts].reverse();
  const isMsdb = (database ?? session.database.toLowerCase()) === "msdb";
  const isPlain = schema === undefined || schema === "dbo" || schema === "";
  const name = isPlain ? `${isMsdb ? "msdb" : ""}.${object ?? ""}` : `${schema}.${object ?? ""}`;
  const definition = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (definition === undefined) {
    throw failure(208, `There is no object '${parts.join(".")}'.`);
  }
  return tableOf(definition, state, session);
}
