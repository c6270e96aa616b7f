/** Folders that the program makes for itself. */
import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "./manifest.ts";

/**
 * Makes a folder and those above it that are missing.
 *
 * Not Node's own recursive way: that goes round without an end where the system says "no such folder" of one below a folder
 * that is there, as /proc does.
 *
 * @param mode of the folders that are made, less what the process's mask takes
 * @throws Error (errno)
 */
export function makeFolder(folder: string, mode = 0o777): void {
  try {
    mkdirSync(folder, { mode });
    return;
  } catch (error) {
    const parent = path.dirname(folder);
    const isThere = errnoOf(error) === "EEXIST" && statSync(folder).isDirectory();
    if (isThere) return;
    if (errnoOf(error) !== "ENOENT" || parent === folder || existsSync(parent)) throw error;
    makeFolder(parent, mode);
  }
  mkdirSync(folder, { mode });
}
