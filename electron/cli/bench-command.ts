/**
 * `handoff bench`: figures beside their references, from one run on this machine.
 */
import { exitCode } from "../contract/fault.ts";
import { NodeHost } from "../host/node-host.ts";
import { benchNames, runBench, type BenchRow } from "../jobs/bench.ts";
import { Journal } from "../jobs/journal.ts";
import { usage } from "./size.ts";

/** @returns exit code 0 also when a bar is missed: the figures say so */
export async function benchCommand(names: readonly string[], json: boolean): Promise<number> {
  const unknown = names.find((name) => !benchNames.includes(name));
  if (unknown !== undefined) {
    throw usage(`There is no benchmark ${unknown}.`, `Name one of ${benchNames.join(", ")}.`);
  }
  const rows = await runBench(names, { host: new NodeHost(), journal: Journal.open() }, (line) => {
    process.stderr.write(`${line}\n`);
  });
  process.stdout.write(
    json ? `${JSON.stringify(rows, null, 2)}\n` : `${rows.map(lineOf).join("\n")}\n`,
  );
  return exitCode.done;
}

function lineOf(row: BenchRow): string {
  const reference =
    row.reference === null
      ? ""
      : `  ${row.reference.name} ${row.reference.value.toPrecision(4)}, ratio ${row.ratio?.toFixed(2) ?? "-"}`;
  const bar =
    row.bar === null ? "" : `  bar ${row.bar}: ${row.holds === true ? "holds" : "MISSED"}`;
  return `${row.name.padEnd(32)} ${row.value.toPrecision(4).padStart(10)} ${row.unit}${reference}${bar}`;
}
