/**
 * `handoff sqlcmd` as scripts use it, and TDS clients that nobody here wrote, against the embedded server.
 */
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Workplace } from "./lib/jobs.ts";
import { cli, password, ServerProcess } from "./lib/server-process.ts";
import { VdiClient } from "./lib/vdi-client.ts";

const place = new Workplace();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start(place.at("state"), ["--generate", "Sales=1M:7"]);
});
afterAll(async () => {
  await server.stop();
  place.remove();
});

function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = "",
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [cli, "sqlcmd", ...args], {
    env: { ...process.env, HANDOFF_STATE_DIR: place.at("state"), SQLCMDPASSWORD: password, ...env },
    encoding: "utf8",
    input,
  });
}

const heading = "name      database_id b    \n--------- ----------- -----";

describe("sqlcmd", () => {
  it("lays results out as the stock tool does", () => {
    const sql =
      "SELECT TOP 2 CAST(name AS nvarchar(9)) name, database_id, CAST(NULL AS bit) b FROM sys.databases ORDER BY database_id";
    const { stdout, stderr, status } = run(["-S", `127.0.0.1,${server.port}`, "-Usa", "-Q", sql]);
    expect(stderr).toBe("");
    expect(stdout).toBe(
      `${heading}\nmaster              1  NULL\ntempdb              2  NULL\n\n(2 rows affected)\n`,
    );
    expect(status).toBe(0);
    const trimmed = run(["-E", "-W", "-s|", "-h-1", "-Q", `SET NOCOUNT ON; ${sql}`]);
    expect(trimmed.stdout).toBe("master|1|NULL\ntempdb|2|NULL\n");
    const wrapped = run([
      "-E",
      "-w",
      "20",
      "-h",
      "-1",
      "-Q",
      "SET NOCOUNT ON; SELECT N'abc' a, 1 b, 2 c",
    ]);
    expect(wrapped.stdout).toBe("abc            1    \n       2\n");
  });

  it("says errors as the stock tool does, and ends with 1 where -b asks for it", () => {
    const sql = "PRINT 'before'\nBACKUP DATABASE Sales TO VIRTUAL_DEVICE = 'x'";
    const flags = ["-E", "-Q", sql];
    const plain = run(flags);
    expect(plain.stdout).toMatch(
      /^before\nMsg 3201, Level 16, State 6, Server \S+, Line 2\nCannot open backup device "x".*\nMsg 3013, Level 16, State 1, Server \S+, Line 2\nBACKUP DATABASE ends abnormally\.\n$/,
    );
    expect(plain.status).toBe(0);
    expect(run([...flags, "-b"]).status).toBe(1);
    expect(run([...flags, "-b", "-V", "16"]).status).toBe(16);
    expect(run([...flags, "-b", "-V17"]).status).toBe(0);
    expect(run([...flags, "-r1"]).stdout).toBe("");
    expect(run([...flags, "-r0"]).stdout).toBe("before\n");
  });

  it("runs scripts: files, standard input, GO, variables, output files", () => {
    const script = place.at("script.sql");
    writeFileSync(script, "\uFEFFSELECT $(what) a\ngo 2\nSELECT 2 b\nQUIT\nSELECT 3 c\n");
    const out = place.at("out.txt");
    expect(run(["-E", "-W", "-i", script, "-v", "what=1", "-o", out]).status).toBe(0);
    expect(readFileSync(out, "utf8")).toBe(
      "a\n-\n1\n\n(1 rows affected)\na\n-\n1\n\n(1 rows affected)\nb\n-\n2\n\n(1 rows affected)\n",
    );
    const input = "SELECT 1/0\nGO\nSELECT 5 d\nGO\n";
    expect(run(["-E", "-W"], {}, input).stdout).toContain("\n5\n");
    expect(run(["-E", "-W", "-b"], {}, input).stdout).not.toContain("5");
    expect(run(["-E", "-i", script]).stderr).toBe(
      "Sqlcmd: 'what' scripting variable not defined.\n",
    );
  });

  it("runs a backup to the end", async () => {
    const client = new VdiClient("write", [place.at("one.bak")]);
    const served = client.serve();
    const script = place.at("backup.sql");
    writeFileSync(script, `BACKUP DATABASE Sales TO ${client.clause} WITH STATS = 50`);
    const child = spawn(process.execPath, [cli, "sqlcmd", "-E", "-b", "-i", script], {
      env: { ...process.env, HANDOFF_STATE_DIR: place.at("state"), SQLCMDPASSWORD: password },
    });
    let text = "";
    child.stdout.on("data", (part: Buffer) => (text += part.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    await served;
    client.close();
    expect(text).toMatch(
      /^50 percent done\.\n100 percent done\.\n.*\nBACKUP DATABASE has finished.*\n$/,
    );
    expect(code).toBe(0);
  });

  it("refuses what cannot be, in the stock tool's words", () => {
    const cases: readonly (readonly [args: string[], text: RegExp, env?: NodeJS.ProcessEnv])[] = [
      [["-z"], /^Sqlcmd: '-z': Unknown Option\. Enter '-\?' for help\.\n$/],
      [["-Q"], /^Sqlcmd: '-Q': Missing argument/],
      [["-E", "-U", "sa"], /mutually exclusive/],
      [["-h", "x"], /Unexpected argument/],
      [
        ["-E", "-Q", "SELECT 1"],
        /refused the login of sa: Login failed/,
        { SQLCMDPASSWORD: "wrong" },
      ],
      [["-E", "-d", "nowhere", "-Q", "SELECT 1"], /cannot open the database/],
      [["-S", "127.0.0.1,1", "-U", "sa", "-Q", "SELECT 1"], /cannot be reached/],
      [["-S", "127.0.0.1,1", "-Q", "SELECT 1"], /Windows authentication/],
    ];
    for (const [args, text, env] of cases) {
      const { stderr, status } = run(args, env);
      expect(stderr).toMatch(text);
      expect(stderr).not.toContain("pass word");
      expect(status).toBe(1);
    }
    expect(run(["-?"]).stdout).toContain("usage: handoff sqlcmd");
  });

  it("gives up a statement after -t seconds", () => {
    // A set that nobody serves: its statement waits.
    const client = new VdiClient("write", [place.at("never.bak")]);
    const { status, stderr } = run([
      "-E",
      "-t",
      "1",
      "-Q",
      `BACKUP DATABASE Sales TO ${client.clause}`,
    ]);
    client.close();
    expect(stderr).toMatch(/was cancelled/);
    expect(status).toBe(1);
  });
});

describe("handoff server", () => {
  it("refuses what cannot be with one line", () => {
    const refused = (args: readonly string[], state = "other"): [string, number | null] => {
      const env = { ...process.env, HANDOFF_STATE_DIR: place.at(state) };
      const { stderr, status } = spawnSync(process.execPath, [cli, "server", ...args], {
        env,
        encoding: "utf8",
      });
      return [stderr, status];
    };
    expect(refused([], "state")[0]).toMatch(/already uses/);
    expect(refused(["--port", String(server.port)])[0]).toMatch(
      /cannot be listened on: EADDRINUSE/,
    );
    expect(refused(["--database", "x=/nowhere"])[0]).toMatch(/does not exist/);
    expect(refused(["--database", "/nowhere"])[0]).toMatch(/names no database/);
    expect(refused(["--database", `x:log=${cli}`])[0]).toMatch(/has no full backup/);
    expect(refused(["--generate", "x=1"])).toEqual([expect.stringMatching(/too small/), 2]);
    writeFileSync(place.at("state-file"), "");
    expect(refused([], "state-file/x")[0]).toMatch(/cannot be used/);
  });
});

const freetds = "/usr/bin/tsql";
const python = "/usr/bin/python3";
const hasPytds = existsSync(python) && spawnSync(python, ["-c", "import pytds"]).status === 0;

describe("clients that nobody here wrote", () => {
  it.runIf(existsSync(freetds))("FreeTDS lists, and hears errors", () => {
    const input =
      "SELECT name, CAST(5 AS numeric(20,0)) n, NEWLINE = NULL FROM sys.databases\ngo\nBACKUP DATABASE nowhere TO VIRTUAL_DEVICE='x'\ngo\nexit\n";
    const args = ["-H", "127.0.0.1", "-p", String(server.port), "-U", "sa", "-P", password];
    const { stdout, stderr } = spawnSync(freetds, args, { input, encoding: "utf8" });
    expect(stdout).toContain("Sales\t5\tNULL");
    expect(stderr).toContain("Msg 911 (severity 16, state 11)");
    expect(stderr).toContain("Msg 3013 (severity 16, state 1)");
  });

  it.runIf(hasPytds)("pytds reads types and parameters", () => {
    const program = `
import sys, pytds
with pytds.connect(dsn='127.0.0.1', port=int(sys.argv[1]), user='sa', password=sys.stdin.read(), autocommit=True) as c:
    cursor = c.cursor()
    cursor.execute("SELECT name, CAST(9000000000 AS bigint), CAST(1.5 AS float), NULL, N'é' FROM sys.databases WHERE name = %s", ('Sales',))
    print(cursor.fetchall())
    try:
        cursor.execute("BACKUP DATABASE nowhere TO VIRTUAL_DEVICE='x'")
    except pytds.Error as error:
        print(error)
`;
    const { stdout, stderr } = spawnSync(python, ["-c", program, String(server.port)], {
      input: password,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toBe(
      "[('Sales', 9000000000, 1.5, None, 'é')]\nThere is no database 'nowhere'. Check its name. BACKUP DATABASE ends abnormally.\n",
    );
  });
});
