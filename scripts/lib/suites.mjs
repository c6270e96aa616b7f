/**
 * The test suites of `npm test`: each runs something and says how many passed and failed.
 */
import fs from "node:fs";
import path from "node:path";
import { runChecks, checkNames } from "./checks.mjs";
import { root, run, runTool, tail } from "./run.mjs";

/** @typedef {{passed: number, failed: number, skipped: number, output: string}} Tally */

/** @param {string} output @param {number} passed @param {number} failed @param {number} [skipped] @returns {Tally} */
const tally = (output, passed, failed, skipped = 0) => ({ passed, failed, skipped, output });

/** Types, lint, format, layers, unused code: one test each. @returns {Promise<Tally>} */
export async function checkSuite() {
  const results = await runChecks(checkNames);
  const failed = results.filter((result) => !result.passed).length;
  return tally("", results.length - failed, failed);
}

/** Everything that runs under plain Node, and components in a simulated page. @returns {Promise<Tally>} */
export async function vitestSuite() {
  const report = freshReport("vitest.json");
  const { code, output } = await runTool("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const result = readReport(report);
  const failed = result?.numFailedTests ?? 0;
  // A file that cannot even be loaded has no test that could fail.
  return tally(
    output,
    result?.numPassedTests ?? 0,
    Math.max(failed, code === 0 ? 0 : 1),
    result?.numPendingTests ?? 0,
  );
}

/**
 * The native unit tests, plain or under sanitizers.
 *
 * @param {"" | "address,undefined" | "thread"} sanitize
 * @returns {Promise<Tally>}
 */
export async function nativeSuite(sanitize) {
  const { code, output } = await run(
    "make",
    ["-C", "native", "--jobs=2", "test", `SANITIZE=${sanitize}`],
    {
      env: {
        ASAN_OPTIONS: "detect_leaks=1",
        TSAN_OPTIONS: "halt_on_error=1 second_deadlock_stack=1",
      },
    },
  );
  // One line for each run: all tests, then the conformance suite once more over the library.
  const counts = [
    ...output.matchAll(
      /test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|\s*(\d+) skipped/g,
    ),
  ];
  const sum = (/** @type {number} */ group) =>
    counts.reduce((total, count) => total + Number(count[group]), 0);
  return tally(output, sum(1), Math.max(sum(2), code === 0 ? 0 : 1), Number(counts[0]?.[3] ?? 0));
}

/** The real Electron, and the packaged program. @returns {Promise<Tally>} */
export async function endToEndSuite() {
  const report = freshReport("e2e.json");
  const { code, output } = await runTool("playwright", [
    "test",
    "--config",
    "e2e/playwright.config.ts",
  ]);
  const stats = readReport(report)?.stats;
  const failed = stats?.unexpected ?? 0;
  return tally(
    output,
    (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    Math.max(failed, code === 0 ? 0 : 1),
    stats?.skipped ?? 0,
  );
}

/** @param {string} name */
function freshReport(name) {
  const file = path.join(root, "test-results", name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  return file;
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {Tally} result */
export function explain(result) {
  return tail(result.output, 120);
}
