/**
 * Whole jobs from the command line in node.exe: primary, server and secondaries are processes of their own there.
 */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { root, run } from "./run.mjs";
import { windowsBuild, windowsPath, wineNode } from "./wine.mjs";

const library = path.join(windowsBuild, "sqlvdi.dll");

/** @type {Record<string, (folder: string) => Promise<void>>} */
export const commandLineTests = {
  "command line: what Linux writes, through rings and through ports, and back": async (folder) => {
    const at = place(folder, "plain");
    const devices = 3;
    const generated = ["backup", "--generate", "12MiB:3", "--secondaries", "2"];
    const theirs = numbered(at("linux"), devices);
    await onLinux([...generated, "--to", ...theirs], folder);
    for (const handoff of ["ring", "port"]) {
      const ours = numbered(at(handoff), devices);
      await done(folder, [...generated, "--handoff", handoff, "--to", ...ours.map(windowsPath)]);
      sameFiles(ours, theirs);
    }
    const ours = numbered(at("ring"), devices);
    const restored = numbered(at("restored"), devices);
    const files = ["--from", ...ours.map(windowsPath), "--into", ...restored.map(windowsPath)];
    await done(folder, ["restore", ...files]);
    sameFiles(restored, theirs);
    assert.deepEqual(unfinished(folder), []);
  },
  "command line: zstd, through COM, with its trace": async (folder) => {
    const at = place(folder, "packed");
    const [source, packed, trace] = [at("source"), at("packed.zst"), at("trace.vditrace")];
    const through = ["--vdi-library", windowsPath(library)];
    await onLinux(["backup", "--generate", "6MiB:4", "--to", source], folder);
    const files = ["--replay", windowsPath(source), "--to", windowsPath(packed)];
    const more = ["--compress", "zstd:1", "--trace", windowsPath(trace)];
    await done(folder, ["backup", ...files, ...more, ...through]);
    const plain = await run("zstd", ["-d", "--quiet", "-o", at("plain"), packed]);
    assert.equal(plain.code, 0, plain.output);
    sameFiles([at("plain")], [source]);
    const compared = ["--from", windowsPath(packed), "--compare", windowsPath(source)];
    await done(folder, ["restore", ...compared, ...through]);
    const told = await handoff(folder, ["trace", windowsPath(trace), "--json"]);
    assert.equal(told.code, 0, told.output);
    assert.match(told.output, /win32 x64/);
  },
  "command line: a killed secondary is replaced, and nothing is lost": async (folder) => {
    const at = place(folder, "killed");
    const generated = ["backup", "--generate", "12MiB:5"];
    await onLinux([...generated, "--to", ...numbered(at("linux"), 2)], folder);
    const ours = numbered(at("windows"), 2);
    const more = ["--secondaries", "2", "--fault", "secondary-crash@7"];
    const result = await done(folder, [...generated, ...more, "--to", ...ours.map(windowsPath)]);
    assert.equal(result.secondaryRestarts, 1);
    sameFiles(ours, numbered(at("linux"), 2));
  },
  "command line: a killed primary leaves no file either": async (folder) => {
    const at = place(folder, "orphaned");
    const job = ["backup", "--generate", "4GiB:7", "--compress", "zstd:9"];
    const killer = new AbortController();
    const medium = at("medium");
    const run = handoff(folder, [...job, "--to", windowsPath(medium)], killer.signal);
    await until("the medium is begun", () => (sizeOf(`${medium}.partial`) ?? 0) > 0);
    killer.abort();
    await run;
    const left = () => fs.readdirSync(folder).filter(isOf("orphaned"));
    await until("its secondary has removed it", () => left().length === 0);
  },
  "command line: the doctor names both registrations, with file, bitness and version": async (
    folder,
  ) => {
    const { code, output } = await handoff(folder, ["doctor", "--json"]);
    assert.equal(code, 0, output);
    /** @type {{grade: string, about: string, text: string}[]} */
    const findings = JSON.parse(output);
    const about = (/** @type {string} */ what) => findings.find((each) => each.about === what);
    const own = `${windowsPath(library)}, 64-bit, version 0.1.0.0, threading model Both.`;
    assert.deepEqual(about("64-bit registration")?.text, own);
    assert.match(about("32-bit registration")?.text ?? "", /^No sqlvdi.dll/);
    assert.match(about("client library")?.text ?? "", /it is Handoff's own/);
    assert.match(about("event log")?.text ?? "", /SQLVDI/);
  },
  "command line: a killed server leaves no file": async (folder) => {
    const at = place(folder, "lost");
    const job = ["backup", "--generate", "12MiB:6", "--to", windowsPath(at("medium"))];
    const { code, output } = await handoff(folder, [...job, "--fault", "server-crash@5", "--json"]);
    assert.equal(code, 1, output);
    assert.match(output, /"SERVER_LOST"/);
    assert.deepEqual(fs.readdirSync(path.dirname(at(""))).filter(isOf("lost")), []);
  },
};

/** @param {string} name */
const isOf = (name) => (/** @type {string} */ file) => file.startsWith(`cli-${name}-`);

/** @param {string} folder @param {string} test */
const place = (folder, test) => (/** @type {string} */ name) =>
  path.join(folder, `cli-${test}-${name}`);

/** @param {string} file @param {number} count */
const numbered = (file, count) => Array.from({ length: count }, (_, i) => `${file}.${i}`);

/** @param {string} folder */
const unfinished = (folder) =>
  fs.readdirSync(folder).filter((file) => /\.(partial|frames)$/.test(file));

/** @param {readonly string[]} files @param {readonly string[]} others */
function sameFiles(files, others) {
  for (const [i, file] of files.entries()) {
    const bytes = fs.readFileSync(file);
    assert.ok(bytes.length > 0 && bytes.equals(fs.readFileSync(others[i] ?? "")), file);
  }
}

/** @param {string} file */
const sizeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.size;

const factMsMax = 30_000;

/** @param {string} fact in words @param {() => boolean} isSo */
async function until(fact, isSo) {
  const endMs = performance.now() + factMsMax;
  while (!isSo()) {
    assert.ok(performance.now() < endMs, `not within ${factMsMax / 1000} s: ${fact}`);
    await setTimeout(50);
  }
}

/** @param {string} folder @param {readonly string[]} args @param {AbortSignal} [killed] */
async function handoff(folder, args, killed) {
  const printed = path.join(folder, "printed");
  const environment = {
    HANDOFF_ADDON: windowsPath(path.join(windowsBuild, "handoff.node")),
    HANDOFF_STATE_DIR: windowsPath(path.join(folder, "state")),
  };
  const code = await wineNode(path.join(root, "dist/cli.cjs"), args, {
    environment,
    printed,
    ...(killed ? { killed } : {}),
  });
  return { code, output: fs.readFileSync(printed, "utf8") };
}

/** A job that has to succeed. @param {string} folder @param {readonly string[]} args @returns its result */
async function done(folder, args) {
  const { code, output } = await handoff(folder, [...args, "--json"]);
  assert.equal(code, 0, output);
  const result = JSON.parse(output.trim().split("\n").at(-1) ?? "");
  assert.equal(result.ok, true, output);
  return result;
}

/** The same program on this system. @param {readonly string[]} args @param {string} folder */
async function onLinux(args, folder) {
  const program = path.join(root, "dist/cli.cjs");
  const { code, output } = await run(process.execPath, [program, ...args], {
    env: { HANDOFF_STATE_DIR: path.join(folder, "state-linux") },
  });
  assert.equal(code, 0, output);
}
