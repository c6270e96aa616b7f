/** The T-SQL that restores what a chain can. Names are quoted; nothing is run. */
import type { DatabaseChain, RestoreTarget } from "../../electron/contract/inspection.ts";

/** One RESTORE for each step, the last leaves the database usable. */
export function restoreStatements(chain: DatabaseChain, target: RestoreTarget): string {
  const name = `[${chain.databaseName.replaceAll("]", "]]")}]`;
  const lines = target.steps.flatMap((index) => {
    const step = chain.steps[index];
    if (step === undefined) return [];
    const what = step.type === "Log" ? "LOG" : "DATABASE";
    const disks = step.files.map((file) => `DISK = N'${file.replaceAll("'", "''")}'`);
    const position = step.position === 1 ? "" : `FILE = ${step.position}, `;
    const anyway = step.isDamaged ? "CONTINUE_AFTER_ERROR, " : "";
    const options = `${position}${anyway}NORECOVERY`;
    return [`RESTORE ${what} ${name} FROM ${disks.join(",\n  ")}\n  WITH ${options};`];
  });
  return [...lines, `RESTORE DATABASE ${name} WITH RECOVERY;`].join("\n");
}
