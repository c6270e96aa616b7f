/**
 * Passwords in the operating system's care: encrypted by the keyring, DPAPI or Keychain through Electron's safeStorage,
 * the ciphertext in a file of this user. Where the system offers no real protection, nothing is stored and that is said.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { FaultError } from "../contract/fault.ts";
import { errnoOf } from "../media/manifest.ts";
import type { SecretStore } from "../sql/session/secrets.ts";

/** The part of Electron's safeStorage that is used; available once the app is ready. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
  /** Linux only: which keyring; "basic_text" is a password that is in everybody's hands. */
  getSelectedStorageBackend?: () => string;
}

/** Backends that protect nothing. */
const unsafeBackends = new Set(["basic_text", "unknown"]);
const fileSchema = z.record(z.string(), z.base64());

export class SafeSecretStore implements SecretStore {
  readonly #file: string;
  readonly #storage: SafeStorage;

  /** @param folder of the app's own data */
  constructor(folder: string, storage: SafeStorage) {
    this.#file = path.join(folder, "secrets.json");
    this.#storage = storage;
  }

  get(name: string): Promise<string | null> {
    return this.#settled(() => {
      const all = this.#read();
      const encrypted = Object.hasOwn(all, name) ? all[name] : undefined;
      if (encrypted === undefined) {
        return null;
      }
      this.#checkSafe();
      return this.#decrypt(encrypted);
    });
  }

  set(name: string, secret: string): Promise<void> {
    return this.#settled(() => {
      this.#checkSafe();
      const encrypted = this.#storage.encryptString(secret).toString("base64");
      this.#write({ ...this.#read(), [name]: encrypted });
    });
  }

  remove(name: string): Promise<void> {
    return this.#settled(() => {
      const left = Object.entries(this.#read()).filter(([other]) => other !== name);
      this.#write(Object.fromEntries(left));
    });
  }

  /** Whether there is one of this name, without decrypting it. */
  has(name: string): boolean {
    return Object.hasOwn(this.#read(), name);
  }

  #settled<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      resolve(work());
    });
  }

  #checkSafe(): void {
    const backend = this.#storage.getSelectedStorageBackend?.() ?? "";
    if (!this.#storage.isEncryptionAvailable() || unsafeBackends.has(backend)) {
      throw new FaultError("SECRET_NOT_SAFE", { backend: backend === "" ? "nothing" : backend });
    }
  }

  #decrypt(encrypted: string): string {
    try {
      return this.#storage.decryptString(Buffer.from(encrypted, "base64"));
    } catch (error) {
      throw this.#unreadable("the system's key does not fit", error);
    }
  }

  #read(): Readonly<Record<string, string>> {
    if (!existsSync(this.#file)) {
      return {};
    }
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (error) {
      throw this.#unreadable(errnoOf(error), error);
    }
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch {
      throw this.#unreadable("it does not have the right form", undefined);
    }
  }

  #unreadable(reason: string, cause: unknown): FaultError {
    return new FaultError("SECRET_UNREADABLE", { file: this.#file, reason }, { cause });
  }

  #write(all: Readonly<Record<string, string>>): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(all)}\n`, { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
