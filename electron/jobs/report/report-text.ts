/**
 * A run as one file for somebody who was not there: what a support engineer reads first on top, everything as JSON
 * below. In English: support cases are written in it. Pure; what it is given is redacted already.
 */
import { codes, numbersText } from "../../contract/codes/codes.ts";
import { keyOfCode } from "../../contract/codes/step-code.ts";
import { sayWords } from "../../contract/failure-words.ts";
import { sessionOf } from "../../contract/job.ts";
import type { Failure, FailureStep, NearEvent, Run } from "../../contract/run.ts";
import { sessionText } from "../../contract/server-job.ts";
import { vdFeature } from "../../contract/vdi.ts";
import { handleText, nameOfActor, nameOfKind } from "../trace-export/event-words.ts";
import { codeText } from "./event-text.ts";
import { removedText } from "./redact.ts";

export interface ReportInput {
  readonly run: Run;
  /** "Handoff 0.1.0", "Electron 25.1.1, linux x64", and so on; by name. */
  readonly program: Readonly<Record<string, string | number>>;
  readonly statement: string | null;
  /** Measured when the report was made; null: there is no such folder. */
  readonly freeSpace: readonly { readonly folder: string; readonly bytes: number | null }[];
  readonly madeAtMs: number;
}

/** The whole file. */
export function reportText(input: ReportInput): string {
  const { run } = input;
  const failure = run.result?.failure ?? null;
  const sections = [
    `# Handoff ${run.spec.kind} of ${run.database}: ${run.result?.outcome ?? "running"}`,
    facts(input),
    ...(failure === null ? [] : [causeSection(failure), explanationOf(failure.cause)]),
    timeLine(run, failure),
    section(
      "Statement",
      input.statement === null ? "It was not sent." : fenced("sql", input.statement),
    ),
    section("Negotiated set", setLines(run)),
    section("Devices", deviceTable(run)),
    section("Processes", processTable(run)),
    section("Figures", figureLines(run)),
    ...(failure?.nearEvents === undefined ? [] : [nearSection(failure.nearEvents, failure.cause)]),
    section("Event log", eventLogLines(failure)),
    section("Files that remain", leftLines(failure)),
    section(`Free space at ${new Date(input.madeAtMs).toISOString()}`, spaceLines(input)),
    section("What is not in this file", removedText),
    section(
      "Everything",
      fenced("json", JSON.stringify({ format: "handoff-report", version: 1, ...input }, null, 1)),
    ),
  ];
  return `${sections.filter((each) => each !== "").join("\n\n")}\n`;
}

function facts({ run, program }: ReportInput): string {
  const session = sessionOf(run.spec);
  const rows: [string, string | number][] = [
    ["Run", run.runId],
    ["Started", new Date(run.startedAtMs).toISOString()],
    ["Seconds", (run.result?.seconds ?? run.elapsedMs / 1000).toFixed(3)],
    ["Phase reached", run.phase],
    ["Server", session === null ? "embedded" : sessionText(session)],
    ...Object.entries(program),
  ];
  return rows.map(([name, value]) => `- ${name}: ${value}`).join("\n");
}

function causeSection({ cause, message, remedy, code, injected, command }: Failure): string {
  return section(
    "First cause",
    [
      `${message} (${code})`,
      "",
      `- Seen: ${moment(cause.atMs)}, ${placeOf(cause)}`,
      ...(cause.code === null ? [] : [`- Code: ${cause.code.name} ${cause.code.number}`]),
      ...(injected === undefined ? [] : [`- Injected on purpose: ${injected}`]),
      ...(command === null
        ? []
        : [
            `- Command: ${command.sequence} of device ${command.device + 1} at byte ${command.position}, handle ${handleText(command.handle)}, secondary ${command.secondary + 1} (pid ${command.pid})`,
          ]),
      `- What to do: ${remedy}`,
    ].join("\n"),
  );
}

