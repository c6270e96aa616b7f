/**
 * Flags of the commands about SQL servers.
 */
import type { Command } from "commander";
import { serverCommand, type ServerFlags } from "./server-command.ts";
import { sqlcmdCommand } from "./sqlcmd/sqlcmd-command.ts";

/** @param done receives the exit code of the command that ran */
export function addSqlCommands(program: Command, done: (code: number) => void): void {
  program
    .command("server")
    .description("run the embedded server on its own, for any client that speaks TDS")
    .option("--port <number>", "TCP port on loopback (default 0: any that is free)")
    .option(
      "--database <name=file...>",
      "a recorded backup as a database; a name again is its next stripe, NAME:log and NAME:diff its other backups",
    )
    .option("--generate <name=size...>", "a generated database: NAME=SIZE or NAME=SIZE:SEED")
    .option("--json", "one NDJSON line on stdout when it listens")
    .action(async (flags: ServerFlags) => {
      done(await serverCommand(flags));
    });

  // Its flags are the stock tool's own, which are not of this program's making.
  program
    .command("sqlcmd")
    .description(
      "run statements with the flags, layout and exit codes of the stock sqlcmd and osql",
    )
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .argument("[flags...]", "-? lists them")
    .action(async (flags: string[]) => {
      done(await sqlcmdCommand(flags));
    });
}
