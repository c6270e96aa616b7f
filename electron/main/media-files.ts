/**
 * The database's files on the media that the window asks about: read once while the media stay as they are. A question about
 * other media ends the reading for the former one, which nobody waits for any more.
 *
 * Runs in: main; knows no Electron.
 */
import { stat } from "node:fs/promises";
import { FaultError } from "../contract/fault.ts";
import type { MovedFile } from "../contract/server-preview.ts";
import { inspectBackups } from "../media/inspect-backups.ts";
import type { Addon } from "../vdi/addon.ts";

interface Reading {
  readonly key: string;
  readonly files: Promise<MovedFile[]>;
  readonly abort: AbortController;
}

export class MediaFiles {
  readonly #addon: Addon;
  #reading: Reading | null = null;
  #asked = 0;

  constructor(addon: Addon) {
    this.#addon = addon;
  }

  /**
   * Empty for media that say nothing of files (those of a generated stream) or cannot be read.
   *
   * @throws FaultError CALL_CANCELLED when other media were asked about meanwhile
   */
  async on(media: readonly string[]): Promise<MovedFile[]> {
    this.#asked += 1;
    const ask = this.#asked;
    const key = JSON.stringify(await Promise.all(media.map(stateOf)));
    if (this.#reading?.key === key) return this.#reading.files;
    if (ask !== this.#asked) throw cancelled();
    this.#reading?.abort.abort();
    const abort = new AbortController();
    const reading = { key, abort, files: this.#read(media, abort.signal) };
    this.#reading = reading;
    return reading.files;
  }

  async #read(media: readonly string[], signal: AbortSignal): Promise<MovedFile[]> {
    try {
      const options = { verify: false, onProgress: () => undefined, signal };
      const { files } = await inspectBackups(media, this.#addon, options);
      signal.throwIfAborted();
      const set = files.flatMap(({ sets }) => sets).find((one) => one.files.length > 0);
      return (set?.files ?? []).map(({ logicalName, physicalName, type, sizeBytes }) => {
        return { logicalName, type, bytes: sizeBytes, from: physicalName, to: physicalName };
      });
    } catch {
      if (signal.aborted) throw cancelled();
      return []; // that they cannot be read is one of the preview's problems
    }
  }
}

function cancelled(): FaultError {
  return new FaultError("CALL_CANCELLED", { call: "statementPreview" });
}

/** What tells a medium from one that was put in its place. */
async function stateOf(file: string): Promise<readonly (string | number)[]> {
  const info = await stat(file).catch(() => null);
  return info === null ? [file] : [file, info.ino, info.size, info.mtimeMs];
}
