/**
 * Batches against the server's own tables: what clients ask and how errors are said.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { loadAddon } from "../../vdi/load-addon.ts";
import type { Value } from "../tsql/values.ts";
import { runBatch } from "./batch.ts";
import { newServerState, type ServerState } from "./server-state.ts";
import type { Session } from "./sessions.ts";

let state: ServerState;
let session: Session;

beforeEach(() => {
  const full = { kind: "generate", bytes: 1 << 20, seed: 1, entropy: 0.5 } as const;
  state = newServerState({
    addon: loadAddon(),
    serverName: "TEST",
    dataFolder: null,
    databases: [{ name: "Sales", streams: { full } }],
  });
  session = open(true);
});

function open(isSysadmin: boolean): Session {
  return state.sessions.open({
    login: { name: "tester", isSysadmin },
    client: {
      host: "here",
      program: "test",
      processId: 1,
      address: "127.0.0.1",
      isEncrypted: false,
    },
    database: "master",
    end: () => undefined,
  });
}

interface Heard {
  readonly rows: Value[][];
  readonly names: string[];
  readonly messages: [number: number, line: number][];
}

async function ask(sql: string, as = session): Promise<Heard> {
  const heard: Heard = { rows: [], names: [], messages: [] };
  await runBatch(sql, {
    state,
    session: as,
    conducts: new Map(),
    output: {
      resultSet: ({ columns, rows }) => {
        heard.names.push(...columns.map(({ name }) => name));
        heard.rows.push(...rows.map((row) => [...row]));
      },
      message: ({ number }, line) => heard.messages.push([number, line]),
      done: () => undefined,
      databaseChanged: () => undefined,
    },
  });
  return heard;
}

async function rows(sql: string): Promise<Value[][]> {
  const heard = await ask(sql);
  expect(heard.messages).toEqual([]);
  return heard.rows;
}

describe("queries", () => {
  it("list databases", async () => {
    const sql =
      "SELECT name, database_id AS id FROM sys.databases d WHERE d.name NOT IN ('tempdb') ORDER BY name DESC";
    expect(await rows(sql)).toEqual([
      ["Sales", 5],
      ["msdb", 4],
      ["model", 3],
      ["master", 1],
    ]);
  });

  it("join, group, apply and look into themselves", async () => {
    state.history.add({
      kind: "backup",
      database: "Sales",
      type: "D",
      startedAtMs: 1_000,
      finishedAtMs: 61_000,
      bytes: 5_000_000_000,
      devices: ["{A}", "{A}-2"],
      user: "tester",
      setId: "a",
      mediaSetId: "b",
      name: "n",
      description: null,
      mediaName: null,
      mediaDescription: null,
      isCopyOnly: false,
      blockSize: 512,
      recoveryModel: "SIMPLE",
    });
    expect(
      await rows(`
        SELECT d.name, last.type, last.backup_size, DATEDIFF(second, last.backup_start_date, last.backup_finish_date),
               CASE WHEN last.type IS NULL THEN 'never' ELSE 'once' END AS [how often],
               (SELECT COUNT(*) FROM msdb.dbo.backupmediafamily f WHERE f.media_set_id = last.media_set_id AND f.device_type = 7)
        FROM sys.databases d
        OUTER APPLY (SELECT TOP (1) * FROM msdb.dbo.backupset b WHERE b.database_name = d.name AND b.type = 'd'
                     ORDER BY b.backup_finish_date DESC) last
        WHERE d.name LIKE '[ms]a%' ORDER BY 1`),
    ).toEqual([
      ["master", null, null, null, "never", 0],
      ["Sales", "D", 5_000_000_000n, 60, "once", 2],
    ]);
    expect(
      await rows(`SELECT d.name, MAX(b.backup_finish_date), COUNT(b.type) FROM sys.databases AS d
        LEFT JOIN msdb..backupset b ON b.database_name = d.name GROUP BY d.name HAVING COUNT(b.type) > 0`),
    ).toEqual([["Sales", new Date(61_000), 1]]);
  });

  it("know logic with three values, arithmetic and variables", async () => {
    expect(
      await rows(`DECLARE @a int = 7, @b nvarchar(3) = N'abcdef'; SELECT @a / 2, @a % 4, @b, @a * 1.5, -@a,
        CASE WHEN NULL = NULL THEN 1 WHEN NOT (1 = 2 AND NULL = 1) THEN 2 END, CAST('12' AS bigint) + 1, ISNULL(NULL, 'x'),
        IIF(@a BETWEEN 1 AND 7, 'in', 'out'), 9000000000`),
    ).toEqual([[3, 3, "abc", 10.5, -7, 2, 13n, "x", "in", 9_000_000_000n]]);
    expect(
      await rows(
        "DECLARE @n sysname; SELECT @n = name FROM sys.databases WHERE database_id = 5; EXEC sp_executesql N'SELECT @p, DB_NAME(), IS_SRVROLEMEMBER(''sysadmin'')', N'@p sysname', @p = @n",
      ),
    ).toEqual([["Sales", "master", 1]]);
    expect((await ask("SELECT name n, 1, create_date FROM sys.databases")).names).toEqual([
      "n",
      "",
      "create_date",
    ]);
  });
});

describe("errors", () => {
  const cases: readonly (readonly [sql: string, number: number, line: number])[] = [
    ["SELECT 1\nFROM sys.nothing", 208, 1],
    ["SELECT nothing FROM sys.databases", 207, 1],
    ["SELECT a.name FROM sys.databases b", 4104, 1],
    ["SELECT database_id FROM sys.databases a, sys.databases b", 209, 1],
    ["\n\nUSE nowhere", 911, 3],
    ["SELECT 1/0", 8134, 1],
    ["SELECT constructor()", 195, 1],
    ["SELECT LEN('a', 'b')", 174, 1],
    ["SELECT CAST('x' AS int)", 245, 1],
    ["SELECT CAST(1e300 AS int)", 8115, 1],
    ["SELECT CAST('never' AS datetime)", 241, 1],
    ["EXEC sp_nothing", 2812, 1],
    ["KILL 999", 6106, 1],
    ["KILL 51", 6104, 1],
    ["COMMIT", 3902, 1],
    ["SELECT COUNT(name)+MAX(nothing) FROM sys.databases", 207, 1],
    [
      "DECLARE @q nvarchar(max) = N'EXEC sp_executesql @q, N''@q nvarchar(max)'', @q'; EXEC sp_executesql @q, N'@q nvarchar(max)', @q",
      217,
      1,
    ],
  ];
  for (const [sql, number, line] of cases) {
    it(`${number}: ${sql.trim().slice(0, 40)}`, async () => {
      expect((await ask(sql)).messages).toEqual([[number, line]]);
    });
  }

  const to = "TO VIRTUAL_DEVICE = '{X}'";
  const media: readonly (readonly [sql: string, numbers: number[]])[] = [
    [`BACKUP DATABASE nowhere ${to}`, [911, 3013]],
    [`BACKUP DATABASE tempdb ${to}`, [3147, 3013]],
    [`BACKUP DATABASE Sales TO DISK = 'x'`, [1844, 3013]],
    [`BACKUP DATABASE Sales ${to}, DISK = 'x'`, [3011, 3013]],
    [
      `BACKUP DATABASE Sales TO ${Array.from({ length: 65 }, (_, i) => `VIRTUAL_DEVICE = '${i}'`).join(", ")}`,
      [3205, 3013],
    ],
    [`BACKUP DATABASE Sales TO VIRTUAL_DEVICE = '${"x".repeat(129)}'`, [3057, 3013]],
    [`BACKUP DATABASE Sales ${to} WITH BLOCKSIZE = 600`, [3253, 3013]],
    [`BACKUP DATABASE Sales ${to} WITH MAXTRANSFERSIZE = 70000`, [3217, 3013]],
    [`BACKUP DATABASE Sales ${to} WITH STATS = 0`, [3250, 3013]],
    [`BACKUP DATABASE Sales ${to} WITH COMPRESSION`, [1844, 3013]],
    [`BACKUP LOG Sales ${to}`, [4208, 3013]],
    [`BACKUP DATABASE Sales ${to} WITH DIFFERENTIAL`, [3035, 3013]],
    [`BEGIN TRAN; BACKUP DATABASE Sales ${to}`, [3021, 3013]],
    [`RESTORE LOG Sales FROM VIRTUAL_DEVICE = '{X}'`, [3117, 3013]],
    [`RESTORE VERIFYONLY FROM VIRTUAL_DEVICE = '{X}' WITH FILE = 2`, [4038, 3013]],
    [`RESTORE DATABASE master FROM VIRTUAL_DEVICE = '{X}'`, [1844, 3013]],
    [`BACKUP DATABASE Sales ${to}`, [3201, 3013]],
  ];
  for (const [sql, numbers] of media) {
    it(`${numbers.join(", ")}: ${sql.slice(0, 60)}`, async () => {
      expect((await ask(sql)).messages.map(([number]) => number)).toEqual(numbers);
    });
  }

  it("3265: not a sysadmin", async () => {
    const heard = await ask(`BACKUP DATABASE Sales ${to}`, open(false));
    expect(heard.messages.map(([number]) => number)).toEqual([3265, 3013]);
  });

  it("nothing of a batch runs whose last line is wrong", async () => {
    const heard = await ask("SELECT 1\nSELECT 2\nSELEC 3");
    expect(heard.rows).toEqual([]);
    expect(heard.messages).toEqual([[102, 3]]);
  });
});
