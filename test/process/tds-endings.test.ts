/**
 * Backups that run on the embedded server on its own, and every way to end in the middle.
 */
import { createConnection } from "node:net";
import { describe, expect, it } from "vitest";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { vdError } from "../../electron/contract/vdi.ts";
import type { SqlMessage, SqlSession } from "../../electron/sql/session/sql-session.ts";
import {
  noProgress,
  progressed,
  progressQuery,
} from "../../electron/sql/session/statement-progress.ts";
import { sha256 } from "./lib/jobs.ts";
import { numbersOf, refusal, ServerProcess } from "./lib/server-process.ts";
import { withTwoDatabases } from "./lib/two-databases.ts";
import { VdiClient } from "./lib/vdi-client.ts";

const there = withTwoDatabases();

/** A backup that stops at its nth command until it is let go. */
async function held(
  database: string,
  by: SqlSession,
  at = 3,
): Promise<{
  client: VdiClient;
  served: Promise<unknown>;
  end: ReturnType<SqlSession["run"]>;
  reached: Promise<void>;
  go: () => void;
  said: SqlMessage[];
}> {
  const client = new VdiClient("write", [there.place.at(`${database}-${Math.random()}.bak`)]);
  let go = (): void => undefined;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const gate = new Promise<void>((resolve) => (go = resolve));
  client.onCommand = async (count) => {
    if (count === at) {
      reach();
      await gate;
    }
  };
  const served = client.serve().catch((error: unknown) => error);
  const said: SqlMessage[] = [];
  const end = by.run(`BACKUP DATABASE [${database}] TO ${client.clause} WITH STATS = 5`, {
    onMessage: (message) => said.push(message),
  });
  await reached;
  return { client, served, end, reached, go, said };
}

describe("a backup that runs", () => {
  it("shows in the views, and excludes a second one of its database", async () => {
    const other = await there.server.open();
    const run = await held("Sales", there.session, 20);
    const [{ id } = { id: 0 }] = await other.query(
      "SELECT session_id id FROM sys.dm_exec_requests WHERE command = 'BACKUP DATABASE' AND DB_NAME(database_id) = 'Sales'",
    );
    const [view] = await other.query(progressQuery, { session: String(id) });
    expect(view).toMatchObject({ wait_type: "BACKUPIO" });
    const seen = run.said.reduce(
      (so, { number, text }) => progressed(so, { kind: "message", number, text }),
      noProgress,
    );
    const both = progressed(seen, {
      kind: "view",
      percent: Number(view?.["percent_complete"]),
      msLeft: 1,
      waitType: "BACKUPIO",
    });
    expect(both.percent).toBeGreaterThan(10);
    expect(both.percent).toBeLessThan(100);

    expect(numbersOf(await other.run("BACKUP DATABASE Sales TO VIRTUAL_DEVICE = 'x'"))).toEqual([
      3023, 3013,
    ]);
    expect(numbersOf(await other.run("RESTORE DATABASE Sales FROM VIRTUAL_DEVICE = 'x'"))).toEqual([
      3023, 3013,
    ]);
    const second = new VdiClient("write", [there.place.at("second.bak")]);
    const served = second.serve();
    expect(numbersOf(await other.run(`BACKUP DATABASE Second TO ${second.clause}`))).toContain(
      3014,
    );
    await served;
    second.close();
    run.go();
    expect(numbersOf(await run.end)).toContain(3014);
    run.client.close();
    await other.close();
  });

  it("ends by cancel, and the session goes on", async () => {
    const run = await held("Sales", there.session);
    there.session.cancel();
    expect(await refusal(run.end)).toBe("SQL_CANCELLED");
    run.go();
    expect(await run.served).toMatchObject({ code: vdError.VD_E_ABORT });
    run.client.close();
    expect(await there.session.query("SELECT 1 a")).toEqual([{ a: 1 }]);
  });

  it("ends by KILL, with its session", async () => {
    const victim = await there.server.open();
    const run = await held("Sales", victim);
    const [{ id } = { id: 0 }] = await there.session.query(
      "SELECT session_id id FROM sys.dm_exec_requests WHERE command LIKE 'BACKUP%'",
    );
    expect(numbersOf(await there.session.run(`KILL ${String(id)}`))).toEqual([]);
    run.go();
    const outcome = await run.end.catch((error: unknown) => error);
    expect(run.said.map(({ number }) => number)).toEqual(expect.arrayContaining([3013, 596]));
    expect(outcome).toBeDefined();
    await victim.ended;
    run.client.close();
  });

  it("ends when its client leaves", async () => {
    const leaver = await there.server.open();
    const run = await held("Sales", leaver);
    const end = refusal(run.end);
    await leaver.close();
    run.go();
    expect(await run.served).toMatchObject({ code: vdError.VD_E_ABORT });
    expect(await end).toBe("SQL_GONE");
    run.client.close();
    // The server ends the statement when it notices, and only then may another one begin.
    const running = "SELECT COUNT(*) n FROM sys.dm_exec_requests WHERE command LIKE 'BACKUP%'";
    await expect.poll(() => there.session.query(running)).toEqual([{ n: 0 }]);
    const next = new VdiClient("write", [there.place.at("next.bak")]);
    const served = next.serve();
    expect(numbersOf(await there.session.run(`BACKUP DATABASE Sales TO ${next.clause}`))).toContain(
      3014,
    );
    await served;
    next.close();
  });

  it("fails when its primary leaves", async () => {
    const run = await held("Sales", there.session);
    run.go();
    run.client.close();
    const end = await run.end;
    expect(end.isVerdictGood).toBe(false);
    expect(numbersOf(end)).toContain(3013);
  });
});

