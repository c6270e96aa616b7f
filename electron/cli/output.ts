/**
 * What becomes of a command whose output cannot be written.
 *
 * A reader that leaves (`handoff backup --json | head -1`) wanted no more: the job goes on to its end. Anything else, as a full
 * disk below a file, is said once and makes the command fail, or nobody would know that the output is not whole.
 */
import { exitCode } from "../contract/fault.ts";
import { errnoOf } from "../media/manifest.ts";

/** To be called before anything is written. */
export function watchOutput(): void {
  let problem: string | null = null;
  const onError = (error: unknown): void => {
    const reason = errnoOf(error);
    if (reason === "EPIPE" || problem !== null) return;
    problem = reason;
    const remedy = "Free space there, or send it somewhere else.";
    process.stderr.write(`handoff: The output cannot be written: ${reason}. ${remedy}\n`);
  };
  process.stdout.on("error", onError);
  process.stderr.on("error", onError);
  process.once("exit", () => {
    const isFine = process.exitCode === undefined || process.exitCode === exitCode.done;
    if (problem !== null && isFine) process.exitCode = exitCode.failed;
  });
}
