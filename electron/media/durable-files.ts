/**
 * Moves that outlast a power failure, and locks of writers, as each system has them. Windows syncs no folder: there a move
 * itself writes through.
 */
import { link, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { loadAddon } from "../vdi/load-addon.ts";
import { errnoOf } from "./manifest.ts";

const isWindows = process.platform === "win32";

/** Durable after `syncFolder`. What had the name is replaced. */
export async function moveOver(from: string, to: string): Promise<void> {
  await (isWindows ? loadAddon().moveFile(from, to, true) : rename(from, to));
}

/** Durable after `syncFolder`. @throws Error EEXIST when the name is taken, also by a file that appeared just now */
export async function moveUnlessThere(from: string, to: string): Promise<void> {
  if (isWindows) {
    await loadAddon().moveFile(from, to, false);
    return;
  }
  try {
    // A hard link refuses where rename would replace.
    await link(from, to);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EMLINK") {
      throw error;
    }
    // A file system without hard links (FAT): it was checked a moment ago that nothing is there.
    await rename(from, to);
    return;
  }
  await unlink(from);
}

/** Makes moves in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  if (isWindows) {
    return;
  }
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether a living process is writing the file, as writers of a `.partial` do. */
export async function isLocked(file: string): Promise<boolean> {
  return isWindows ? isKeptFromWriters(file) : holdsFlock(file);
}

/** Writers let nobody else write. */
async function isKeptFromWriters(file: string): Promise<boolean> {
  try {
    await (await open(file, "r+")).close();
    return false;
  } catch (error) {
    return errnoOf(error) === "EBUSY";
  }
}

/** Linux: /proc/locks. */
async function holdsFlock(file: string): Promise<boolean> {
  let inode: bigint;
  try {
    inode = (await stat(file, { bigint: true })).ino;
  } catch {
    return false;
  }
  const locks = await readFile("/proc/locks", "utf8").catch(() => "");
  return locks.split("\n").some((line) => line.includes("FLOCK") && line.includes(`:${inode} `));
}
