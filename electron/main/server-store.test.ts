import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FaultError } from "../contract/fault.ts";
import { savedServerDefaults, type SavedServer } from "../contract/server-saved.ts";
import { SafeSecretStore, type SafeStorage } from "./secret-store.ts";
import { ServerStore } from "./server-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-servers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A keyring whose cipher is turning every byte around. */
function keyring(isSafe: boolean): SafeStorage {
  const turned = (bytes: Buffer): Buffer => bytes.map((byte) => byte ^ 0xff) as Buffer;
  return {
    isEncryptionAvailable: () => isSafe,
    encryptString: (text) => turned(Buffer.from(text)),
    decryptString: (bytes) => Buffer.from(turned(bytes)).toString(),
  };
}

function open(isSafe = true): ServerStore {
  return new ServerStore(folder, new SafeSecretStore(folder, keyring(isSafe)));
}

const server: SavedServer = {
  ...savedServerDefaults,
  id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  name: "Accounts",
  host: "db1",
  port: 1_435,
};
const secret = "open sesame";
const session = { kind: "saved", serverId: server.id, name: server.name } as const;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return error instanceof FaultError ? error.code : String(error);
  }
}

it("a server outlives the program with its password, which is in no file in clear", async () => {
  await open().save(server, { kind: "set", secret, where: "keyring" });
  const later = open();
  expect(later.list()).toEqual([{ server, secret: "keyring" }]);
  expect(await later.loginOf(session)).toMatchObject({
    secret,
    spec: { host: "db1", port: 1_435 },
  });
  for (const file of ["servers.json", "secrets.json"]) {
    expect(readFileSync(path.join(folder, file), "utf8")).not.toContain(secret);
  }
});

it("without a keyring a password lasts as long as the program, and saving it for good is refused", async () => {
  const store = open(false);
  const kept = store.save(server, { kind: "set", secret, where: "keyring" });
  expect(await codeOf(kept)).toBe("SECRET_NOT_SAFE");
  expect(store.list()).toEqual([]);
  await store.save(server, { kind: "set", secret, where: "session" });
  expect(store.list()[0]?.secret).toBe("session");
  expect((await store.loginOf(session)).secret).toBe(secret);
  const later = open(false);
  expect(later.list()[0]?.secret).toBe("none");
  expect(await codeOf(later.loginOf(session))).toBe("SECRET_MISSING");
});

it("a changed server keeps its password, forgets it when told, and is gone with it", async () => {
  const store = open();
  await store.save(server, { kind: "set", secret, where: "keyring" });
  await store.save({ ...server, name: "Books" }, { kind: "keep" });
  expect(store.list()).toMatchObject([{ server: { name: "Books" }, secret: "keyring" }]);
  await store.save(server, { kind: "forget" });
  expect(store.list()[0]?.secret).toBe("none");
  await store.remove(server.id);
  expect(store.list()).toEqual([]);
  expect(await codeOf(Promise.resolve().then(() => store.loginOf(session)))).toBe(
    "SQL_UNKNOWN_SERVER",
  );
});

it("a page cannot have a job log in with a variable of the environment", async () => {
  const { id, name, vdi, ...login } = server;
  const spec = {
    ...login,
    database: "master",
    connectMsMax: 1_000,
    program: `${name} ${id}${vdi.library}`,
  };
  const given = { kind: "login", login: spec, passwordVariable: "PATH" } as const;
  expect(await codeOf(Promise.resolve().then(() => open().loginOf(given)))).toBe("USAGE");
});

it("a damaged file of passwords takes no server along: they go on without, and that is said once", async () => {
  await open().save(server, { kind: "set", secret, where: "keyring" });
  writeFileSync(path.join(folder, "secrets.json"), "{");
  const said: string[] = [];
  const hear = ({ message }: Error): void => void said.push(message);
  process.on("warning", hear);
  const store = open();
  expect(store.list()).toEqual([{ server, secret: "none" }]);
  expect(store.list()).toHaveLength(1);
  await store.save(server, { kind: "set", secret: "typed", where: "session" });
  expect(await store.loginOf(session)).toMatchObject({ secret: "typed" });
  const kept = store.save(server, { kind: "set", secret, where: "keyring" });
  expect(await codeOf(kept)).toBe("SECRET_UNREADABLE");
  await store.remove(server.id);
  expect(store.list()).toEqual([]);
  await new Promise(setImmediate); // warnings come a turn later
  process.off("warning", hear);
  expect(said.filter((line) => line.includes("secrets.json"))).toHaveLength(1);
  expect(readFileSync(path.join(folder, "secrets.json"), "utf8")).toBe("{");
});

it("a damaged file is put aside", () => {
  writeFileSync(path.join(folder, "servers.json"), "{");
  expect(open().list()).toEqual([]);
  expect(existsSync(path.join(folder, "servers.json.damaged"))).toBe(true);
});

it("a new password helps where the stored one cannot be read any more", async () => {
  await open().save(server, { kind: "set", secret, where: "keyring" });
  const unreadable = open(false);
  expect(await codeOf(unreadable.login(server))).toBe("SECRET_NOT_SAFE");
  const typed = { kind: "set", secret: "another", where: "session" } as const;
  expect(await unreadable.login(server, typed)).toMatchObject({ secret: "another" });
});
