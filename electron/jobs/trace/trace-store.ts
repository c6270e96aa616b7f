/**
 * The traces of runs that nobody asked to keep by name: in the state folder, newest kept.
 *
 * One file a run, named by its id. Before a run begins the oldest go until the others keep to limits.ts; files of runs
 * that go on stay. Runs in: main.
 */
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { traceFileEnding } from "../../contract/trace-file.ts";
import { makeFolder } from "../../media/make-folder.ts";
import { errnoOf } from "../../media/manifest.ts";
import { stateFolder } from "../journal.ts";
import { traceLimits } from "./limits.ts";

const folderName = "traces";
const runIdPattern = /^[0-9a-f-]{8,64}$/i;

interface Kept {
  readonly file: string;
  readonly bytes: number;
  readonly changedMs: number;
}

export interface TraceStoreLimits {
  readonly bytesMax: number;
  readonly filesMax: number;
}

export class TraceStore {
  readonly folder: string;
  readonly #limits: TraceStoreLimits;
  readonly #open = new Set<string>();
  /** Whether runs are recorded at all; the user's choice. */
  isOn = true;

  constructor(
    folder: string = path.join(stateFolder(), folderName),
    limits: TraceStoreLimits = {
      bytesMax: traceLimits.storeBytesMax,
      filesMax: traceLimits.storeFilesMax,
    },
  ) {
    this.folder = folder;
    this.#limits = limits;
  }

  /**
   * Makes room and names the file of a run that begins; null when runs are not recorded.
   *
   * @throws Error (errno) when the folder cannot be made or read
   */
  async begin(runId: string): Promise<string | null> {
    if (!this.isOn) {
      return null;
    }
    makeFolder(this.folder, 0o700);
    await this.#makeRoom();
    const file = this.#fileOf(runId);
    this.#open.add(file);
    return file;
  }

  /** The run has ended: its file may go when its turn comes. */
  end(runId: string): void {
    this.#open.delete(this.#fileOf(runId));
  }

  /** The recorded file of a run, null when there is none (any more). */
  async find(runId: string): Promise<string | null> {
    if (!runIdPattern.test(runId)) {
      return null;
    }
    const file = this.#fileOf(runId);
    const info = await stat(file).catch(() => null);
    return info?.isFile() === true ? file : null;
  }

  /** The newest recorded files, newest first. */
  async newest(count: number): Promise<string[]> {
    const kept = await this.#list();
    return kept
      .sort((a, b) => b.changedMs - a.changedMs)
      .slice(0, count)
      .map(({ file }) => file);
  }

  #fileOf(runId: string): string {
    return path.join(this.folder, `${runId}${traceFileEnding}`);
  }

  /** Keeps room for one more file of the greatest size. */
  async #makeRoom(): Promise<void> {
    const kept = (await this.#list()).sort((a, b) => b.changedMs - a.changedMs);
    let bytes = 0;
    let files = 0;
    for (const { file, bytes: size } of kept) {
      bytes += size;
      files += 1;
      const isOver = bytes > this.#limits.bytesMax || files >= this.#limits.filesMax;
      if (isOver && !this.#open.has(file)) {
        await rm(file, { force: true });
        bytes -= size;
        files -= 1;
      }
    }
  }

  async #list(): Promise<Kept[]> {
    const all = await readdir(this.folder).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") return []; // nothing was recorded yet
      throw error;
    });
    const names = all.filter((name) => name.endsWith(traceFileEnding));
    const found: Kept[] = [];
    for (const name of names) {
      const file = path.join(this.folder, name);
      const info = await stat(file).catch(() => null); // another program may have removed it just now
      if (info?.isFile() === true) {
        found.push({ file, bytes: info.size, changedMs: info.mtimeMs });
      }
    }
    return found;
  }
}
