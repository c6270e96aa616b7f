/**
 * The Windows half, for real, without Windows: the conformance suite over the embedded set and over COM, and programs
 * that know only the published interface against the embedded server.
 */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./run.mjs";
import { installWine } from "./packages.mjs";
import { commandLineTests } from "./wine-command-line.mjs";
import {
  buildForWindows,
  prepareWine,
  startWine,
  stopWine,
  windowsBuild,
  windowsPath,
  wine,
  wineNode,
} from "./wine.mjs";

const program = (/** @type {string} */ name) => path.join(windowsBuild, name);

/** @returns {Promise<import("./suites.mjs").Tally>} */
export async function wineSuite() {
  const result = { passed: 0, failed: 0, skipped: 0, output: "" };
  await installWine();
  await buildForWindows();
  await prepareWine();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-wine-"));
  try {
    for (const [name, test] of Object.entries({ ...tests, ...commandLineTests })) {
      try {
        await test(folder);
        result.passed += 1;
      } catch (error) {
        result.failed += 1;
        result.output += `${name}: ${error instanceof Error ? error.message : String(error)}\n`;
      }
    }
  } finally {
    await stopWine();
    fs.rmSync(folder, { recursive: true });
  }
  return result;
}

/** @type {Record<string, (folder: string) => Promise<void>>} */
const tests = {
  "unit tests, the embedded set on Windows": () => unitTests([], {}),
  "conformance over COM": () =>
    unitTests(["--test-suite=conformance"], { HANDOFF_TEST_VDI: "library" }),
  "one device": (folder) => roundTrip(folder, "one", 1),
  "a thread for each of 5 devices": (folder) => roundTrip(folder, "threads", 5),
  "a thread for each of 32 devices": (folder) => roundTrip(folder, "threads", 32),
  "a process for each of 3 devices": (folder) => roundTrip(folder, "processes", 3),
  "a process for each of 32 devices": (folder) => roundTrip(folder, "processes", 32),
  "the addon in node.exe: handles across two processes, through COM": async (folder) => {
    const at = (/** @type {string} */ name) => path.join(folder, `node-${name}`);
    const devices = 2;
    const code = await wineNode(path.join(root, "test/wine/primary.cjs"), [
      windowsPath(program("handoff.node")),
      windowsPath(at("stored")),
      String(devices),
      "3000000",
      windowsPath(at("result")),
    ]);
    const result = JSON.parse(fs.readFileSync(at("result"), "utf8"));
    assert.equal(code, 0, result.error);
    assert.equal(result.verdict.ok, true, result.verdict.messages.join("\n"));
    assert.ok(result.handles >= devices);
    const action = ["generate", "3000000", "7"];
    await done({ mode: "threads", devices, isBackup: true, prefix: at("client"), action });
    for (let device = 0; device < devices; device += 1) {
      const stored = fs.readFileSync(`${at("stored")}.${device}`);
      assert.ok(stored.equals(fs.readFileSync(`${at("client")}.${device}`)), `device ${device}`);
    }
  },
  "an abort of the client": async (folder) => {
    for (const mode of ["one", "threads", "processes"]) {
      const { client, server } = await job({
        mode,
        isBackup: true,
        devices: mode === "one" ? 1 : 3,
        prefix: path.join(folder, "aborted"),
        action: ["generate", "12000000", "7"],
        abortAfter: 3,
      });
      assert.equal(client.code, 1, `${mode}: ${client.output}`);
      assert.equal(server.code, 1, server.output);
      assert.match(server.output, /^3013 /m);
    }
  },
  "an abort of the server": async (folder) => {
    const { client, server } = await job({
      mode: "threads",
      isBackup: true,
      devices: 2,
      prefix: path.join(folder, "lost"),
      action: ["generate", "8000000", "7"],
      abortAt: 5,
    });
    assert.equal(client.code, 1, client.output);
    assert.equal(server.code, 1, server.output);
  },
};

/** @param {readonly string[]} args @param {Record<string, string>} env */
async function unitTests(args, env) {
  const { code, output } = await wine([program("unit_tests.exe"), ...args], env);
  assert.equal(code, 0, output);
}

/**
 * Backup of an invented database, backup of its recorded streams, restore into files: all the same bytes.
 *
 * @param {string} folder
 * @param {string} mode
 * @param {number} devices
 */
async function roundTrip(folder, mode, devices) {
  const at = (/** @type {string} */ name) => path.join(folder, `${mode}-${devices}-${name}`);
  const backup = { mode, devices, isBackup: true };
  await done({
    ...backup,
    prefix: at("first"),
    action: ["generate", String(devices * 250_000), "7"],
  });
  await done({ ...backup, prefix: at("second"), action: ["replay", windowsPath(at("first"))] });
  await done({
    mode,
    devices,
    isBackup: false,
    prefix: at("first"),
    action: ["into", windowsPath(at("restored"))],
  });
  for (let device = 0; device < devices; device += 1) {
    const bytes = fs.readFileSync(`${at("first")}.${device}`);
    assert.ok(bytes.length >= 65_536);
    assert.ok(bytes.equals(fs.readFileSync(`${at("second")}.${device}`)), `device ${device}`);
    assert.ok(bytes.equals(fs.readFileSync(`${at("restored")}.${device}`)), `device ${device}`);
  }
}

/** @param {Job} order */
async function done(order) {
  const { client, server } = await job(order);
  assert.equal(server.code, 0, server.output);
  assert.equal(client.code, 0, client.output);
}

/**
 * @typedef {object} Job
 * @property {string} mode
 * @property {boolean} isBackup
 * @property {number} devices
 * @property {string} prefix
 * @property {readonly string[]} action what the server does
 * @property {number} [abortAfter] commands of device 0
 * @property {number} [abortAt] commands of the set
 */

let jobs = 0;

/** The client; when it has made its set, the statement. @param {Job} order */
async function job({ mode, isBackup, devices, prefix, action, abortAfter = 0, abortAt }) {
  jobs += 1;
  const set = `{wine-${process.pid}-${jobs}}`;
  const client = await startWine([
    program("vdi_client.exe"),
    mode,
    isBackup ? "backup" : "restore",
    set,
    String(devices),
    windowsPath(prefix),
    String(abortAfter),
  ]);
  if (client.line !== "created") throw new Error((await client.ended).output);
  const fault = abortAt === undefined ? [] : [String(abortAt)];
  const server = await wine([
    program("embedded_server.exe"),
    ...action,
    set,
    String(devices),
    ...fault,
  ]);
  return { client: await client.ended, server };
}
