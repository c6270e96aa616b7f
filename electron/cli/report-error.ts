/**
 * Errors on their way to the user: one line of what, where and what to do; with --json one result line.
 */
import { CommanderError } from "commander";
import { exitCode, FaultError } from "../contract/fault.ts";

/** What every failing command says with --json. */
export interface ErrorResult {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Prints the error and tells the exit code.
 *
 * @param json whether stdout carries NDJSON
 */
export function reportError(error: unknown, json: boolean): number {
  const { exit, ...said } = describe(error);
  if (said.message !== "") {
    printError(said, json);
  }
  return exit;
}

/** Prints `handoff: what. What to do.` on stderr, and the result line on stdout when `json`. */
export function printError(error: ErrorResult, json: boolean): void {
  process.stderr.write(
    `handoff: ${[error.message, error.remedy].filter((part) => part !== "").join(" ")}\n`,
  );
  if (json) {
    process.stdout.write(`${JSON.stringify({ event: "result", ok: false, error })}\n`);
  }
}

function describe(error: unknown): ErrorResult & { exit: number } {
  if (error instanceof CommanderError) {
    // Help and version end here too; commander has printed them already.
    const isHelp = error.exitCode === 0;
    // What commander thinks was meant stands on a line of its own.
    const line = error.message.replace(/\s*\n\s*/g, " ");
    const message = line.replace(/^error: /, "").replace(/\.?$/, ".");
    return {
      code: "USAGE",
      message: isHelp || error.code === "commander.help" ? "" : message,
      remedy: "Try handoff --help.",
      exit: isHelp ? exitCode.done : exitCode.usage,
    };
  }
  if (error instanceof FaultError) {
    return { code: error.code, message: error.message, remedy: error.remedy, exit: error.exit };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "UNEXPECTED",
    message,
    remedy: "This is a fault of Handoff: report it with this line.",
    exit: exitCode.failed,
  };
}
