/** Invented servers: for tests and for looking at the window. */
import type { BackupPlan } from "../../electron/contract/server-plan.ts";
import { planRequestDefaults } from "../../electron/contract/server-plan.ts";
import type { Preview } from "../../electron/contract/server-preview.ts";
import type { ReadinessItem } from "../../electron/contract/server-readiness.ts";
import {
  savedServerDefaults,
  type ListedServer,
  type SavedServer,
} from "../../electron/contract/server-saved.ts";
import type {
  ActivityRow,
  Chain,
  DatabaseRow,
  HistoryRow,
  LastBackup,
} from "../../electron/contract/server-views.ts";
import type { ScriptedServers } from "./scripted-servers.ts";

const gib = 2 ** 30;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const prodId = "7d9a8a52-6f0b-4a5c-9e0e-0f4c2b1d3e5f";

const prod: SavedServer = {
  ...savedServerDefaults,
  id: prodId,
  name: "SQLPROD02",
  host: "sqlprod02",
  login: { kind: "ntlm", domain: "NORTH", user: "svc-backup" },
};
const others: readonly ListedServer[] = [
  {
    server: {
      ...savedServerDefaults,
      id: "1f0e6c1a-1a8e-4d0e-8f56-0c1d2e3f4a5b",
      name: String.raw`SQLPROD02\LEDGER`,
      host: "SQLPROD02",
      instance: "LEDGER",
    },
    secret: "session",
  },
  {
    server: {
      ...savedServerDefaults,
      id: "2f0e6c1a-1a8e-4d0e-8f56-0c1d2e3f4a5b",
      name: "lnx-sql-01",
      host: "lnx-sql-01",
      port: 1_435,
      encryption: "off",
    },
    secret: "none",
  },
];

const items: readonly ReadinessItem[] = [
  item("login", "ok", "login.done", { server: "SQLPROD02", ms: 12 }),
  {
    ...item("sysadmin", "fail", "sysadmin.no", { login: String.raw`NORTH\svc-backup` }),
    fix: {
      kind: "tsql",
      text: String.raw`ALTER SERVER ROLE sysadmin ADD MEMBER [NORTH\svc-backup];`,
    },
  },
  item("version", "ok", "version.known", {
    version: "16.0.4135.4",
    edition: "Enterprise Edition (64-bit)",
    platform: "Linux",
  }),
  item("machine", "ok", "machine.same", { server: "SQLPROD02" }),
  item("library", "ok", "library.found", { library: "/opt/mssql/lib/libsqlvdi.so" }),
  {
    ...item("group", "fail", "group.stranger", { user: "ana", group: "mssql" }),
    fix: { kind: "shell", text: "sudo usermod -aG mssql ana" },
  },
  item("umask", "ok", "umask.lifted", { umask: "0077" }),
  item("space", "ok", "space.enough", { folder: "/backup", free: 812 * gib }),
  item("memory", "ok", "memory.enough", {
    buffers: 8,
    transferSize: 1_048_576,
    bytes: 8_388_608,
    free: 38.2 * gib,
  }),
  item("others", "warn", "others.running", { count: 1, databases: "HR_Archive" }),
];

function item(
  id: ReadinessItem["id"],
  state: ReadinessItem["state"],
  ...[finding, parameters]: [ReadinessItem["finding"], ReadinessItem["parameters"]]
): ReadinessItem {
  return { id, state, finding, parameters, fix: null };
}

function history(nowMs: number): HistoryRow[] {
  const midnight = new Date(nowMs).setHours(2, 0, 0, 0);
  const rows: HistoryRow[] = [];
  const add = (change: Partial<HistoryRow>): void => {
    const finishedAtMs = change.finishedAtMs ?? nowMs;
    if (finishedAtMs > nowMs) return;
    rows.push({
      backupSetId: rows.length + 1,
      database: "SalesDW",
      type: "database",
      startedAtMs: finishedAtMs - 9 * 60_000,
      bytes: 412 * gib,
      compressedBytes: null,
      isCopyOnly: false,
      hasChecksums: true,
      isDamaged: false,
      name: "",
      user: String.raw`NORTH\svc-backup`,
      server: "SQLPROD02",
      origin: "handoff",
      deviceType: 7,
      devices: ["9C1B2E40-5B1D", "9C1B2E40-5B1D-1"],
      runId: null,
      firstLsn: "42000000012300001",
      lastLsn: "42000000012300999",
      ...change,
      finishedAtMs,
    });
  };
  for (let day = 6; day >= 0; day -= 1) {
    const at = midnight - day * dayMs;
    add({ finishedAtMs: at });
    add({ database: "Ledger", type: day === 3 ? "database" : "differential", finishedAtMs: at });
    if (day % 2 === 0) add({ database: "HR_Archive", finishedAtMs: at, bytes: 38 * gib });
    if (day === 1)
      add({
        database: "Orders",
        finishedAtMs: at + 9 * hourMs,
        origin: "foreignVdi",
        user: "veeam",
        devices: ["VEEAM_SNAP_7"],
      });
    for (let hour = 0; hour < 24; hour += 2)
      for (const database of ["SalesDW", "Ledger", "Orders"])
        if (database !== "Ledger" || day !== 2)
          add({ database, type: "log", finishedAtMs: at + hour * hourMs, bytes: 210 * 2 ** 20 });
  }
  return rows.toSorted((a, b) => b.finishedAtMs - a.finishedAtMs);
}

interface DatabaseParts extends Partial<DatabaseRow> {
  readonly name: string;
  readonly gibibytes: number;
}

