/**
 * What is remembered between two starts: the user's choices, the last job, the window's place.
 *
 * One JSON file, written whole to a neighbour and renamed, so that it is never half there. A file that
 * cannot be read as what it should be is put aside as `.damaged`, and the defaults hold.
 */
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { jobSpecSchema } from "../contract/job.ts";
import { settingsSchema } from "../contract/window.ts";

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  isMaximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof rectangleSchema>;

const fileSchema = z.object({
  version: z.literal(1),
  settings: settingsSchema,
  lastSpec: jobSpecSchema.nullable(),
  window: rectangleSchema.nullable(),
  /** Trace files that were opened, newest first. */
  recentTraces: z.array(z.string()).max(100).default([]),
});
export type Remembered = z.infer<typeof fileSchema>;

const defaults: Remembered = {
  version: 1,
  settings: {
    theme: "system",
    language: "system",
    singleKeys: true,
    reducedMotion: "system",
    recordRuns: true,
    recordPeeks: false,
  },
  lastSpec: null,
  window: null,
  recentTraces: [],
};

export class SettingsStore {
  readonly #file: string;
  #remembered: Remembered;

  /** @param folder made when it is missing */
  constructor(folder: string) {
    this.#file = path.join(folder, "settings.json");
    fs.mkdirSync(folder, { recursive: true });
    this.#remembered = readFile(this.#file);
  }

  get(): Remembered {
    return this.#remembered;
  }

  /** Changes some of it and writes the file. */
  change(part: Partial<Omit<Remembered, "version">>): void {
    this.#remembered = { ...this.#remembered, ...part };
    const fresh = `${this.#file}.new`;
    fs.writeFileSync(fresh, `${JSON.stringify(this.#remembered, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(fresh, this.#file);
  }
}

function readFile(file: string): Remembered {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch {
    return defaults; // the first start
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    fs.renameSync(file, `${file}.damaged`);
    return defaults;
  }
}
