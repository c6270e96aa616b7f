/**
 * Whole jobs on a server that was there before: `handoff server` in a process of its own, reached by T-SQL over TDS and, for
 * the bytes, through libsqlvdi.so by its path: the way to a SQL Server, but for who answers.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Run } from "../../electron/contract/run.ts";
import { readActivity } from "../../electron/sql/views/activity.ts";
import { readDatabases } from "../../electron/sql/views/databases.ts";
import { readHistory } from "../../electron/sql/views/history.ts";
import { serverFacts } from "../../electron/sql/views/server-facts.ts";
import { backupFrom, restoreInto, standIn, withSecret } from "./lib/foreign-jobs.ts";
import { expectDone, sha256, until, Workplace } from "./lib/jobs.ts";
import { cli, password, ServerProcess } from "./lib/server-process.ts";

const place = new Workplace();
const loginOf = withSecret();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start(place.at("state/server"), ["--generate", "Sales=6M:7"]);
});
afterAll(async () => {
  await server.stop();
  place.remove();
});

function failureOf(run: Run): { code: string; message: string; remedy: string } {
  const { code = "none", message = "", remedy = "" } = run.result?.failure ?? {};
  return { code, message, remedy };
}

describe("jobs on a server of another process", () => {
  for (const handoff of ["ring", "port"] as const) {
    it(`${handoff}: what three devices brought comes back byte-identical`, async () => {
      const media = place.files(`${handoff}-first`, 3);
      const again = place.files(`${handoff}-again`, 3);
      const copy = `Copy_${handoff}`;
      const login = server.login();
      const backup = backupFrom(login, media, { database: "Sales" }, { handoff });
      const done = expectDone(await place.run(backup, loginOf));
      expect(done.statement?.percent).toBe(100);
      expect(done.messages.map(({ number }) => number)).toContain(3014);
      expect(done.messages.some(({ number }) => number === 3211)).toBe(true);
      expect(done.processes.find(({ role }) => role === "server")?.pid).toBe(0);
      expectDone(
        await place.run(restoreInto(login, media, { database: copy }, { handoff }), loginOf),
      );
      expectDone(await place.run(backupFrom(login, again, { database: copy }), loginOf));
      expect(again.map(sha256)).toEqual(media.map(sha256));
    });
  }

  it("from the command line: the password is in the environment, progress comes from the server", () => {
    const media = place.files("cli", 2);
    const common = [
      ...["--server", `127.0.0.1,${server.port}`, "--user", "sa", "--encrypt", "off"],
      ...["--password-env", "SALES_PASSWORD", "--vdi-library", standIn, "--json"],
    ];
    const run = (args: readonly string[]): { status: number | null; lines: string[] } => {
      const { status, stdout } = spawnSync(process.execPath, [cli, ...args, ...common], {
        env: { ...process.env, HANDOFF_STATE_DIR: place.at("state"), SALES_PASSWORD: password },
        encoding: "utf8",
      });
      return { status, lines: stdout.trim().split("\n") };
    };
    const backup = run(["backup", "--database", "Sales", "--to", ...media]);
    expect(backup.status).toBe(0);
    expect(JSON.parse(backup.lines.at(-1) ?? "")).toMatchObject({ event: "result", ok: true });
    const restore = ["restore", "--database", "FromCli", "--from", ...media, "--replace"];
    expect(run(restore).status).toBe(0);
    expect(readFileSync(place.at("state/journal.ndjson"), "utf8")).not.toContain(password);
  });

  it("the server's history has them, ours told from another program's; its databases and chains too", async () => {
    const media = place.files("chain", 1);
    const source = { database: "Sales", copyOnly: false } as const;
    const { runId } = expectDone(
      await place.run(backupFrom(server.login(), media, source), loginOf),
    );
    const session = await server.open();
    const { offsetMs, ...facts } = await serverFacts(session);
    expect(facts).toMatchObject({ isEmbedded: true, isSysadmin: true, login: "sa" });
    const [newest] = await readHistory(session, { database: "Sales", limit: 5, offsetMs });
    expect(newest).toMatchObject({
      database: "Sales",
      type: "database",
      origin: "handoff",
      deviceType: 7,
      isCopyOnly: false,
      runId,
    });
    expect(newest?.devices).toEqual([`{${runId.toUpperCase()}}`]);
    const rows = await readDatabases(session, offsetMs);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["Sales", "master"]));
    const sales = rows.find(({ name }) => name === "Sales");
    expect(sales?.lastFull?.origin).toBe("handoff");
    expect(sales?.chain.state).toBe("unneeded");
    await session.close();
  });
});

/** A job whose first command is held: it stands still until somebody ends it. */
async function heldBackup(
  at: ServerProcess,
  stem: string,
): Promise<ReturnType<Workplace["start"]>> {
  const spec = backupFrom(at.login(), place.files(stem, 1), { database: "Sales" });
  const job = place.start({ ...spec, startHeld: true }, loginOf);
  await until(() => job.control.state().held.length > 0, "a command is held");
  return job;
}

