/**
 * The embedded server on its own, asked by an independent client: logins, queries, BACKUP and RESTORE through VDI, errors,
 * and every way to end in the middle.
 */
import { statSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hasSharedData, sha256, sharedData } from "./lib/jobs.ts";
import { numbersOf, refusal, ServerProcess } from "./lib/server-process.ts";
import { withTwoDatabases } from "./lib/two-databases.ts";
import { VdiClient } from "./lib/vdi-client.ts";

const there = withTwoDatabases();

describe("logins", () => {
  it("in every encryption, by both accounts", async () => {
    const certificateFile = there.place.at("state/server/certificate.pem");
    for (const encryption of ["off", "required", "strict"] as const) {
      const one = await there.server.open({ encryption, certificateFile, host: "localhost" });
      const sql = "SELECT encrypt_option e FROM sys.dm_exec_connections WHERE session_id = @@SPID";
      expect(await one.query(sql)).toEqual([{ e: encryption === "off" ? "FALSE" : "TRUE" }]);
      await one.close();
    }
    const unseen = await there.server.open({ encryption: "required", isTrusted: true });
    await unseen.close();
    const { operator } = JSON.parse(
      readFileSync(there.place.at("state/server/logins.json"), "utf8"),
    ) as {
      operator: string;
    };
    const two = await there.server.open({ login: { kind: "sql", user: "operator" } }, operator);
    expect(await two.query("SELECT IS_SRVROLEMEMBER('sysadmin') s, SUSER_SNAME() n")).toEqual([
      { s: 0, n: "operator" },
    ]);
    const end = await two.run("BACKUP DATABASE Sales TO VIRTUAL_DEVICE = 'x'");
    expect(numbersOf(end)).toEqual([3265, 3013]);
    await two.close();
  });

  it("are refused with the reason", async () => {
    expect(await refusal(there.server.open({}, "wrong"))).toBe("SQL_LOGIN_FAILED");
    expect(await refusal(there.server.open({ login: { kind: "sql", user: "nobody" } }))).toBe(
      "SQL_LOGIN_FAILED",
    );
    expect(
      await refusal(there.server.open({ login: { kind: "ntlm", domain: "D", user: "u" } })),
    ).toBe("SQL_LOGIN_FAILED");
    expect(await refusal(there.server.open({ database: "nowhere" }))).toBe("SQL_NO_DATABASE");
    expect(await refusal(there.server.open({ encryption: "required" }))).toBe("SQL_NOT_TRUSTED");
    expect(await refusal(there.server.open({ host: "127.0.0.1", port: 1 }))).toBe(
      "SQL_UNREACHABLE",
    );
    expect(
      await refusal(there.server.open({ port: null, instance: "NOPE", connectMsMax: 1_000 })),
    ).toMatch(/SQL_NO_(INSTANCE|ANSWER)/);
  });

  it("keep their passwords where nobody else reads", () => {
    expect(statSync(there.place.at("state/server/logins.json")).mode & 0o777).toBe(0o600);
    const args = readFileSync(`/proc/${there.server.child.pid ?? 0}/cmdline`, "utf8");
    expect(args).not.toContain("pass");
    expect(there.server.log()).not.toContain("wrong");
  });
});

describe("answers", () => {
  it("carry every type, NULLs and long texts", async () => {
    const [row] = await there.session.query(
      `SELECT CAST(1 AS bit) a, CAST(200 AS tinyint) b, CAST(-2 AS smallint) c, 3 d, CAST(9000000000 AS bigint) e,
       CAST(1.5 AS float) f, CAST(1.5 AS real) g, CAST(9000000000 AS numeric(20,0)) h, N'é💾' i, CAST('2026-11-25 10:00:00.123' AS datetime) j,
       CAST('00010203-0405-0607-0809-0A0B0C0D0E0F' AS uniqueidentifier) k, @p l, CAST(NULL AS bigint) m, NULL n, REPLACE(@p, 'a', 'bb') o`,
      { p: "a".repeat(10_000) },
    );
    expect(row).toEqual({
      a: true,
      b: 200,
      c: -2,
      d: 3,
      e: "9000000000",
      f: 1.5,
      g: 1.5,
      h: 9_000_000_000,
      i: "é💾",
      j: new Date("2026-11-25T10:00:00.123Z"),
      k: "00010203-0405-0607-0809-0A0B0C0D0E0F",
      l: "a".repeat(10_000),
      m: null,
      n: null,
      o: "b".repeat(20_000),
    });
  });

  it("list databases", async () => {
    const rows = await there.session.query(
      "SELECT name FROM sys.databases WHERE database_id > 4 ORDER BY name",
    );
    expect(rows).toEqual([{ name: "Sales" }, { name: "Second" }]);
  });

  it("come in packets of any size", async () => {
    const sql =
      "SELECT a.name FROM sys.databases a, sys.databases b, sys.databases c, sys.databases d ORDER BY 1";
    expect(await there.session.query(sql)).toHaveLength(6 ** 4);
  });
});

