/**
 * What the window asks about a server, against `handoff server`: the list, readiness, databases, preview, plans. All of it
 * runs in the main process and knows no Electron.
 */
import { readdirSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planRequestDefaults, type BackupPlan } from "../../electron/contract/server-plan.ts";
import { savedServerDefaults, type SavedServer } from "../../electron/contract/server-saved.ts";
import { NodeHost } from "../../electron/host/node-host.ts";
import { startJob } from "../../electron/jobs/start-job.ts";
import { BackupQueue } from "../../electron/main/backup-queue.ts";
import { jobOf } from "../../electron/main/plan-job.ts";
import { RunRegistry } from "../../electron/main/run-registry.ts";
import { MediaFiles } from "../../electron/main/media-files.ts";
import { SafeSecretStore } from "../../electron/main/secret-store.ts";
import { ServerDesk } from "../../electron/main/server-desk.ts";
import { previewOf, suggestMoves } from "../../electron/main/server-preview.ts";
import { readinessOf } from "../../electron/main/server-readiness.ts";
import { ServerStore } from "../../electron/main/server-store.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { standIn } from "./lib/foreign-jobs.ts";
import { hasSharedData, sharedData, until, Workplace } from "./lib/jobs.ts";
import { password, ServerProcess } from "./lib/server-process.ts";

const place = new Workplace();
const addon = loadAddon();
const mediaFiles = new MediaFiles(addon);
const noKeyring = {
  isEncryptionAvailable: () => false,
  encryptString: () => Buffer.alloc(0),
  decryptString: () => "",
};
let process_: ServerProcess;
let store: ServerStore;
let desk: ServerDesk;
let saved: SavedServer;

beforeAll(async () => {
  const databases = ["--generate", "Sales=2M:7", "Books=2M:8", "Wages=2M:9"];
  process_ = await ServerProcess.start(place.at("state/server"), databases);
  saved = {
    ...savedServerDefaults,
    id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    name: "Here",
    host: "127.0.0.1",
    port: process_.port,
    encryption: "off",
    vdi: { library: standIn, instance: null },
  };
  store = new ServerStore(place.at("state"), new SafeSecretStore(place.at("state"), noKeyring));
  await store.save(saved, { kind: "set", secret: password, where: "session" });
  desk = new ServerDesk(store);
});
afterAll(async () => {
  await process_.stop();
  place.remove();
});

const needs = { target: place.folder, bytes: 0, buffers: 6, transferSize: 1 << 20 };

describe("readiness", () => {
  it("of a server that is there: each item with its finding", async () => {
    const { items } = await readinessOf(saved, needs, { desk, addon });
    expect(items.map(({ finding }) => finding)).toEqual([
      "login.done",
      "sysadmin.yes",
      "version.embedded",
      "machine.same",
      "library.standIn",
      "space.enough",
      "memory.enough",
      "others.none",
    ]);
    expect(items.find(({ id }) => id === "memory")?.parameters["bytes"]).toBe(6 << 20);
  });

  it("of one that is not: what could not be asked is unknown, what is wrong has its fix", async () => {
    const gone: SavedServer = {
      ...saved,
      port: 1,
      vdi: { library: "/nowhere.so", instance: null },
    };
    const goneStore = new ServerStore(
      place.at("state"),
      new SafeSecretStore(place.at("state"), noKeyring),
    );
    await goneStore.save(gone, { kind: "set", secret: password, where: "session" });
    const { items } = await readinessOf(
      gone,
      { ...needs, target: "/no'where", buffers: 4_096, transferSize: 2 ** 40 },
      { desk: new ServerDesk(goneStore), addon },
    );
    const stateOf = (id: string): string => items.find((item) => item.id === id)?.state ?? "";
    expect(stateOf("sysadmin")).toBe("unknown");
    expect(items[0]).toMatchObject({
      finding: "login.failed",
      parameters: { code: "SQL_UNREACHABLE" },
    });
    expect(items.find(({ id }) => id === "library")).toMatchObject({ finding: "library.missing" });
    expect(items.find(({ id }) => id === "space")?.fix?.text).toBe(
      String.raw`mkdir -p '/no'\''where'`,
    );
    expect(stateOf("memory")).toBe("warn");
    // What only words can mend has none to copy: the page says it.
    const copied = items.filter(({ fix }) => fix !== null).map(({ id }) => id);
    expect(copied).toContain("space");
    expect(copied).not.toContain("login");
    await store.save(saved, { kind: "keep" });
  });

  it("a login without rights is told the statement that gives them", async () => {
    const test = await desk.test(saved, { kind: "keep" });
    expect(test).toMatchObject({ kind: "reached", facts: { isSysadmin: true, platform: "Linux" } });
    const wrong = await desk.test(saved, { kind: "set", secret: "wrong", where: "session" });
    expect(wrong).toMatchObject({ kind: "failed", fault: { code: "SQL_LOGIN_FAILED" } });
  });
});

