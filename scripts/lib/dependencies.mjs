/**
 * node_modules as package-lock.json wants it, without asking npm when it is so already.
 */
import fs from "node:fs";
import path from "node:path";
import { root, run, StepError, tail } from "./run.mjs";

const nodeMin = [20, 19];

/** @returns {Promise<string>} */
export async function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [majorMin = 0, minorMin = 0] = nodeMin;
  if (major > majorMin || (major === majorMin && minor >= minorMin))
    return `Node ${process.versions.node}`;
  throw new StepError(
    "Checking Node",
    `this is Node ${process.versions.node}; ${nodeMin.join(".")} or later is needed`,
    "Install a current Node from nodejs.org or by your system's package manager.",
  );
}

/** @returns {Promise<string>} */
export async function installDependencies() {
  if (isInstalled()) return "up to date";
  const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0)
    throw new StepError(
      "npm ci",
      tail(output, 8),
      "Check the network and that package-lock.json is unchanged, then try again.",
    );
  return "installed";
}

/** npm keeps beside the packages a lockfile of what it installed: that is compared. */
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const there = packagesOf("node_modules/.package-lock.json");
  if (wanted === undefined || there === undefined) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === "" || entry.optional === true || entry.devOptional === true) return true;
    return there[place]?.version === entry.version && fs.existsSync(path.join(root, place));
  });
}

/**
 * @param {string} file
 * @returns {Record<string, {version?: string, optional?: boolean, devOptional?: boolean}> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}
