/**
 * `handoff report RUN`: the report of a run that ended, out of the journal, for whoever is asked for help.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { exitCode, FaultError } from "../contract/fault.ts";
import type { Run } from "../contract/run.ts";
import { Journal } from "../jobs/journal.ts";
import { makeReport } from "../jobs/report/make-report.ts";
import { errnoOf } from "../media/manifest.ts";

export interface ReportFlags {
  readonly to?: string;
  readonly force?: boolean;
}

const runsMax = 10_000;
/** Fewer characters of an id say too little. */
const prefixMin = 4;

/** @param wanted id of a run, its beginning, or "last" for the newest one that failed */
export async function reportCommand(wanted: string, flags: ReportFlags): Promise<number> {
  const text = await makeReport(await findRun(Journal.open(), wanted));
  if (flags.to === undefined) {
    process.stdout.write(text);
    return exitCode.done;
  }
  const file = path.resolve(flags.to);
  await write(file, text, flags.force ?? false);
  process.stdout.write(`${file}\n`);
  return exitCode.done;
}

async function findRun(journal: Journal, wanted: string): Promise<Run> {
  const runs = await journal.list(runsMax);
  const fitting =
    wanted === "last"
      ? runs.filter(({ outcome }) => outcome === "failed").slice(0, 1)
      : runs.filter(({ runId }) => wanted.length >= prefixMin && runId.startsWith(wanted));
  const [only, second] = fitting;
  if (only === undefined || second !== undefined) {
    const none = wanted === "last" ? "No run failed" : `The journal has no run ${wanted}`;
    const what = only === undefined ? `${none}.` : `${fitting.length} runs begin with ${wanted}.`;
    const remedy = 'Give the id of a run, or "last" for the newest one that failed.';
    throw new FaultError("USAGE", { what, remedy });
  }
  const run = await journal.pastRun(only.runId);
  if (run !== null) return run;
  const remedy = "Wait until it has ended; of an interrupted one nothing more is known.";
  throw new FaultError("USAGE", { what: `The run ${only.runId} did not end.`, remedy });
}

async function write(file: string, text: string, isForced: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: isForced ? "w" : "wx", mode: 0o600 });
  } catch (error) {
    const folder = path.dirname(file);
    const reason = errnoOf(error);
    throw reason === "EEXIST"
      ? new FaultError("INTO_EXISTS", { file })
      : new FaultError("TARGET_NOT_WRITABLE", { file, folder, reason });
  }
}
