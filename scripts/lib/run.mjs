/**
 * Running other programs from the scripts: output shown, kept for a failure, or both.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Top folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** A step that failed: what, why, what to do. Printed without a stack. */
export class StepError extends Error {
  /**
   * @param {string} what
   * @param {string} why
   * @param {string} remedy
   */
  constructor(what, why, remedy) {
    super(what);
    this.name = "StepError";
    this.why = why;
    this.remedy = remedy;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string>} [env] added to this process's environment
 * @property {boolean} [show] let the output through as it comes
 * @property {AbortSignal} [signal] ends the program early
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{code: number, output: string}>} exit code (127 when it cannot be started, 128 for a signal) and
 *   what it printed (stdout and stderr mixed)
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    let output = "";
    /** @param {Buffer} data */
    const keep = (data) => {
      output += data.toString();
      if (options.show === true) process.stdout.write(data);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      resolve({ code: 127, output: output + error.message });
    });
    child.on("close", (code, signal) => {
      resolve({ code: signal === null ? (code ?? 1) : 128, output });
    });
  });
}

/**
 * Runs a program of node_modules/.bin through this Node.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(name, args, options = {}) {
  const bin = path.join(
    root,
    "node_modules/.bin",
    process.platform === "win32" ? `${name}.cmd` : name,
  );
  return run(bin, args, options);
}

/** @param {string} text @param {number} lines */
export function tail(text, lines) {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}
