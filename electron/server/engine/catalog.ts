/**
 * The embedded server's databases. Each is a recorded or generated backup stream for every kind of backup that it can give;
 * a restored database is the stream that came back, kept in the data folder.
 *
 * Restored databases outlive the process: `catalog.json` is replaced as a whole, and a folder that it does not name is
 * swept at the next start, so a crash at any moment leaves the old database or the new one.
 */
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { sourceSchema, type Source } from "../../contract/job.ts";

/** System databases have the first four ids. */
const systemNames = ["master", "tempdb", "model", "msdb"] as const;
const systemBytes = 1 << 20;
const restoredFolder = "restored";

export type DatabaseState = "ONLINE" | "RESTORING" | "STANDBY";

export interface Database {
  readonly id: number;
  readonly name: string;
  readonly createdAtMs: number;
  readonly isSystem: boolean;
  state: DatabaseState;
  /** What each kind of backup gives; a database with a log stream has the full recovery model. */
  streams: { readonly full: Source; readonly differential?: Source; readonly log?: Source };
  /** Names of its files, as MOVE gave them. */
  files: readonly { readonly logicalName: string; readonly physicalName: string }[];
  /** The one statement that works on it. */
  busy: "backup" | "restore" | null;
}

const storedSchema = z.array(
  z.object({
    name: z.string(),
    createdAtMs: z.number(),
    state: z.enum(["ONLINE", "RESTORING", "STANDBY"]),
    streams: z.object({
      full: sourceSchema,
      differential: sourceSchema.optional(),
      log: sourceSchema.optional(),
    }),
    files: z.array(z.object({ logicalName: z.string(), physicalName: z.string() })),
    folder: z.string(),
  }),
);

export interface DatabaseDefinition {
  readonly name: string;
  readonly streams: Database["streams"];
}

export class Catalog {
  readonly #databases = new Map<string, Database>();
  readonly #folders = new Map<string, string>();
  readonly #dataFolder: string | null;
  #lastId = 0;

  /** @param dataFolder where restored databases live; null: there can be none */
  constructor(dataFolder: string | null) {
    this.#dataFolder = dataFolder;
    for (const [index, name] of systemNames.entries()) {
      const full: Source = { kind: "generate", bytes: systemBytes, seed: index + 1, entropy: 0.3 };
      this.#add({ name, streams: { full } }, true);
    }
    this.#load();
  }

  /** Adds a database, or gives an existing one of this name these streams. */
  define(definition: DatabaseDefinition): Database {
    const known = this.find(definition.name);
    if (known === null) {
      return this.#add(definition, false);
    }
    known.streams = definition.streams;
    return known;
  }

  /** By name, without regard to case. */
  find(name: string): Database | null {
    return this.#databases.get(name.toLowerCase()) ?? null;
  }

  list(): readonly Database[] {
    return [...this.#databases.values()];
  }

  /** Files for a stream that comes back on `count` devices; they count for nothing until `restored`. */
  newRestoreFiles(count: number): { readonly folder: string; readonly files: string[] } | null {
    if (this.#dataFolder === null) {
      return null;
    }
    const folder = path.join(this.#dataFolder, restoredFolder, randomUUID());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return {
      folder,
      files: Array.from({ length: count }, (_, i) => path.join(folder, `${i + 1}.stream`)),
    };
  }

  /** A restore has succeeded: its database exists from now on. The folder of the one before goes. */
  restored(
    name: string,
    folder: string,
    change: Pick<Database, "streams" | "files" | "state">,
  ): void {
    const database = this.find(name) ?? this.#add({ name, streams: change.streams }, false);
    Object.assign(database, change);
    const key = name.toLowerCase();
    const before = this.#folders.get(key);
    this.#folders.set(key, folder);
    this.#store();
    if (before !== undefined && before !== folder) {
      rmSync(before, { recursive: true, force: true });
    }
  }

  /** A later step of a restore sequence changed the state. */
  stateChanged(): void {
    this.#store();
  }

  #add({ name, streams }: DatabaseDefinition, isSystem: boolean): Database {
    this.#lastId += 1;
    const database: Database = {
      id: this.#lastId,
      name,
      createdAtMs: Date.now(),
      isSystem,
      state: "ONLINE",
      streams,
      files: [
        { logicalName: name, physicalName: `/var/handoff/data/${name}.mdf` },
        { logicalName: `${name}_log`, physicalName: `/var/handoff/data/${name}_log.ldf` },
      ],
      busy: null,
    };
    this.#databases.set(name.toLowerCase(), database);
    return database;
  }

  #file(): string | null {
    return this.#dataFolder === null ? null : path.join(this.#dataFolder, "catalog.json");
  }

  #load(): void {
    const file = this.#file();
    if (file === null || this.#dataFolder === null) {
      return;
    }
    const text = existsSync(file) ? readFileSync(file, "utf8") : "[]";
    for (const { folder, state, files, ...definition } of storedSchema.parse(JSON.parse(text))) {
      const streams = dropUndefined(definition.streams);
      Object.assign(this.define({ ...definition, streams }), { state, files });
      this.#folders.set(definition.name.toLowerCase(), folder);
    }
    this.#sweep(path.join(this.#dataFolder, restoredFolder));
  }

  /** Restores that never finished. */
  #sweep(parent: string): void {
    const known = new Set(this.#folders.values());
    for (const name of existsSync(parent) ? readdirSync(parent) : []) {
      const folder = path.join(parent, name);
      if (!known.has(folder)) {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }

  #store(): void {
    const file = this.#file();
    if (file === null) {
      return;
    }
    const stored = [...this.#folders].flatMap(([key, folder]) => {
      const database = this.#databases.get(key);
      return database === undefined ? [] : [{ ...database, folder }];
    });
    writeFileSync(`${file}.new`, JSON.stringify(storedSchema.parse(stored)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function dropUndefined(streams: {
  full: Source;
  differential?: Source | undefined;
  log?: Source | undefined;
}): Database["streams"] {
  const { full, differential, log } = streams;
  return {
    full,
    ...(differential === undefined ? {} : { differential }),
    ...(log === undefined ? {} : { log }),
  };
}
