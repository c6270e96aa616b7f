/**
 * "Has anything changed since?": a hash over the contents of files, kept beside what was made of them.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

/**
 * Hash of all files below some folders (or of single files), names included.
 *
 * @param {readonly string[]} places relative to the repository; missing ones count as empty
 * @param {(file: string) => boolean} [accept]
 */
export function fingerprint(places, accept = () => true) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(filesOf).filter(accept).sort()) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} place @returns {string[]} */
function filesOf(place) {
  const found = fs.statSync(path.join(root, place), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (found.isFile()) return [place];
  return fs
    .readdirSync(path.join(root, place), { withFileTypes: true })
    .filter((entry) => !["node_modules", "build", "dist"].includes(entry.name))
    .flatMap((entry) => {
      const inner = path.posix.join(place, entry.name);
      if (entry.isDirectory()) return filesOf(inner);
      return entry.isFile() ? [inner] : [];
    });
}

/** @param {string} stampFile @returns {string} "" when nothing was made yet */
export function readStamp(stampFile) {
  try {
    return fs.readFileSync(path.join(root, stampFile), "utf8");
  } catch {
    return "";
  }
}

/** @param {string} stampFile @param {string} value */
export function writeStamp(stampFile, value) {
  const file = path.join(root, stampFile);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, value);
}
