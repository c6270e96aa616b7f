/**
 * Where sqlcmd's lines go: standard output or a file, messages to standard error where -r says so.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { FaultError } from "../../contract/fault.ts";
import { errnoOf } from "../../media/manifest.ts";
import type { SqlMessage } from "../../sql/session/sql-session.ts";
import type { SqlcmdFlags } from "./flags.ts";
import { messageLines } from "./layout.ts";

const informationMax = 10;

export class Printer {
  readonly #flags: SqlcmdFlags;
  readonly #file: number | null;

  /** @throws FaultError TARGET_NOT_WRITABLE */
  constructor(flags: SqlcmdFlags) {
    this.#flags = flags;
    this.#file = flags.output === null ? null : openOutput(flags.output);
  }

  lines(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join("");
    if (this.#file === null) {
      process.stdout.write(text);
    } else {
      writeSync(this.#file, text);
    }
  }

  message(message: SqlMessage): void {
    const isError = message.severity > informationMax;
    if (isError && message.severity < this.#flags.shownMin) {
      return;
    }
    const lines = messageLines(message);
    const { toStandardError } = this.#flags;
    if (toStandardError === 1 || (toStandardError === 0 && isError)) {
      process.stderr.write(lines.map((line) => `${line}\n`).join(""));
    } else {
      this.lines(lines);
    }
  }

  close(): void {
    if (this.#file !== null) {
      closeSync(this.#file);
    }
  }
}

function openOutput(file: string): number {
  try {
    return openSync(file, "w", 0o666);
  } catch (error) {
    const parameters = { file, folder: file, reason: errnoOf(error) };
    throw new FaultError("TARGET_NOT_WRITABLE", parameters, { cause: error });
  }
}