describe("preview", () => {
  const request = {
    ...planRequestDefaults,
    serverId: "",
    databases: ["Sales"],
    folder: place.folder,
  };

  it("says the statement, its memory and the room that it needs", async () => {
    const spec = jobOf({ ...request, devices: 2, compression: true, what: "log" }, "Sal]es", saved);
    const preview = await previewOf(spec, { desk, addon, media: mediaFiles });
    const name = preview.setName;
    expect(preview.statement).toBe(
      `BACKUP LOG [Sal]]es]\nTO VIRTUAL_DEVICE = N'${name}',\n   VIRTUAL_DEVICE = N'${name}-2'\n` +
        `WITH COPY_ONLY, COMPRESSION, NAME = N'Handoff ${name.slice(1, -1)}', CHECKSUM, BUFFERCOUNT = 12, MAXTRANSFERSIZE = 1048576, STATS = 5`,
    );
    expect(preview).toMatchObject({ bufferCount: 12, memoryBytes: 12 << 20, problems: [] });
    expect(preview.space[0]).toMatchObject({ folder: place.folder, neededBytes: null });
    const full = await previewOf(jobOf(request, "Sales", saved), {
      desk,
      addon,
      media: mediaFiles,
    });
    expect(full.space[0]?.neededBytes).toBeGreaterThan(2_000_000);
  });

  it("names what would refuse the job", async () => {
    const spec = jobOf({ ...request, folder: "/nowhere" }, "Sales", saved);
    const { problems } = await previewOf(spec, { desk, addon, media: mediaFiles });
    expect(problems.map(({ code }) => code)).toEqual(["TARGET_NO_FOLDER"]);
  });

  it.skipIf(!hasSharedData)(
    "suggests a place on the server for each file of a backup",
    async () => {
      const media = [`${sharedData}/chain-full.bak`];
      const moves = await suggestMoves(
        { serverId: saved.id, media, database: "Copy" },
        { desk, media: mediaFiles },
      );
      expect(moves.length).toBeGreaterThanOrEqual(2);
      expect(new Set(moves.map(({ to }) => to)).size).toBe(moves.length);
      for (const { to } of moves) expect(to).toMatch(/^\/var\/handoff\/data\/Copy_.*\.[mnl]df$/);
    },
  );
});

describe("a plan of backups", () => {
  const newQueue = (): { queue: BackupQueue; plans: BackupPlan[]; runs: RunRegistry } => {
    const environment = { host: new NodeHost(), journal: place.journal(), loginOf: store.loginOf };
    const runs = new RunRegistry(startJob, environment);
    const plans: BackupPlan[] = [];
    const listener = {
      onPlan: (plan: BackupPlan) => void plans.push(plan),
      onClosed: () => undefined,
    };
    return { queue: new BackupQueue(runs, (id) => store.get(id), listener), plans, runs };
  };
  const request = {
    ...planRequestDefaults,
    serverId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    transferSize: 65_536,
    folder: place.folder,
  };

  it("goes on after a database that fails, and says which and why", async () => {
    const { queue } = newQueue();
    const planId = queue.start({ ...request, databases: ["Sales", "Missing", "Books"] });
    const plan = (): BackupPlan | undefined => queue.list().find((one) => one.planId === planId);
    await until(() => plan()?.state === "ended", "the plan ends", 30_000);
    expect(plan()).toMatchObject({ finished: 3, failed: 1 });
    expect(plan()?.items.map(({ state }) => state)).toEqual(["done", "failed", "done"]);
    expect(plan()?.items[1]?.fault?.code).toBe("SQL_DATABASE_MISSING");
    const made = readdirSync(place.folder).filter((name) => name.endsWith(".bak"));
    expect(made.sort()).toEqual([
      expect.stringMatching(/^Books_full_/),
      expect.stringMatching(/^Sales_full_/),
    ]);
    queue.close(planId);
    expect(queue.list()).toEqual([]);
    for (const name of made) rmSync(place.at(name));
  });

  it("does no more at a time than it was told, and skips what waits when it is stopped", async () => {
    const { queue, plans, runs } = newQueue();
    const planId = queue.start({
      ...request,
      databases: ["Sales", "Books", "Wages"],
      parallel: 2,
    });
    const states = (): string[] => queue.list()[0]?.items.map(({ state }) => state) ?? [];
    expect(states()).toEqual(["running", "running", "waiting"]);
    queue.abort(planId);
    await until(() => queue.list()[0]?.state === "stopped", "the plan has stopped", 30_000);
    expect(states()).toEqual(["stopped", "stopped", "skipped"]);
    expect(plans.at(-1)?.state).toBe("stopped");
    expect(runs.running()).toEqual([]);
  });

  it("refuses a database that is named twice", () => {
    const { queue } = newQueue();
    expect(() => queue.start({ ...request, databases: ["Sales", "SALES"] })).toThrow(/twice/);
  });
});
