/**
 * Builds the addon and the client library (binding.gyp -> build/Release/{handoff.node,libsqlvdi.so}) with node-gyp; only when its sources changed.
 */
import fs from "node:fs";
import path from "node:path";
import { fingerprint, readStamp, writeStamp } from "./fingerprint.mjs";
import { withLock } from "./lock.mjs";
import { root, runTool, StepError, tail } from "./run.mjs";
import { windowsLibraries } from "./windows-libraries.mjs";

const stamp = "build/.native.stamp";
const addon = "build/Release/handoff.node";
const library =
  process.platform === "win32" ? "build/Release/sqlvdi.dll" : "build/Release/libsqlvdi.so";

const sourceFingerprint = () =>
  fingerprint(
    ["binding.gyp", "native"],
    (file) => /\.(cc|h|cjs|gyp|map|def|rc)$/.test(file) && !/^native\/(test|clients)\//.test(file),
  );

/** @returns {boolean} whether the addon is as new as its sources */
export function isNativeBuilt() {
  return (
    readStamp(stamp) === sourceFingerprint() &&
    [addon, library].every((file) => fs.existsSync(path.join(root, file)))
  );
}

/** @returns {Promise<string>} what was done */
export function buildNative() {
  return withLock("native", async () => {
    if (isNativeBuilt()) return "up to date";
    const print = sourceFingerprint();
    await nodeGyp("configure");
    await nodeGyp("build");
    writeStamp(stamp, print);
    return `${addon}, ${library}`;
  });
}

/** @param {"configure" | "build"} verb */
async function nodeGyp(verb) {
  const { code, output } = await runTool(
    "node-gyp",
    [verb, ...(verb === "build" ? ["--jobs=2"] : []), ...headers()],
    { env: await libraries() },
  );
  if (code === 0) return;
  const errors = output
    .split("\n")
    .filter((line) => /error[: ]/i.test(line))
    .slice(0, 12)
    .join("\n");
  throw new StepError(
    `Building the native addon (node-gyp ${verb})`,
    errors === "" ? `exit code ${code}\n${tail(output, 20)}` : errors,
    "It needs a C++20 compiler (g++ 12 or later, Visual Studio 2022), python3 and, on Linux, make and libzstd-dev; `npm run setup` names what is missing.",
  );
}

/** Where binding.gyp finds what Debian has as packages. */
async function libraries() {
  if (process.platform !== "win32") return {};
  const { zstd, xxhash } = await windowsLibraries();
  return { HANDOFF_ZSTD: zstd.replaceAll("\\", "/"), HANDOFF_XXHASH: xxhash.replaceAll("\\", "/") };
}

/** Node's own headers where they came with Node: no download then. */
function headers() {
  const prefix = path.resolve(path.dirname(fs.realpathSync(process.execPath)), "..");
  return fs.existsSync(path.join(prefix, "include/node/node_api.h")) ? [`--nodedir=${prefix}`] : [];
}