describe("BACKUP and RESTORE", () => {
  it("go through virtual devices and come back byte-identical", async () => {
    const media = there.place.files("backup", 2);
    const back = new VdiClient("write", media);
    const served = back.serve();
    const end = await there.session.run(
      `BACKUP DATABASE [Sales] TO ${back.clause} WITH COPY_ONLY, STATS = 10, NAME = N'first', BLOCKSIZE = 4096`,
    );
    await served;
    back.close();
    const percents = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map(() => 3211);
    expect(numbersOf(end)).toEqual([0, ...percents, 4035, 4035, 3014]);
    expect(end.isVerdictGood).toBe(true);
    expect(end.messages.at(-1)?.text).toMatch(/^BACKUP DATABASE has finished/);

    const stored = media.map((file) => `${file}.partial`);
    const restore = new VdiClient("read", stored);
    const serving = restore.serve();
    const restored = await there.session.run(
      `RESTORE DATABASE Copy FROM ${restore.clause} WITH BLOCKSIZE = 4096, MOVE 'Sales' TO '/d/Copy.mdf'`,
    );
    await serving;
    restore.close();
    expect(numbersOf(restored)).toEqual([4035, 4035, 3014]);

    const again = new VdiClient("write", there.place.files("again", 2));
    const servedAgain = again.serve();
    await there.session.run(`BACKUP DATABASE Copy TO ${again.clause} WITH BLOCKSIZE = 4096`);
    await servedAgain;
    again.close();
    const files = there.place.files("again", 2).map((file) => `${file}.partial`);
    expect(files.map(sha256)).toEqual(stored.map(sha256));

    expect(
      await there.session
        .query(`SELECT b.database_name d, b.type t, b.is_copy_only c, b.name n, f.device_type k, COUNT(*) f
        FROM msdb.dbo.backupset b JOIN msdb.dbo.backupmediafamily f ON f.media_set_id = b.media_set_id
        GROUP BY b.database_name, b.type, b.is_copy_only, b.name, f.device_type`),
    ).toEqual([
      { d: "Sales", t: "D", c: true, n: "first", k: 7, f: 2 },
      { d: "Copy", t: "D", c: false, n: null, k: 7, f: 2 },
    ]);
    expect(
      await there.session.query("SELECT destination_database_name d FROM msdb.dbo.restorehistory"),
    ).toEqual([{ d: "Copy" }]);
    expect(
      await there.session.query(
        "SELECT physical_name p FROM sys.master_files WHERE database_id = DB_ID('Copy')",
      ),
    ).toEqual([{ p: "/d/Copy.mdf" }]);
  });

  it("VERIFYONLY reads everything and keeps nothing", async () => {
    const stored = there.place.files("backup", 2).map((file) => `${file}.partial`);
    const client = new VdiClient("read", stored);
    const serving = client.serve();
    const end = await there.session.run(
      `RESTORE VERIFYONLY FROM ${client.clause} WITH BLOCKSIZE = 4096`,
    );
    await serving;
    client.close();
    expect(numbersOf(end)).toContain(3262);
  });

  it("HEADERONLY and its like read the beginning and close the devices", async () => {
    const stored = there.place.files("backup", 2).map((file) => `${file}.partial`);
    const read = async (what: string): Promise<Readonly<Record<string, unknown>>[]> => {
      const client = new VdiClient("read", stored);
      const serving = client.serve();
      const rows = await there.session.query(
        `RESTORE ${what} FROM ${client.clause} WITH BLOCKSIZE = 4096`,
      );
      await serving;
      client.close();
      return rows;
    };
    expect(await read("HEADERONLY")).toMatchObject([{ BackupType: 1, DeviceType: 7, Position: 1 }]);
    expect(await read("LABELONLY")).toMatchObject([{ FamilyCount: 2, FamilySequenceNumber: 1 }]);
    const files = await read("FILELISTONLY");
    expect(files.map(({ Type }) => Type)).toEqual(["D", "L"]);
  });

  it("a part of a striped set is not restored", async () => {
    const [stored] = there.place.files("backup", 2).map((file) => `${file}.partial`);
    const client = new VdiClient("read", [stored ?? ""]);
    const serving = client.serve();
    const sql = `RESTORE DATABASE Half FROM ${client.clause} WITH BLOCKSIZE = 4096`;
    expect(numbersOf(await there.session.run(sql))).toEqual([3132, 3013]);
    await serving;
    client.close();
    expect(await there.session.query("SELECT DB_ID('Half') id")).toEqual([{ id: null }]);
  });

  it("NORECOVERY leaves a database that only a log can be restored to", async () => {
    const stored = there.place.files("backup", 2).map((file) => `${file}.partial`);
    const run = async (sql: string): Promise<number[]> => {
      const client = new VdiClient("read", stored);
      const serving = client.serve().catch(() => undefined);
      const end = await there.session.run(sql.replace("$", client.clause));
      client.close();
      await serving;
      return numbersOf(end);
    };
    expect(await run("RESTORE DATABASE Later FROM $ WITH NORECOVERY, BLOCKSIZE = 4096")).toContain(
      3014,
    );
    expect(await run("USE Later")).toEqual([927]);
    expect(await run("BACKUP DATABASE Later TO $")).toEqual([927, 3013]);
    expect(await run("RESTORE LOG Later FROM $ WITH RECOVERY, BLOCKSIZE = 4096")).toContain(3014);
    expect(await run("USE Later")).toEqual([5701]);
    await there.session.run("USE master");
  });

  it("say 3201 where nobody made the set", async () => {
    const end = await there.session.run("\nBACKUP DATABASE Sales TO VIRTUAL_DEVICE = 'nobody'");
    expect(end.messages).toMatchObject([
      { number: 3201, severity: 16, state: 6, line: 2 },
      { number: 3013, severity: 16, line: 2 },
    ]);
  });
});