function databases(nowMs: number, rows: readonly HistoryRow[]): DatabaseRow[] {
  const last = (name: string, type: HistoryRow["type"]): LastBackup | null =>
    rows.find((row) => row.database === name && row.type === type) ?? null;
  const whole: Chain = { state: "whole", reason: null, atMs: null, restorableToMs: nowMs - hourMs };
  const make = ({ name, gibibytes, ...change }: DatabaseParts): DatabaseRow => ({
    name,
    isSystem: false,
    state: "ONLINE",
    isReadOnly: false,
    isInStandby: false,
    recoveryModel: "FULL",
    bytes: gibibytes * gib,
    isEncrypted: false,
    lastFull: last(name, "database"),
    lastDifferential: last(name, "differential"),
    lastLog: last(name, "log"),
    chain: whole,
    ...change,
  });
  const broken = (reason: NonNullable<Chain["reason"]>, days: number): Chain => ({
    ...whole,
    state: "broken",
    reason,
    atMs: nowMs - days * dayMs,
  });
  return [
    make({
      name: "HR_Archive",
      gibibytes: 38,
      recoveryModel: "SIMPLE",
      chain: { ...whole, state: "unneeded", restorableToMs: nowMs - 8 * hourMs },
    }),
    make({ name: "Ledger", gibibytes: 88, chain: broken("logGap", 2.2) }),
    make({ name: "Orders", gibibytes: 61, chain: broken("foreignBase", 0.9) }),
    make({
      name: "ReportStore",
      gibibytes: 9,
      recoveryModel: "BULK_LOGGED",
      state: "RESTORING",
      chain: { ...whole, state: "unknown" },
    }),
    make({ name: "SalesDW", gibibytes: 412 }),
    make({ name: "Staging", gibibytes: 204, chain: { ...broken("noFull", 0), atMs: null } }),
    make({ name: "master", gibibytes: 0.01, isSystem: true, recoveryModel: "SIMPLE" }),
    make({ name: "msdb", gibibytes: 0.03, isSystem: true, recoveryModel: "SIMPLE" }),
  ];
}

function activity(nowMs: number): ActivityRow[] {
  const row: ActivityRow = {
    sessionId: 71,
    command: "BACKUP DATABASE",
    database: "HR_Archive",
    percent: 41.2,
    secondsLeft: 370,
    endsAtMs: nowMs + 370_000,
    startedAtMs: nowMs - 260_000,
    waitType: "BACKUPIO",
    waitMs: 41,
    login: String.raw`NORTH\ana`,
    host: "OPS-7",
    program: "Veeam Agent",
    processId: 4_120,
    runId: null,
  };
  const other = { sessionId: 83, command: "BACKUP LOG", database: "Ledger", percent: 88 };
  return [row, { ...row, ...other, secondsLeft: 4, waitType: null, program: "SQLAgent" }];
}

const preview: Preview = {
  statement: [
    "BACKUP DATABASE [SalesDW]",
    "TO VIRTUAL_DEVICE = N'{set}',",
    "   VIRTUAL_DEVICE = N'{set}-1'",
    "WITH COPY_ONLY, CHECKSUM, BUFFERCOUNT = 16, MAXTRANSFERSIZE = 1048576",
  ].join("\n"),
  setName: "{set}",
  deviceCount: 2,
  bufferCount: 16,
  transferSize: 1_048_576,
  memoryBytes: 16_777_216,
  freeMemoryBytes: 38.2 * gib,
  space: [{ folder: "/backup", neededBytes: 412 * gib, freeBytes: 300 * gib }],
  files: [],
  problems: [],
};

export function samplePlan(nowMs: number): BackupPlan {
  const names = ["SalesDW", "Ledger", "Orders", "HR_Archive"];
  const fault = {
    code: "TARGET_EXISTS",
    message: "",
    remedy: "",
    parameters: { file: "/backup/Ledger_full.bak" },
  };
  return {
    planId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    serverId: prodId,
    serverName: "SQLPROD02",
    request: { ...planRequestDefaults, serverId: prodId, databases: names, folder: "/backup" },
    startedAtMs: nowMs - 60_000,
    endedAtMs: null,
    state: "running",
    items: names.map((database, index) => ({
      database,
      state: (["done", "failed", "running", "waiting"] as const)[index] ?? "waiting",
      runId: null,
      share: index === 2 ? 0.42 : null,
      bytes: index === 3 ? 0 : (3 - index) * 20 * gib,
      seconds: index === 3 ? 0 : 61 - index,
      files: index === 0 ? ["/backup/SalesDW_full_20261125-103000.bak"] : [],
      fault: index === 1 ? fault : null,
    })),
    finished: 2,
    failed: 1,
  };
}

/** Fills the scripted main process with servers and what they have. */
export function fillServers(sql: ScriptedServers, nowMs: number): void {
  const rows = history(nowMs);
  sql.servers = [{ server: prod, secret: "keyring" }, ...others];
  sql.readiness = { checkedAtMs: nowMs, items: [...items] };
  sql.history = rows;
  sql.databases = databases(nowMs, rows);
  sql.activity = activity(nowMs);
  sql.preview = preview;
  sql.plans = [samplePlan(nowMs)];
  sql.moves = [
    {
      logicalName: "SalesDW",
      type: "ROWS",
      bytes: 390 * gib,
      from: "/var/opt/mssql/data/SalesDW.mdf",
      to: "/var/opt/mssql/data/SalesDW_copy.mdf",
    },
    {
      logicalName: "SalesDW_log",
      type: "LOG",
      bytes: 22 * gib,
      from: "/var/opt/mssql/log/SalesDW.ldf",
      to: "/var/opt/mssql/log/SalesDW.ldf",
    },
  ];
}
