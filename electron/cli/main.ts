/**
 * The command line: `handoff COMMAND ...`; the commands are those of program.ts.
 *
 * Runs in: Node, or Electron as Node. Starts no window. One line for each error on stderr; exit codes as in
 * contract/fault.ts.
 */
import { exitCode } from "../contract/fault.ts";
import { reportError } from "./report-error.ts";
import { watchOutput } from "./output.ts";
import { buildProgram } from "./program.ts";

// What libraries of this program will have to change is nothing that its user could act on.
process.noDeprecation = true;
watchOutput();

async function main(): Promise<number> {
  let code: number = exitCode.done;
  const program = buildProgram((result) => {
    code = result;
  });
  await program.parseAsync(process.argv);
  return code;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = reportError(error, process.argv.includes("--json"));
  },
);
