/**
 * Everything that is checked without running the program, by name.
 */
import { execFileSync } from "node:child_process";
import os from "node:os";
import { createRequire } from "node:module";
import path from "node:path";
import { root, run, runTool, tail } from "./run.mjs";

/** @typedef {{name: string, passed: boolean, output: string}} CheckResult */

/** @type {Record<string, () => Promise<{code: number, output: string}>>} */
const checks = {
  types: () => runTool("tsc", ["-b", "--pretty", "false"]),
  eslint: () =>
    runTool("eslint", [
      ".",
      "--cache",
      "--cache-location",
      ".cache/eslint/",
      "--cache-strategy",
      "content",
    ]),
  prettier: () => runTool("prettier", ["--check", "--log-level", "warn", "."]),
  layers: () =>
    runTool("depcruise", [
      "--config",
      ".dependency-cruiser.cjs",
      "electron",
      "renderer",
      "--output-type",
      "err",
    ]),
  unused: () => runTool("knip", ["--no-progress"]),
  words: checkWords,
  "clang-format": () =>
    run("clang-format-14", ["--dry-run", "--Werror", ...nativeFiles(/\.(cc|h)$/)]),
  "clang-tidy": clangTidy,
};

/** Names of all checks, in order. */
export const checkNames = Object.keys(checks);

/**
 * Runs checks, prints a line for each as it ends.
 *
 * @param {readonly string[]} names
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks(names) {
  const results = [];
  for (const name of names) {
    const started = performance.now();
    const { code, output } = await (checks[name] ?? unknownCheck)();
    const passed = code === 0;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${name.padEnd(16)} ${passed ? "passed" : "FAILED"} (${seconds} s)\n`);
    if (!passed) process.stdout.write(`${tail(output, 60)}\n`);
    results.push({ name, passed, output });
  }
  return results;
}

async function unknownCheck() {
  return { code: 2, output: `No such check; there are ${checkNames.join(", ")}.` };
}

async function checkWords() {
  // Not before it is asked for: in a fresh clone its compiler is not there yet.
  const { unusedWords } = await import("./unused-words.mjs");
  const unused = unusedWords();
  return { code: unused.length === 0 ? 0 : 1, output: unused.join("\n") };
}

/** Native files that git knows or would know. @param {RegExp} kind @returns {string[]} */
export function nativeFiles(kind) {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "native"],
    { cwd: root },
  );
  return String(listed)
    .split("\n")
    .filter((file) => kind.test(file));
}

/** Tests, and what only a compiler for Windows can read (the suite `wine` builds that with all warnings). */
const notTidied = /^native\/(test|clients)\/|\/(win32|windows)\/|\/windows_/;

/** One process for each file, as many at a time as there are processors. */
async function clangTidy() {
  const files = nativeFiles(/\.cc$/).filter((file) => !notTidied.test(file));
  const addonApi = path.dirname(
    createRequire(import.meta.url).resolve("node-addon-api/package.json"),
  );
  const nodeHeaders = path.resolve(process.execPath, "../../include/node");
  const flags = [
    "--",
    "-std=c++20",
    "-fno-exceptions",
    "-I.",
    `-isystem${addonApi}`,
    `-isystem${nodeHeaders}`,
    "-DNAPI_VERSION=8",
    "-DNAPI_DISABLE_CPP_EXCEPTIONS",
    "-DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED",
  ];
  const waiting = [...files];
  /** @type {string[]} */
  const complaints = [];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { code, output } = await run("clang-tidy-14", ["--quiet", file, ...flags]);
      if (code !== 0)
        complaints.push(
          output
            .split("\n")
            .filter((line) => /(error|warning):/.test(line))
            .join("\n"),
        );
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
  return { code: complaints.length === 0 ? 0 : 1, output: complaints.join("\n") };
}
