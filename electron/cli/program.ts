/**
 * Commands and flags, declared once; help texts come from here.
 */
import { Command, Option } from "commander";
import { version } from "../../package.json";
import { faultKinds } from "../contract/job.ts";
import { benchCommand } from "./bench-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { reportCommand, type ReportFlags } from "./report-command.ts";
import { explainCommand } from "./explain-command.ts";
import { inspectCommand, type InspectFlags } from "./inspect-command.ts";
import { runCommand } from "./run-command.ts";
import { addSqlCommands } from "./sql-program.ts";
import {
  backupSpecFromFlags,
  restoreSpecFromFlags,
  type BackupFlags,
  type RestoreFlags,
} from "./spec-from-flags.ts";
import { traceFormats } from "../jobs/trace-export/export-file.ts";
import { openCommand } from "./open-command.ts";
import { traceCommand, type TraceFlags } from "./trace-command.ts";

function withCommonFlags(command: Command): Command {
  return command
    .option(
      "--transfer-size <size>",
      "bytes of one transfer, a multiple of 64K up to 4M (default 1M)",
    )
    .option("--buffers <count>", "buffers of the whole set")
    .option("--secondaries <count>", "processes that map buffers and move their bytes")
    .option("--block-size <size>", "device block, a power of two from 512 to 65536")
    .option("--alignment <size>", "alignment of data starts, a power of two")
    .option("--prefix-zone <size>", "bytes reserved below each buffer")
    .option(
      "--server-timeout <ms>",
      "abort when the server waits longer than twice this (0: never)",
    )
    .option("--handoff <mode>", "ring (shared memory) or port (each hop in JavaScript)")
    .option(
      "--vdi-library <file>",
      "go through this libsqlvdi.so or sqlvdi.dll instead of the built-in client",
    )
    .option("--server <host[,port]>", "a SQL Server on this machine, HOST,PORT or HOST\\INSTANCE")
    .option("--user <name>", "who logs in there")
    .option("--domain <name>", "of a Windows login (NTLM)")
    .option("--entra", "log in with Microsoft Entra as this machine is set up")
    .option(
      "--password-env <variable>",
      "environment variable that holds the password (default HANDOFF_SQL_PASSWORD)",
    )
    .option("--encrypt <how>", "required (default), strict (TDS 8.0) or off")
    .option("--trust-certificate", "trust the server's certificate unseen")
    .option("--certificate <file>", "PEM file of the authority that signed it")
    .option("--vdi-instance <name>", "instance of the client library, Windows only")
    .option("--database <name>", "the server's database")
    .option("--checksum", "WITH CHECKSUM (default of a backup)")
    .option("--no-checksum", "WITH NO_CHECKSUM")
    .option("--trace <file>", "record the trace of every command into this file")
    .option("--force", "replace existing files once the job has succeeded")
    .option("--json", "NDJSON on stdout")
    .option(
      "--fault <kind@n...>",
      `inject a fault at the nth command (media-full: at byte n), embedded server only: ${faultKinds.join(", ")}`,
    );
}

function addJobCommands(program: Command, done: (code: number) => void): void {
  withCommonFlags(
    program
      .command("backup")
      .description("back up a database, or recorded or generated streams, to media"),
  )
    .option("--replay <file...>", "recorded backup streams, one for each virtual device")
    .option("--generate <size[:seed]>", "a generated stream of this size")
    .option("--to <file...>", "media files, one for each virtual device")
    .option("--what <kind>", "with --database: database (default), differential or log")
    .option("--no-copy-only", "with --database: a backup of the chain, not a copy beside it")
    .option("--server-compress <on|off>", "with --database: compression by the server")
    .option("--compress <codec>", "none, zstd or zstd:LEVEL (1..19)")
    .action(async (flags: BackupFlags) => {
      done(await runCommand(backupSpecFromFlags(flags), flags));
    });

  withCommonFlags(
    program
      .command("restore")
      .description("restore media through the embedded server, or a SQL Server"),
  )
    .option("--from <file...>", "media files, one for each stripe")
    .option("--into <file...>", "store the streams in these files")
    .option("--compare <file...>", "compare the streams with these files, byte by byte")
    .option("--discard", "read and check everything, keep nothing")
    .option("--log", "with --database: RESTORE LOG")
    .option("--move <name=path...>", "with --database: where a file goes, by logical name")
    .option("--norecovery", "with --database: more backups will follow")
    .option("--standby <file>", "with --database: readable between logs; undo file on the server")
    .option("--replace", "with --database: over a database that is there")
    .option("--stop-at <time>", "with --database: the server's time, 2026-11-25T10:00:00")
    .action(async (flags: RestoreFlags) => {
      done(await runCommand(restoreSpecFromFlags(flags), flags));
    });
}