describe("the server's end", () => {
  it("by SIGKILL is a lost connection, and its databases are there again", async () => {
    const state = there.place.at("other-state");
    const first = await ServerProcess.start(state, ["--generate", "Sales=3M:7"]);
    const one = await first.open();
    const media = there.place.at("kept.bak");
    const back = new VdiClient("write", [media]);
    const served = back.serve();
    await one.run(`BACKUP DATABASE Sales TO ${back.clause}`);
    await served;
    back.close();
    const restore = new VdiClient("read", [`${media}.partial`]);
    const serving = restore.serve();
    await one.run(`RESTORE DATABASE Kept FROM ${restore.clause}`);
    await serving;
    restore.close();
    const run = await held("Sales", one);
    const end = refusal(run.end);
    first.child.kill("SIGKILL");
    expect(await end).toBe("SQL_GONE");
    run.go();
    expect(await run.served).toMatchObject({ code: vdError.VD_E_ABORT });
    run.client.close();
    await first.exited;
    loadAddon().sweep();

    const second = await ServerProcess.start(state, []);
    const two = await second.open();
    expect(await two.query("SELECT name n FROM sys.databases WHERE name = 'Kept'")).toEqual([
      { n: "Kept" },
    ]);
    const again = new VdiClient("write", [there.place.at("kept-again.bak")]);
    const servedAgain = again.serve();
    await two.run(`BACKUP DATABASE Kept TO ${again.clause}`);
    await servedAgain;
    again.close();
    expect(sha256(`${there.place.at("kept-again.bak")}.partial`)).toBe(sha256(`${media}.partial`));
    await two.close();
    await second.stop();
    expect(second.child.exitCode).toBe(0);
  });
});

describe("what is not TDS", () => {
  it("ends its own connection and nothing else", async () => {
    for (const bytes of [
      "GET / HTTP/1.1\r\n\r\n",
      "\x12\x01\x00\x04",
      "\x10\x01\x00\x60" + "\0".repeat(92),
      "\x12\x01\x00\x09\0\0\0\0\x00",
    ]) {
      const socket = createConnection({ host: "127.0.0.1", port: there.server.port });
      socket.end(Buffer.from(bytes, "latin1"));
      await new Promise((resolve) =>
        socket
          .once("close", resolve)
          .resume()
          .on("error", () => undefined),
      );
    }
    expect(await there.session.query("SELECT 1 a")).toEqual([{ a: 1 }]);
  });
});
