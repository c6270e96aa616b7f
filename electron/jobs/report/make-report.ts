/**
 * Gathers what the report of a run needs, takes secrets and personal data out, and makes its text.
 *
 * Runs in: main, and the command line. Reads free space and the machine's facts; writes nothing.
 */
import os from "node:os";
import path from "node:path";
import { version } from "../../../package.json";
import type { Run } from "../../contract/run.ts";
import { statementTextOf } from "../run-statement.ts";
import { freeSpaceOf } from "../free-space.ts";
import { redacted, redactorFor, type Person } from "./redact.ts";
import { reportText } from "./report-text.ts";

/** The text of the report. @param person whose names are removed: by default whoever runs this */
export async function makeReport(run: Run, person: Person = thisPerson()): Promise<string> {
  const folders = foldersOf(run);
  const free = await freeSpaceOf(folders);
  const input = {
    run,
    program: programFacts(),
    statement: statementOf(run),
    freeSpace: folders.map((folder, at) => ({ folder, bytes: free[at] ?? null })),
    madeAtMs: Date.now(),
  };
  return reportText(redacted(input, redactorFor(person)));
}

/** "handoff-backup-2026-02-01T091500.md" */
export function reportFileName({ spec, startedAtMs }: Run): string {
  const started = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(":", "");
  return `handoff-${spec.kind}-${started}.md`;
}

function thisPerson(): Person {
  return { user: os.userInfo().username, home: os.homedir(), host: os.hostname() };
}

function programFacts(): Record<string, string | number> {
  const { electron, node } = process.versions as NodeJS.Dict<string>;
  return {
    Program: `Handoff ${version}`,
    Runtime: electron === undefined ? `Node ${node ?? ""}` : `Electron ${electron}`,
    System: `${os.type()} ${os.release()} ${process.arch}`,
    Processors: os.availableParallelism(),
    "Memory, bytes": os.totalmem(),
  };
}

/** The statement to the letter; null where the set was never configured, so that it may not have been sent. */
function statementOf({ runId, spec, set, devices }: Run): string | null {
  if (set === null || devices.length === 0) return null;
  const { blockSize, bufferCount, transferSize } = set;
  const deviceNames = devices.map(({ name }) => name);
  return statementTextOf(spec, { runId, deviceNames, blockSize, bufferCount, transferSize });
}

/** Folders of the files that the run reads and writes, each once. */
function foldersOf({ spec }: Run): string[] {
  const files =
    spec.kind === "backup"
      ? [...spec.targets, ...(spec.source.kind === "replay" ? spec.source.files : [])]
      : [...spec.media, ...("files" in spec.sink ? spec.sink.files : [])];
  return [...new Set(files.filter((file) => file !== "").map((file) => path.dirname(file)))];
}