/** @param done receives the exit code of the command that ran */
export function buildProgram(done: (code: number) => void): Command {
  const program = new Command("handoff")
    .description(
      "Runs SQL Server VDI backups and restores by buffer handle, and reads what they wrote.",
    )
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    // Errors are printed once, in report-error.ts, in the same form as all others.
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);

  addJobCommands(program, done);

  program
    .command("inspect")
    .description("read backups without SQL Server: sets, files, LSNs, chain, damage")
    .argument("<file...>")
    .option("--verify", "check every page and backup checksum")
    .option("--json", "one JSON array on stdout")
    .action(async (files: string[], flags: InspectFlags) => {
      done(await inspectCommand(files, flags));
    });

  addTraceCommands(program, done);
  addHelpCommands(program, done);

  program
    .command("bench")
    .description("measure, each figure beside its reference")
    .argument("[name...]")
    .option("--json", "one JSON array on stdout")
    .action(async (names: string[], flags: { json?: boolean }) => {
      done(await benchCommand(names, flags.json ?? false));
    });

  program
    .command("doctor")
    .description("look at what jobs need from this machine, and say what to do")
    .option("--vdi-library <file>", "the client library to look at")
    .option("--json", "one JSON array on stdout")
    .action(async (flags: { vdiLibrary?: string; json?: boolean }) => {
      done(await doctorCommand(flags));
    });

  addSqlCommands(program, done);

  for (const command of program.commands) {
    command
      .exitOverride()
      .configureOutput({ outputError: () => undefined })
      .allowExcessArguments(false);
  }
  return program;
}

function addHelpCommands(program: Command, done: (code: number) => void): void {
  program
    .command("explain")
    .description(
      "what a code means, why it comes and what to do: 0x80770003, -2139684861, 3013, 995, VD_E_ABORT",
    )
    .argument("<code...>")
    .option("--json", "one JSON array on stdout")
    // HRESULTs are negative numbers, too.
    .allowUnknownOption()
    .action((texts: string[], flags: { json?: boolean }) => {
      done(explainCommand(texts, flags.json ?? false));
    });

  program
    .command("report")
    .description(
      "everything about a run that ended, in one file; secrets and personal data removed",
    )
    .argument("<run>", 'id of the run, its beginning, or "last": the newest one that failed')
    .option("--to <file>", "file to write instead of stdout")
    .option("--force", "replace an existing file")
    .action(async (run: string, flags: ReportFlags) => {
      done(await reportCommand(run, flags));
    });
}

function addTraceCommands(program: Command, done: (code: number) => void): void {
  program
    .command("trace")
    .description("tell what a recorded trace holds, export it, or compare it with another one")
    .argument("<file>")
    .option("--compare <file>", "a second trace, to set beside it")
    .option("--json", "one JSON object on stdout")
    .addOption(new Option("--export <format>", "what to write").choices([...traceFormats]))
    .option("--to <file>", "file to write")
    .option("--force", "replace an existing file")
    .action(async (file: string, flags: TraceFlags) => {
      done(await traceCommand(file, flags));
    });

  program
    .command("open")
    .description("show a recorded trace in the app")
    .argument("<file>")
    .action(async (file: string) => {
      done(await openCommand(file));
    });
}
