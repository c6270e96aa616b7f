/**
 * One printed line for each step; on failure what, why and what to do.
 */
import { StepError } from "./run.mjs";

/**
 * Runs one step and prints its line.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work what it resolves with is printed when it is a string
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const started = performance.now();
  const result = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(name, typeof result === "string" ? `${result} (${seconds} s)` : `${seconds} s`);
  return result;
}

/** @param {string} name @param {string} text */
export function say(name, text) {
  process.stdout.write(`${name.padEnd(16)} ${text}\n`);
}

/**
 * Runs a whole script; its promise gives the exit code.
 *
 * @param {() => Promise<number | void>} work
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof StepError)) throw error;
    process.stdout.write(
      `\nFailed: ${error.message}\nWhy:    ${error.why}\nTo do:  ${error.remedy}\n`,
    );
  }
}
