/**
 * What msdb remembers: one NDJSON line for each backup and restore that succeeded, appended with one write, so that a line
 * torn by a crash spoils nothing but itself.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** The newest of these are shown. */
const recordsMax = 10_000;

const common = {
  database: z.string(),
  /** D: database, I: differential, L: log. */
  type: z.enum(["D", "I", "L"]),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  bytes: z.number(),
  devices: z.array(z.string()),
  user: z.string(),
};
const recordSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("backup"),
    ...common,
    setId: z.string(),
    mediaSetId: z.string(),
    name: z.string().nullable(),
    description: z.string().nullable(),
    mediaName: z.string().nullable(),
    mediaDescription: z.string().nullable(),
    isCopyOnly: z.boolean(),
    blockSize: z.number(),
    recoveryModel: z.enum(["SIMPLE", "FULL"]),
  }),
  z.object({
    kind: z.literal("restore"),
    ...common,
    isReplace: z.boolean(),
    hasRecovery: z.boolean(),
  }),
]);
export type HistoryRecord = z.infer<typeof recordSchema>;
export type BackupRecord = Extract<HistoryRecord, { kind: "backup" }>;
export type RestoreRecord = Extract<HistoryRecord, { kind: "restore" }>;

export class History {
  readonly #file: string | null;
  readonly #records: HistoryRecord[] = [];
  #dropped = 0;

  /** @param file null: only of this process */
  constructor(file: string | null) {
    this.#file = file;
    const lines = file !== null && existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    for (const line of lines) {
      const record = parseLine(line);
      if (record !== null) {
        this.#keep(record);
      }
    }
  }

  /** @throws the error of the file system: a backup whose history is lost must not go unsaid */
  add(record: HistoryRecord): void {
    if (this.#file !== null) {
      appendFileSync(this.#file, `\n${JSON.stringify(record)}`, { mode: 0o600 });
    }
    this.#keep(record);
  }

  /** Oldest first, with ids that stay the same. */
  backups(): { readonly id: number; readonly record: BackupRecord }[] {
    return this.#numbered().flatMap(({ id, record }) =>
      record.kind === "backup" ? [{ id, record }] : [],
    );
  }

  restores(): { readonly id: number; readonly record: RestoreRecord }[] {
    return this.#numbered().flatMap(({ id, record }) =>
      record.kind === "restore" ? [{ id, record }] : [],
    );
  }

  /** Whether there is a full backup that later ones can build on. */
  hasBase(database: string): boolean {
    return this.#records.some(
      (record) =>
        record.kind === "backup" &&
        record.type === "D" &&
        !record.isCopyOnly &&
        record.database.toLowerCase() === database.toLowerCase(),
    );
  }

  #numbered(): { id: number; record: HistoryRecord }[] {
    return this.#records.map((record, index) => ({ id: this.#dropped + index + 1, record }));
  }

  #keep(record: HistoryRecord): void {
    this.#records.push(record);
    if (this.#records.length > recordsMax) {
      this.#records.shift();
      this.#dropped += 1;
    }
  }
}

function parseLine(line: string): HistoryRecord | null {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // Empty, or torn by a crash.
    return null;
  }
}
