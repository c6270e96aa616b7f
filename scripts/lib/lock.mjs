/**
 * One build at a time: two commands started side by side must not write the same files.
 */
import fs from "node:fs";
import path from "node:path";
import { root, StepError } from "./run.mjs";

const waitMsMax = 600_000;
const pollMs = 250;

/**
 * Runs `work` while holding the lock `.cache/NAME.lock`; a lock whose owner is gone is taken over.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const file = path.join(root, ".cache", `${name}.lock`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const started = Date.now();
  while (!take(file)) {
    if (Date.now() - started > waitMsMax) {
      throw new StepError(
        `Waiting for ${file}`,
        "another command holds it for ten minutes",
        "End that command, then try again.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const owner = Number(readIfThere(file));
    if (owner > 0 && !isAlive(owner)) fs.rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
