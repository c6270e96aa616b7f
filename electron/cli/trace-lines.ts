/**
 * Traces as lines of text for the terminal. Pure.
 */
import type { TraceDamage, TraceInfo } from "../contract/trace-file.ts";
import type {
  CommandDifference,
  StageQuantiles,
  TraceComparison,
  TraceFigures,
  TraceStage,
} from "../contract/trace-figures.ts";
import { nameOfCommand } from "../contract/vdi.ts";
import { formatBytes, formatLatency, formatSeconds } from "./format.ts";

const shownMax = 5;

const stageWords: Readonly<Record<TraceStage, string>> = {
  server: "queued",
  handle: "GetBufferHandle",
  lease: "leased",
  map: "mapped",
  move: "moved",
  codec: "  codec",
  disk: "  medium",
  complete: "completed",
  acknowledge: "acknowledged",
  client: "in the client",
  total: "in all",
};

/** One trace: what it is, how it went, where the time went. */
export function traceLines(info: TraceInfo, figures: TraceFigures): string[] {
  return [
    info.path,
    ...factsOf(info, figures).map(([name, value]) => `  ${name.padEnd(11)} ${value}`),
    "",
    ...stageTable(figures.stages),
    "",
    "  slowest commands",
    ...figures.slowest
      .slice(0, shownMax)
      .map(
        (slow) =>
          `    ${nameOf(slow.commandCode)} ${slow.sequence} of device ${slow.device + 1}: ` +
          `${formatLatency(slow.clientNs)}, mostly ${stageWords[slow.mostly]} (${formatLatency(slow.mostlyNs)})`,
      ),
  ];
}

function factsOf(info: TraceInfo, figures: TraceFigures): [string, string][] {
  const { header, end, processes } = info;
  const failure = end?.failure ?? null;
  const facts: [string, string][] = [
    ["run", `${header.spec.kind} of ${header.database}, ${header.runId}`],
    ["started", new Date(header.startedAtMs).toISOString()],
    ["recorded by", header.program],
    ["ended", endWords(info)],
    ["failure", failure === null ? "" : `${failure.message} ${failure.remedy}`],
    [
      "processes",
      processes.map(({ role, index, pid }) => nameOfProcess(role, index, pid)).join(", "),
    ],
    ["size", `${formatBytes(info.bytes)}, ${info.events} events, ${figures.commands} commands`],
    ["dropped", end === null || end.droppedEvents === 0 ? "" : `${end.droppedEvents} events`],
    [
      "moved",
      `${formatBytes(figures.bytes)} in ${formatSeconds(figures.seconds)}, ${formatBytes(figures.rate)}/s`,
    ],
    ["unfinished", figures.unfinished === 0 ? "" : `${figures.unfinished} commands`],
    ["failed", figures.failed === 0 ? "" : `${figures.failed} commands`],
    ["damage", info.damage === null ? "" : damageWords(info.damage)],
  ];
  return facts.filter(([, value]) => value !== "");
}

function nameOfProcess(role: string, index: number, pid: number): string {
  return `${role}${role === "secondary" ? ` ${index + 1}` : ""} (${pid})`;
}

function endWords({ end, limitBytes }: TraceInfo): string {
  const limit = limitBytes === null ? "" : ` (recording stopped at ${formatBytes(limitBytes)})`;
  return end === null
    ? `not yet, or its program ended before it${limit}`
    : `${end.outcome} after ${formatSeconds(end.atMs / 1000)}${limit}`;
}

function damageWords({ at, kind }: TraceDamage): string {
  const what = kind === "torn" ? "ends in the middle of a block" : "is altered";
  return `the file ${what} at byte ${at}; everything before is whole`;
}

function stageTable(stages: readonly StageQuantiles[]): string[] {
  const row = (cells: readonly string[]): string =>
    `  ${(cells[0] ?? "").padEnd(18)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join("")}`;
  return [
    row(["stage", "median", "99 %", "99.9 %", "longest"]),
    ...stages.map(({ stage, p50Ns, p99Ns, p999Ns, maxNs }) =>
      row([stageWords[stage], ...[p50Ns, p99Ns, p999Ns, maxNs].map(formatLatency)]),
    ),
  ];
}

/** Two traces: figures side by side, then the commands that changed most. */
export function comparisonLines(
  files: { readonly a: string; readonly b: string },
  comparison: TraceComparison,
): string[] {
  const { a, b } = comparison;
  const row = (name: string, left: string, right: string, change = ""): string =>
    `  ${name.padEnd(18)}${left.padStart(16)}${right.padStart(16)}${change.padStart(12)}`;
  return [
    `A  ${files.a}`,
    `B  ${files.b}`,
    "",
    row("", "A", "B", "B to A"),
    row("commands", String(a.commands), String(b.commands)),
    row("bytes", formatBytes(a.bytes), formatBytes(b.bytes)),
    row("time", formatSeconds(a.seconds), formatSeconds(b.seconds), ratio(a.seconds, b.seconds)),
    row(
      "throughput",
      `${formatBytes(a.rate)}/s`,
      `${formatBytes(b.rate)}/s`,
      ratio(a.rate, b.rate),
    ),
    row("errors", String(a.errors + a.failed), String(b.errors + b.failed)),
    ...a.stages.flatMap((stage, index) => stageRows(stage, b.stages[index], row)),
    "",
    `  ${comparison.matched} commands are in both: ${comparison.slower} took longer in B, ${comparison.faster} shorter; ` +
      `median difference ${signed(comparison.differenceNs.p50)}`,
    `  ${comparison.onlyA} only in A, ${comparison.onlyB} only in B, ${comparison.changed} are other commands`,
    "",
    "  took longer in B",
    ...differenceLines(comparison.regressions),
    "  took shorter in B",
    ...differenceLines(comparison.improvements),
  ];
}

function stageRows(
  a: StageQuantiles,
  b: StageQuantiles | undefined,
  row: (name: string, left: string, right: string, change: string) => string,
): string[] {
  if (b === undefined) {
    return [];
  }
  const name = stageWords[a.stage];
  return [
    row(name, formatLatency(a.p50Ns), formatLatency(b.p50Ns), ratio(a.p50Ns, b.p50Ns)),
    row("  99 %", formatLatency(a.p99Ns), formatLatency(b.p99Ns), ratio(a.p99Ns, b.p99Ns)),
  ];
}

function differenceLines(differences: readonly CommandDifference[]): string[] {
  return differences.length === 0
    ? ["    none"]
    : differences
        .slice(0, shownMax)
        .map(
          (one) =>
            `    ${nameOf(one.commandCode)} ${one.sequence} of device ${one.device + 1}: ` +
            `${formatLatency(one.aNs)} to ${formatLatency(one.bNs)}, mostly ${stageWords[one.mostly]} (${signed(one.mostlyNs)})`,
        );
}

function ratio(a: number, b: number): string {
  return a > 0 ? `${(b / a).toFixed(2)} : 1` : "";
}

function signed(ns: number): string {
  return `${ns < 0 ? "-" : "+"}${formatLatency(Math.abs(ns))}`;
}

function nameOf(commandCode: number): string {
  return nameOfCommand(commandCode)?.slice("VDC_".length) ?? `command ${commandCode}`;
}