describe("what can be wrong with a server", () => {
  const media = place.files("refused", 1);
  const attempt = async (
    change: Parameters<ServerProcess["login"]>[0],
    database = "Sales",
    secret = password,
  ): Promise<ReturnType<typeof failureOf>> => {
    const spec = backupFrom(server.login(change), media, { database });
    return failureOf(await place.run(spec, withSecret(secret)));
  };

  it("nobody listens, or under another instance's name", async () => {
    const { code, message } = await attempt({ port: 1 });
    expect(code).toBe("SQL_UNREACHABLE");
    expect(message).toContain("127.0.0.1,1");
    const wrong = await attempt({ port: null, instance: "PAYROLL", connectMsMax: 1_000 });
    expect(wrong.code).toBe("SQL_NO_INSTANCE");
    expect(wrong.message).toContain("PAYROLL");
  });

  it("the password is wrong", async () => {
    const { code, message } = await attempt({}, "Sales", "wrong");
    expect(code).toBe("SQL_LOGIN_FAILED");
    expect(message).toContain("sa");
    expect(message).not.toContain("wrong");
  });

  it("the login is no sysadmin", async () => {
    const text = readFileSync(place.at("state/server/server/logins.json"), "utf8");
    const { operator } = JSON.parse(text) as { operator: string };
    const login = { kind: "sql", user: "operator" } as const;
    const { code, remedy } = await attempt({ login }, "Sales", operator);
    expect(code).toBe("SQL_NOT_SYSADMIN");
    expect(remedy).toContain("ALTER SERVER ROLE sysadmin ADD MEMBER [operator]");
  });

  it("the database is not there; the fault names those that are", async () => {
    const { code, message, remedy } = await attempt({}, "Sale's");
    expect(code).toBe("SQL_DATABASE_MISSING");
    expect(message).toContain("Sale's");
    expect(remedy).toContain("Sales");
  });

  it("the database is being restored", async () => {
    const source = place.files("source", 1);
    const login = server.login();
    expectDone(await place.run(backupFrom(login, source, { database: "Sales" }), loginOf));
    const recovery = { kind: "noRecovery" } as const;
    const into = restoreInto(login, source, { database: "Half", recovery });
    expectDone(await place.run(into, loginOf));
    const { code, message, remedy } = await attempt({}, "Half");
    expect(code).toBe("SQL_DATABASE_STATE");
    expect(message).toContain("RESTORING");
    expect(remedy).toContain("RESTORE DATABASE [Half] WITH RECOVERY");
  });

  it("another job of the same database runs; KILL ends that one", async () => {
    const first = await heldBackup(server, "killed");
    const { code, message } = await attempt({});
    expect(code).toBe("SQL_DATABASE_BUSY");
    expect(message).toContain(`Handoff ${first.runId}`);
    const session = await server.open();
    const [running] = await readActivity(session, 0);
    expect(running).toMatchObject({ database: "Sales", runId: first.runId });
    await session.run(`KILL ${running?.sessionId ?? 0}`);
    await session.close();
    const failure = failureOf(await first.finished);
    expect(failure.code).toBe("SQL_KILLED");
  });

  it("the server dies in the middle", async () => {
    const mortal = await ServerProcess.start(place.at("state/mortal"), [
      "--generate",
      "Sales=6M:7",
    ]);
    const job = await heldBackup(mortal, "orphan");
    mortal.child.kill("SIGKILL");
    const failure = failureOf(await job.finished);
    expect(failure.code).toBe("SQL_GONE");
    expect(failure.message).toContain(String(mortal.port));
    await mortal.exited;
  });

  it("leaves no file of any of these", () => {
    const left = place.list().filter((name) => /refused|killed|orphan/.test(name));
    expect(left).toEqual([]);
  });
});

describe("what a job cannot ask of a server that is not its own", () => {
  it("faults, streams, and databases without a server", async () => {
    const login = server.login();
    const media = place.files("odd", 1);
    const own = backupFrom(login, media, { database: "Sales" });
    const generate = { kind: "generate", bytes: 1_000_000, seed: 1, entropy: 0.3 } as const;
    const odd = [
      { ...own, faults: [{ kind: "server-crash" as const, at: 1 }] },
      { ...own, source: generate },
      backupFrom(login, media, { database: "Sales" }, { server: { kind: "embedded" } }),
    ];
    for (const spec of odd) {
      expect(failureOf(await place.run(spec, loginOf)).code).toBe("USAGE");
    }
  });
});