/** Real backups are not part of the project: where there are none, generated ones above have to do. */
describe.runIf(hasSharedData)("recorded backups", () => {
  it("are databases: full, differential and log, byte for byte, and say what they are", async () => {
    const source = (kind: string): string => `${sharedData}/chain-${kind}`;
    const recorded = await ServerProcess.start(there.place.at("recorded"), [
      "--database",
      `Chain=${source("full.bak")}`,
      `Chain:diff=${source("diff.bak")}`,
      `Chain:log=${source("log.trn")}`,
    ]);
    const one = await recorded.open();
    const kinds = [
      ["BACKUP DATABASE", "", source("full.bak"), 1],
      ["BACKUP DATABASE", "WITH DIFFERENTIAL", source("diff.bak"), 5],
      ["BACKUP LOG", "", source("log.trn"), 2],
    ] as const;
    for (const [verb, options, file, type] of kinds) {
      const medium = there.place.at(`chain-${type}.bak`);
      const client = new VdiClient("write", [medium]);
      const served = client.serve();
      const end = await one.run(`${verb} Chain TO ${client.clause} ${options}`);
      expect(end.messages.at(-1)?.text).toMatch(new RegExp(`^${verb} has finished`));
      await served;
      client.close();
      expect(sha256(`${medium}.partial`)).toBe(sha256(file));
      const reader = new VdiClient("read", [`${medium}.partial`]);
      const serving = reader.serve();
      const rows = await one.query(`RESTORE HEADERONLY FROM ${reader.clause}`);
      expect(rows).toMatchObject([{ BackupType: type }]);
      await serving;
      reader.close();
    }
    const types = await one.query("SELECT type t FROM msdb.dbo.backupset ORDER BY backup_set_id");
    expect(types.map(({ t }) => t)).toEqual(["D", "I", "L"]);
    await one.close();
    await recorded.stop();
  });
});
