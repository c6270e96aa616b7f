/**
 * What a finished job says on the terminal.
 */
import { sessionOf } from "../contract/job.ts";
import type { Run, RunResult } from "../contract/run.ts";
import { sessionText } from "../contract/server-job.ts";
import { formatBytes, formatLatency, formatSeconds } from "./format.ts";

/** Prints the verdict, the figures and one line for each medium on stdout. */
export function printSummary(run: Run, result: RunResult): void {
  process.stdout.write(`${summaryLines(run, result).join("\n")}\n`);
}

/** The lines of the summary, without colour. */
function summaryLines(run: Run, result: RunResult): string[] {
  const session = sessionOf(run.spec);
  const server = session === null ? "the embedded server" : sessionText(session);
  const what = `${run.spec.kind === "backup" ? "Backup" : "Restore"} done, and ${server} confirmed it.`;
  const ratio =
    result.storedBytes > 0 && result.storedBytes !== result.bytes
      ? `, ${formatBytes(result.storedBytes)} stored, ratio ${(result.bytes / result.storedBytes).toFixed(2)} : 1`
      : "";
  const restarts =
    result.secondaryRestarts === 0
      ? []
      : [`  ${result.secondaryRestarts} secondary restart(s), nothing lost`];
  const dropped =
    result.droppedEvents === 0
      ? []
      : [`  ${result.droppedEvents} trace events dropped; the ${run.spec.kind} is not affected`];
  return [
    what,
    `  ${formatBytes(result.bytes)} in ${formatSeconds(result.seconds)} (${formatBytes(result.meanRate)}/s)${ratio}`,
    `  ${result.commands} commands, handoff ${formatLatency(result.latencyNs.p50)} at the median, ` +
      `${formatLatency(result.latencyNs.p99)} at the 99th percentile`,
    ...restarts,
    ...dropped,
    ...run.devices
      .filter((device) => device.file !== "")
      .map(
        (device) =>
          `  ${device.index + 1}  ${device.file}  ${formatBytes(device.storedBytes)}` +
          (device.checksum === null ? "" : `  xxh128 ${device.checksum}`),
      ),
  ];
}
