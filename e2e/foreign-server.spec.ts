/**
 * The app and a server that was there before it: `handoff server` in a process of its own, saved in the list, asked,
 * backed up from and restored into by real runs through libsqlvdi.so.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { jobDefaults } from "../electron/contract/job.ts";
import { databaseSinkDefaults, databaseSourceDefaults } from "../electron/contract/server-job.ts";
import { planRequestDefaults } from "../electron/contract/server-plan.ts";
import { savedServerDefaults, type SavedServer } from "../electron/contract/server-saved.ts";
import { expect, repository, test } from "./lib/app.ts";
import { doneHeading, expectHeading } from "./lib/pages.ts";
import { WindowCalls } from "./lib/window-calls.ts";

const secret = "a 'quoted' pass word";
const library = path.join(repository, "build/Release/libsqlvdi.so");
let server: ChildProcess;

async function startServer(folder: string): Promise<SavedServer> {
  const program = path.join(repository, "dist/cli.cjs");
  const databases = ["--generate", "Sales=8M:7", "Books=8M:8", "Wages=8M:9"];
  server = spawn("node", [program, "server", "--json", ...databases], {
    env: {
      ...process.env,
      HANDOFF_STATE_DIR: path.join(folder, "server"),
      HANDOFF_SERVER_PASSWORD: secret,
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (server.stdout === null) throw new Error("The server has no output.");
  for await (const line of createInterface({ input: server.stdout })) {
    const { port } = JSON.parse(line) as { port: number };
    return {
      ...savedServerDefaults,
      id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      name: "Accounts",
      host: "127.0.0.1",
      port,
      encryption: "off",
      vdi: { library, instance: null },
    };
  }
  throw new Error("The server said nothing.");
}

test.afterEach(async () => {
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await exited;
});

const sha256 = (file: string): string =>
  createHash("sha256").update(fs.readFileSync(file)).digest("hex");

test("a database of a saved server is backed up and comes back byte-identical", async ({
  handoff,
  folder,
}) => {
  const { page, complaints } = handoff;
  const saved = await startServer(folder);
  const window = await WindowCalls.of(handoff);
  const set = { kind: "set", secret, where: "session" } as const;
  expect(await window.call("testServer", { server: saved, secret: set })).toMatchObject({
    kind: "reached",
    facts: { isEmbedded: true, isSysadmin: true },
  });
  await window.call("saveServer", { server: saved, secret: set });
  expect(await window.call("servers", {})).toEqual([{ server: saved, secret: "session" }]);
  const serverId = saved.id;

  const files = (stem: string): string[] =>
    [1, 2].map((n) => path.join(folder, `${stem}-${n}.bak`));
  const common = {
    ...jobDefaults,
    faults: [],
    server: {
      kind: "sqlserver" as const,
      ...saved.vdi,
      session: { kind: "saved" as const, serverId, name: saved.name },
    },
  };
  const backup = async (database: string, targets: string[]): Promise<void> => {
    const source = { ...databaseSourceDefaults, database };
    const codec = { kind: "none" as const };
    const spec = { ...common, kind: "backup" as const, source, targets, codec };
    const preview = await window.call("statementPreview", { spec });
    expect(preview.statement).toContain(`BACKUP DATABASE [${database}]`);
    const { runId } = await window.call("startRun", { spec });
    await page.evaluate((id) => (location.hash = `#/run/${id}`), runId);
    await expectHeading(page, doneHeading);
  };
  await backup("Sales", files("first"));
  await expect(page.getByText(/Message 3014 of Accounts came at/)).toBeVisible();
  await expect(page.getByRole("contentinfo").getByText(/Accounts,/)).toBeVisible();
  const sink = { ...databaseSinkDefaults, moves: [], database: "Copy" };
  const restore = { ...common, kind: "restore" as const, media: files("first"), sink };
  const { runId } = await window.call("startRun", { spec: restore });
  await page.evaluate((id) => (location.hash = `#/run/${id}`), runId);
  await expectHeading(page, "Restore done, and the server confirmed it");
  await backup("Copy", files("again"));
  expect(files("again").map(sha256)).toEqual(files("first").map(sha256));

  const history = await window.call("history", { serverId, database: null, limit: 10 });
  expect(history.map(({ database, origin }) => [database, origin])).toEqual([
    ["Copy", "handoff"],
    ["Sales", "handoff"],
  ]);
  const state = path.join(folder, "state");
  for (const name of fs.readdirSync(state, { recursive: true, encoding: "utf8" })) {
    const file = path.join(state, name);
    if (fs.lstatSync(file).isFile())
      expect(fs.readFileSync(file).includes(secret), name).toBe(false);
  }
  expect(complaints).toEqual([]);
});

test("a plan of backups goes on after a database that fails", async ({ handoff, folder }) => {
  const saved = await startServer(folder);
  const window = await WindowCalls.of(handoff);
  const set = { kind: "set", secret, where: "session" } as const;
  await window.call("saveServer", { server: saved, secret: set });
  const { planId } = await window.call("planBackups", {
    ...planRequestDefaults,
    serverId: saved.id,
    databases: ["Sales", "Nobody", "Books", "Wages"],
    folder,
  });
  await expect
    .poll(async () => (await window.call("plans", {}))[0]?.state, { timeout: 60_000 })
    .toBe("ended");
  const [plan] = await window.call("plans", {});
  expect(plan?.planId).toBe(planId);
  expect(plan?.items.map(({ state }) => state)).toEqual(["done", "failed", "done", "done"]);
  expect(plan?.items[1]?.fault?.code).toBe("SQL_DATABASE_MISSING");
});
