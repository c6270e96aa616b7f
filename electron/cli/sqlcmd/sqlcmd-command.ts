/**
 * `handoff sqlcmd`: what programs and scripts start the stock tool for, with its exit codes and its layout.
 */
import { readFileSync } from "node:fs";
import { asFault, FaultError } from "../../contract/fault.ts";
import { errnoOf } from "../../media/manifest.ts";
import { SqlSession, type SqlMessage } from "../../sql/session/sql-session.ts";
import { batchesOf, substitute, type ScriptBatch } from "./batches.ts";
import { FlagError, helpText, readFlags, type SqlcmdFlags } from "./flags.ts";
import { countLines, ResultLayout } from "./layout.ts";
import { Printer } from "./printer.ts";
import { loginOf } from "./sqlcmd-login.ts";

/** The stock tool's: 1 for whatever went wrong. */
const exit = { done: 0, failed: 1 } as const;
const informationMax = 10;

/** @param args after `sqlcmd` @returns the exit code */
export async function sqlcmdCommand(args: readonly string[]): Promise<number> {
  try {
    const flags = readFlags(args);
    if (flags === null) {
      process.stdout.write(helpText);
      return exit.done;
    }
    return await run(flags);
  } catch (error) {
    return complain(error);
  }
}

function complain(error: unknown): number {
  if (error instanceof FlagError) {
    process.stderr.write(`Sqlcmd: ${error.message}\n`);
    return exit.failed;
  }
  const { message, remedy } = asFault(error);
  process.stderr.write(`Sqlcmd: Error: Handoff: ${message} ${remedy}\n`);
  return exit.failed;
}

async function run(flags: SqlcmdFlags): Promise<number> {
  const batches = scriptsOf(flags)
    .map((script) => substitute(script, flags.variables, process.env))
    .flatMap((script) => batchesOf(script, flags.terminator));
  const { spec, secret } = loginOf(flags);
  const printer = new Printer(flags);
  try {
    const session = await SqlSession.open(spec, secret);
    try {
      return await new Sqlcmd(flags, session, printer).run(batches);
    } finally {
      await session.close();
    }
  } finally {
    printer.close();
  }
}

/** -Q, -q, -i, else standard input. */
function scriptsOf({ query, isInteractive, inputs }: SqlcmdFlags): string[] {
  const fromQuery = query === null ? [] : [query];
  const readsInput = inputs.length === 0 && (query === null || isInteractive);
  return [...fromQuery, ...inputs.map(readScript), ...(readsInput ? [readScript(0)] : [])];
}

function readScript(file: string | 0): string {
  try {
    const bytes = readFileSync(file);
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return bytes.toString(isWide ? "utf16le" : "utf8");
  } catch (error) {
    const name = file === 0 ? "standard input" : file;
    throw new FaultError(
      "SOURCE_UNREADABLE",
      { file: name, reason: errnoOf(error) },
      { cause: error },
    );
  }
}

class Sqlcmd {
  readonly #flags: SqlcmdFlags;
  readonly #session: SqlSession;
  readonly #printer: Printer;
  /** Severity of the worst error that counts; 0 for none. */
  #severity = 0;

  constructor(flags: SqlcmdFlags, session: SqlSession, printer: Printer) {
    this.#flags = flags;
    this.#session = session;
    this.#printer = printer;
  }

  async run(batches: readonly ScriptBatch[]): Promise<number> {
    const interrupt = (): void => this.#session.cancel();
    process.on("SIGINT", interrupt);
    try {
      await this.#session.run(
        `SET QUOTED_IDENTIFIER ${this.#flags.isQuotedIdentifier ? "ON" : "OFF"}`,
      );
      for (const { sql, count } of batches) {
        for (let turn = 0; turn < count; turn += 1) {
          await this.#batch(sql);
          if (this.#severity > 0 && this.#flags.isAbort) {
            return this.#exitCode();
          }
        }
      }
      return this.#flags.isAbort ? this.#exitCode() : exit.done;
    } finally {
      process.off("SIGINT", interrupt);
    }
  }

  #exitCode(): number {
    if (this.#severity === 0) {
      return exit.done;
    }
    return this.#flags.severityMin === null ? exit.failed : this.#severity;
  }

  async #batch(sql: string): Promise<void> {
    const { queryTimeout, isEcho } = this.#flags;
    if (isEcho) {
      this.#printer.lines(sql.split("\n"));
    }
    const timer =
      queryTimeout === 0
        ? undefined
        : setTimeout(() => this.#session.cancel(), queryTimeout * 1_000);
    let layout: ResultLayout | null = null;
    try {
      await this.#session.run(sql, {
        onMessage: (message) => this.#onMessage(message),
        onColumns: (columns) => {
          layout = new ResultLayout(columns, this.#flags);
          this.#printer.lines(layout.heading());
        },
        onRow: (cells) => this.#printer.lines(layout?.row(cells) ?? []),
        onDone: (rowCount) => {
          if (rowCount !== undefined) {
            this.#printer.lines(countLines(rowCount));
          }
        },
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #onMessage(message: SqlMessage): void {
    const least = Math.max(informationMax + 1, this.#flags.severityMin ?? 0);
    if (message.severity >= least) {
      this.#severity = Math.max(this.#severity, message.severity);
    }
    this.#printer.message(message);
  }
}
