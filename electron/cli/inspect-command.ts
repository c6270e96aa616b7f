/**
 * `handoff inspect`: what files hold, whether they are whole, and what they restore to together.
 */
import path from "node:path";
import { exitCode, FaultError } from "../contract/fault.ts";
import type { BackupReport, Chain } from "../contract/inspection.ts";
import { inspectBackups } from "../media/inspect-backups.ts";
import { inspect, type Inspection as StoredFacts } from "../media/inspect.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { chainLines, type FileReport, reportLines } from "./inspect-lines.ts";
import { printError, type ErrorResult } from "./report-error.ts";

export interface InspectFlags {
  readonly json?: boolean;
  readonly verify?: boolean;
}

interface Unread {
  readonly file: string;
  readonly problem: ErrorResult;
}

/** @returns exit code: 3 as soon as one file is damaged or incomplete */
export async function inspectCommand(
  files: readonly string[],
  { json = false, verify = false }: InspectFlags,
): Promise<number> {
  const reports = await inspectAll(files, verify);
  if (json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  else process.stdout.write(`${linesOfAll(reports).join("\n")}\n`);
  const problems = reports.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  problems.forEach((problem) => {
    printError(problem, false);
  });
  return problems.length === 0 ? exitCode.done : exitCode.media;
}

async function inspectAll(
  files: readonly string[],
  verify: boolean,
): Promise<(FileReport | Unread)[]> {
  const addon = loadAddon();
  const stored: (StoredFacts | Unread)[] = [];
  for (const file of new Set(files.map((name) => path.resolve(name)))) {
    stored.push(await orUnread(file, inspect(file, addon)));
  }
  const readable = stored.filter(isStored).map(({ file }) => file);
  const interrupted = new AbortController();
  const inspection = await inspectBackups(readable, addon, {
    verify,
    onProgress: () => undefined,
    signal: interrupted.signal,
  });
  const { chain } = inspection;
  return stored.map((facts) => {
    const report = inspection.files.find(({ file }) => file === facts.file);
    if (!isStored(facts) || report === undefined) return facts as Unread;
    return joined(facts, report, chain);
  });
}

async function orUnread(file: string, facts: Promise<StoredFacts>): Promise<StoredFacts | Unread> {
  try {
    return await facts;
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const { code, message, remedy } = error;
    return { file, problem: { code, message, remedy } };
  }
}

function isStored(facts: StoredFacts | Unread): facts is StoredFacts {
  return "container" in facts;
}

/** The manifest knows the geometry better than the stream; its problem is the first one. */
function joined(facts: StoredFacts, report: BackupReport, chain: Chain): FileReport {
  return {
    ...report,
    ...facts,
    container: facts.container,
    blockSize: facts.blockSize ?? report.blockSize,
    plainBytes: facts.plainBytes ?? report.plainBytes,
    problem: facts.problem ?? problemOf(report),
    chain,
  };
}

/** What is wrong with what the file holds, worst first: without all stripes nothing else matters. */
function problemOf({ file, media, damage }: BackupReport): ErrorResult | null {
  const missing = damage.filter(({ code }) => code === "stripeMissing");
  const first = damage[0];
  if (first === undefined) return null;
  const fault =
    missing.length > 0 && media !== null
      ? new FaultError("MEDIA_STRIPES_MISSING", {
          file,
          index: media.familySequence,
          count: media.familyCount,
          missing: missing.map(({ subject }) => subject.split("/")[0]).join(", "),
        })
      : new FaultError("MEDIA_DAMAGED", { file, offset: first.offset, what: first.what });
  return { code: fault.code, message: fault.message, remedy: fault.remedy };
}

function linesOfAll(reports: readonly (FileReport | Unread)[]): string[] {
  const whole = reports.filter((report): report is FileReport => "container" in report);
  const chain = whole[0]?.chain;
  return [
    ...whole.flatMap(reportLines),
    ...(chain === undefined || chain.databases.length === 0 ? [] : chainLines(chain)),
  ];
}
