/**
 * The SQL Servers that the user added: one JSON file, written whole to a neighbour and renamed. Their passwords are in the
 * system's keyring (secret-store.ts), or in this process until it ends where there is no keyring.
 */
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { asFault, FaultError } from "../contract/fault.ts";
import {
  savedServerSchema,
  type ListedServer,
  type SavedServer,
  type SecretChange,
} from "../contract/server-saved.ts";
import { safeLogin, userText, type LoginSpec } from "../contract/sql-login.ts";
import { errnoOf } from "../media/manifest.ts";
import type { LoginSource, SessionLogin } from "../sql/session/session-login.ts";
import type { SafeSecretStore } from "./secret-store.ts";

const serversMax = 1_000;
const fileSchema = z.object({
  version: z.literal(1),
  servers: z.array(savedServerSchema).max(serversMax),
});

export class ServerStore {
  readonly #file: string;
  readonly #secrets: SafeSecretStore;
  /** Passwords that live as long as this process, by server. */
  readonly #passing = new Map<string, string>();
  #isUnreadableTold = false;
  #servers: readonly SavedServer[];

  /** @param folder of the app's own data, which is there */
  constructor(folder: string, secrets: SafeSecretStore) {
    this.#file = path.join(folder, "servers.json");
    this.#secrets = secrets;
    this.#servers = readFile(this.#file);
  }

  /** By name. */
  list(): ListedServer[] {
    return [...this.#servers]
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((server) => ({ server, secret: this.#placeOf(server) }));
  }

  /** @throws FaultError SQL_UNKNOWN_SERVER */
  get(serverId: string, name = serverId): SavedServer {
    const found = this.#servers.find(({ id }) => id === serverId);
    if (found === undefined) {
      throw new FaultError("SQL_UNKNOWN_SERVER", { name });
    }
    return found;
  }

  /** @throws FaultError SECRET_NOT_SAFE, SECRET_UNREADABLE, USAGE for one too many; then nothing was saved */
  async save(server: SavedServer, change: SecretChange): Promise<void> {
    if (this.#servers.every(({ id }) => id !== server.id) && this.#servers.length >= serversMax) {
      throw new FaultError("USAGE", {
        what: `${serversMax} servers are in the list.`,
        remedy: "Remove one first.",
      });
    }
    await this.#changeSecret(server.id, change);
    this.#write([...this.#servers.filter(({ id }) => id !== server.id), server]);
  }

  async remove(serverId: string): Promise<void> {
    await this.#changeSecret(serverId, { kind: "forget" });
    this.#write(this.#servers.filter(({ id }) => id !== serverId));
  }

  /**
   * How to log in at a server that need not be saved yet.
   *
   * @throws FaultError SECRET_MISSING, SECRET_NOT_SAFE, SECRET_UNREADABLE
   */
  async login(server: SavedServer, change: SecretChange = { kind: "keep" }): Promise<SessionLogin> {
    const spec = loginSpecOf(server);
    if (!needsSecret(server)) {
      return { spec, secret: "" };
    }
    const secret = await this.#secretFor(server, change);
    if (secret === null) {
      const name = `${userText(server.login)} (${server.name})`;
      throw new FaultError("SECRET_MISSING", { name, variable: "HANDOFF_SQL_PASSWORD" });
    }
    return { spec, secret };
  }

  /** For jobs. A page cannot name environment variables: only servers of this list. */
  readonly loginOf: LoginSource = (session) => {
    if (session.kind === "login") {
      throw new FaultError("USAGE", {
        what: "The job was started on the command line, with a login of its own.",
        remedy: "Add the server to the list and choose it, or run the job there again.",
      });
    }
    return this.login(this.get(session.serverId, session.name));
  };

  /** What is stored is read only where it is asked for: a new password helps where the old one cannot be read. */
  async #secretFor(server: SavedServer, change: SecretChange): Promise<string | null> {
    if (change.kind === "set") return change.secret;
    if (change.kind === "forget") return null;
    return this.#passing.get(server.id) ?? this.#secrets.get(nameOf(server.id));
  }

  #placeOf(server: SavedServer): ListedServer["secret"] {
    if (!needsSecret(server)) return "unneeded";
    if (this.#passing.has(server.id)) return "session";
    return this.#isKept(server.id) ? "keyring" : "none";
  }

  /** A file of passwords that cannot be read holds none that could be used: the servers are there without them. */
  #isKept(serverId: string): boolean {
    try {
      return this.#secrets.has(nameOf(serverId));
    } catch (error) {
      const { code, message, remedy } = asFault(error);
      if (code !== "SECRET_UNREADABLE") throw error;
      if (!this.#isUnreadableTold) process.emitWarning(`${message} ${remedy}`);
      this.#isUnreadableTold = true;
      return false;
    }
  }

  async #changeSecret(serverId: string, change: SecretChange): Promise<void> {
    if (change.kind === "keep") return;
    const isKept = change.kind === "set" && change.where === "keyring";
    if (isKept) await this.#secrets.set(nameOf(serverId), change.secret);
    else if (this.#isKept(serverId)) await this.#secrets.remove(nameOf(serverId));
    this.#passing.delete(serverId);
    if (change.kind === "set" && !isKept) this.#passing.set(serverId, change.secret);
  }

  #write(servers: readonly SavedServer[]): void {
    const fresh = `${this.#file}.new`;
    const text = JSON.stringify({ version: 1, servers }, null, 2);
    fs.writeFileSync(fresh, `${text}\n`, { mode: 0o600 });
    fs.renameSync(fresh, this.#file);
    this.#servers = servers;
  }
}

function nameOf(serverId: string): string {
  return `server:${serverId}`;
}

function needsSecret({ login }: SavedServer): boolean {
  return login.kind !== "entraManaged" && login.kind !== "entraDefault";
}

function loginSpecOf(server: SavedServer): LoginSpec {
  const { host, port, instance, login, encryption, isTrusted, certificateFile } = server;
  return { ...safeLogin, host, port, instance, login, encryption, isTrusted, certificateFile };
}

/**
 * A file that cannot be read as what it should be is put aside; the list is empty then.
 *
 * @throws what the system says of a file that is there and cannot be read: it must not be written over
 */
function readFile(file: string): readonly SavedServer[] {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return []; // the first start
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text)).servers;
  } catch {
    fs.renameSync(file, `${file}.damaged`);
    return [];
  }
}