/** What the table of codes says of the cause. */
function explanationOf({ code }: FailureStep): string {
  const key = code === null ? null : keyOfCode(code);
  if (key === null) return "";
  const { name, meaning, causes, next } = codes[key];
  return section(
    `${name} ${numbersText(codes[key])}`,
    [
      meaning,
      "",
      ...causes.map((cause) => `- Likely cause: ${cause}`),
      ...next.map(({ text, copy }) => `- Next: ${text}${copy === undefined ? "" : ` \`${copy}\``}`),
    ].join("\n"),
  );
}

interface Line {
  readonly atMs: number;
  readonly text: string;
}

/** Steps, messages of the server, strikes and notes, in one order. */
function timeLine(run: Run, failure: Failure | null): string {
  const steps = failure === null ? [] : [failure.cause, ...failure.consequences];
  const told = new Set(
    steps.map((step) => `${step.code?.number} ${String(step.parameters["text"])}`),
  );
  const lines: Line[] = [
    ...steps.map((step, at) => ({ atMs: step.atMs, text: stepLine(step, at === 0) })),
    ...run.messages
      .filter(({ number, text }) => !told.has(`${number} ${text}`))
      .map(({ atMs, number, severity, text }) => ({
        atMs,
        text: `server: [${number}, severity ${severity}] ${text}`,
      })),
    ...run.notes.map(({ atMs, key, parameters }) => ({
      atMs,
      text: `program: ${sayWords(key, parameters)}`,
    })),
    ...(run.strikes ?? []).map(({ atMs, fault, device, sequence }) => {
      return {
        atMs,
        text: `injected: ${fault} struck command ${sequence} of device ${device + 1}`,
      };
    }),
  ];
  const ordered = lines.toSorted((a, b) => a.atMs - b.atMs);
  const text = ordered.map((line) => `- ${moment(line.atMs)} ${line.text}`).join("\n");
  return section("What happened, in order", [clockLine(failure), text].join("\n\n"));
}

function stepLine(step: FailureStep, isCause: boolean): string {
  const code = step.code === null ? "" : ` [${step.code.name} ${step.code.number}]`;
  const slack = step.slackMs === undefined ? "" : ` (up to ${step.slackMs} ms later)`;
  return `${isCause ? "**first cause** " : ""}${placeOf(step)}:${code} ${step.text}${slack}`;
}

function clockLine(failure: Failure | null): string {
  const { traceMs = null, eventLogMs = null } = failure?.clocks ?? {};
  return [
    "Times count from the start of the run.",
    ...(traceMs === null
      ? []
      : [`Those of the trace are right to ${Math.ceil(traceMs * 1000)} µs.`]),
    "Messages have the time at which they arrived.",
    ...(eventLogMs === null ? [] : [`The event log tells whole seconds (${eventLogMs} ms).`]),
  ].join(" ");
}

function setLines({ set, spec }: Run): string {
  if (set === null) return "GetConfiguration did not return.";
  const names = Object.entries(vdFeature)
    .filter(([, bit]) => (set.features & bit) !== 0)
    .map(([name]) => name);
  return [
    `- Name: ${set.name}`,
    `- Block size ${set.blockSize}, transfer size ${set.transferSize}, ${set.bufferCount} buffers in ${set.segments.length} segments`,
    `- Alignment ${set.alignment}, prefix zone ${set.prefixZone}, server timeout ${spec.serverTimeout} ms`,
    `- Features: 0x${(set.features >>> 0).toString(16)} (${names.join(", ")})`,
    `- Handoff: ${spec.handoff}`,
  ].join("\n");
}

function deviceTable({ devices }: Run): string {
  if (devices.length === 0) return "None was planned.";
  return table(
    ["device", "name", "file", "bytes", "expected", "stored", "commands", "state"],
    devices.map((device) => [
      device.index + 1,
      device.name,
      device.file,
      device.plainBytes,
      device.expectedBytes ?? "unknown",
      device.storedBytes,
      device.commands,
      device.state,
    ]),
  );
}

function processTable({ processes }: Run): string {
  if (processes.length === 0) return "None was started.";
  return table(
    ["process", "pid", "devices", "state", "replaced"],
    processes.map(({ role, index, pid, devices, state, restarts }) => [
      role === "secondary" ? `secondary ${index + 1}` : role,
      pid,
      devices.map((device) => device + 1).join(", "),
      state,
      restarts,
    ]),
  );
}

function figureLines({ result, droppedEvents }: Run): string {
  if (result === null) return "The run goes on.";
  const { p50, p99, p999, max } = result.latencyNs;
  return [
    `- ${result.bytes} bytes in ${result.commands} commands, mean ${Math.round(result.meanRate)}, peak ${Math.round(result.peakRate)} bytes a second`,
    `- Handoff: median ${p50} ns, 99% ${p99} ns, 99.9% ${p999} ns, greatest ${max} ns`,
    `- Secondaries replaced: ${result.secondaryRestarts}; trace events dropped: ${droppedEvents}`,
  ].join("\n");
}

function nearSection(events: readonly NearEvent[], cause: FailureStep): string {
  const rows = events.map((event) => [
    moment(event.atMs),
    event.atMs <= cause.atMs ? "" : "after",
    nameOfActor(event.actor),
    nameOfKind(event.kind),
    event.device < 0 ? "" : event.device + 1,
    event.sequence,
    handleText(event.handle),
    event.size,
    codeText(event),
  ]);
  const head = ["time", "", "who", "event", "device", "command", "handle", "size", "code"];
  return section("Trace around the first cause", table(head, rows));
}

function eventLogLines(failure: Failure | null): string {
  const problem = failure?.eventLogProblem;
  if (problem !== undefined) return `It could not be read: ${problem}`;
  if (typeof failure?.clocks?.eventLogMs !== "number")
    return "Not read: this system has no Windows event log.";
  const entries = [failure.cause, ...failure.consequences].filter(
    ({ source }) => source === "eventLog",
  );
  return entries.length === 0
    ? "No entry of source SQLVDI in the time of this run."
    : entries.map((entry) => `- ${moment(entry.atMs)} ${entry.text}`).join("\n");
}

function leftLines(failure: Failure | null): string {
  const left = failure?.leftBehind ?? [];
  if (left.length === 0) return "No file was left behind.";
  return left.map(({ file, bytes, state }) => `- ${file}: ${bytes} bytes, ${state}`).join("\n");
}

function spaceLines({ freeSpace }: ReportInput): string {
  if (freeSpace.length === 0) return "The run names no folder.";
  return freeSpace
    .map(
      ({ folder, bytes }) => `- ${folder}: ${bytes === null ? "no such folder" : `${bytes} bytes`}`,
    )
    .join("\n");
}

function placeOf({ source, device }: FailureStep): string {
  return device < 0 ? source : `${source}, device ${device + 1}`;
}

function moment(atMs: number): string {
  return `+${atMs.toFixed(3)} ms`;
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
