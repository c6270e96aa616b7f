import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { SafeSecretStore, type SafeStorage } from "./secret-store.ts";

const folder = mkdtempSync(path.join(tmpdir(), "handoff-secrets-"));
const file = path.join(folder, "secrets.json");
afterAll(() => rmSync(folder, { recursive: true }));

/** A keyring of this test: AES with a key in memory. */
function keyring(backend: string | null): SafeStorage {
  const key = randomBytes(32);
  return {
    isEncryptionAvailable: () => true,
    ...(backend === null ? {} : { getSelectedStorageBackend: () => backend }),
    encryptString: (text) => {
      const iv = randomBytes(16);
      const cipher = createCipheriv("aes-256-cbc", key, iv);
      return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final()]);
    },
    decryptString: (bytes) => {
      const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(0, 16));
      return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString();
    },
  };
}

it("keeps passwords encrypted, for this user's eyes, and lets them go", async () => {
  const store = new SafeSecretStore(folder, keyring("gnome_libsecret"));
  await store.set("server/sa", "geheim");
  await store.set("__proto__", "other");
  expect(await store.get("server/sa")).toBe("geheim");
  expect(await store.get("constructor")).toBeNull();
  expect(store.has("server/sa")).toBe(true);
  expect(readFileSync(file, "utf8")).not.toContain("geheim");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await store.remove("server/sa");
  expect(await store.get("server/sa")).toBeNull();
});

it("stores nothing where the system protects nothing", async () => {
  for (const storage of [
    keyring("basic_text"),
    { ...keyring(null), isEncryptionAvailable: () => false },
  ]) {
    const store = new SafeSecretStore(folder, storage);
    await expect(store.set("a", "b")).rejects.toMatchObject({ code: "SECRET_NOT_SAFE" });
    expect(store.has("a")).toBe(false);
  }
});

it("says when what it finds is not its own, and does not touch it", async () => {
  const store = new SafeSecretStore(folder, keyring(null));
  await store.set("a", "b");
  const other = new SafeSecretStore(folder, keyring(null));
  await expect(other.get("a")).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
  writeFileSync(file, "{");
  await expect(store.set("a", "b")).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
  expect(readFileSync(file, "utf8")).toBe("{");
});
