/**
 * The journal: every run, from the window or the command line, in one append-only NDJSON file.
 *
 * One line when a run starts; when it ends one with its summary and one with the run as it ended. Each record is
 * one write with O_APPEND and begins with a newline, so that several programs write at once and a line torn by a
 * crash spoils nothing but itself. A run without an end whose process is gone is "interrupted".
 */
import { closeSync, createReadStream, openSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { FaultError } from "../contract/fault.ts";
import { runSchema, runSummarySchema, type Run, type RunSummary } from "../contract/run.ts";
import { makeFolder } from "../media/make-folder.ts";
import { errnoOf } from "../media/manifest.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { summaryOf, withBoundedHistory } from "./run-summary.ts";

const fileName = "journal.ndjson";
/** Lines longer than this are not ours. */
const lineBytesMax = 16 * 1024 * 1024;

const startSchema = z.object({
  event: z.literal("start"),
  pid: z.number().int(),
  bornAt: z.string(),
  summary: runSummarySchema,
});
const endSchema = z.object({ event: z.literal("end"), summary: runSummarySchema });
const tidiedSchema = z.object({ event: z.literal("tidied"), runIds: z.array(z.string()) });

export class Journal {
  readonly file: string;

  private constructor(file: string) {
    this.file = file;
  }

  /**
   * Opens the journal of this user, makes its folder where it is missing.
   *
   * @param folder instead of $HANDOFF_STATE_DIR, $XDG_STATE_HOME/handoff or ~/.local/state/handoff
   * @throws FaultError JOURNAL_NOT_WRITTEN
   */
  static open(folder: string = stateFolder()): Journal {
    const file = path.join(folder, fileName);
    try {
      makeFolder(folder);
      closeSync(openSync(file, "a", 0o600));
    } catch (error) {
      throw new FaultError(
        "JOURNAL_NOT_WRITTEN",
        { file, reason: errnoOf(error) },
        { cause: error },
      );
    }
    return new Journal(file);
  }

  /** Notes that a run began in this process. */
  started(run: Run): void {
    const summary = { ...summaryOf(run), outcome: "running" };
    this.#append([
      { event: "start", pid: process.pid, bornAt: birthOf(process.pid) ?? "", summary },
    ]);
  }

  /** Notes how a run ended, with the run itself for later viewing. */
  ended(run: Run): void {
    this.#append([
      { event: "end", summary: summaryOf(run) },
      { event: "run", runId: run.runId, run: withBoundedHistory(run) },
    ]);
  }

  /** Runs, newest first, at most `limit`. */
  async list(limit: number): Promise<RunSummary[]> {
    const runs = new Map<string, RunSummary>();
    for await (const line of this.#lines()) {
      readSummary(line, runs);
    }
    return [...runs.values()].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, limit);
  }

  /** Interrupted runs whose leftovers nobody has tidied up yet. */
  async untidied(): Promise<RunSummary[]> {
    const runs = new Map<string, RunSummary>();
    for await (const line of this.#lines()) {
      readSummary(line, runs);
      const tidied = line.startsWith('{"event":"tidied"')
        ? tidiedSchema.safeParse(parseLine(line))
        : null;
      for (const runId of tidied?.data?.runIds ?? []) {
        runs.delete(runId);
      }
    }
    return [...runs.values()].filter((run) => run.outcome === "interrupted");
  }

  /** Notes that nothing is left of these interrupted runs. */
  tidied(runIds: readonly string[]): void {
    this.#append([{ event: "tidied", runIds }]);
  }

  /** A run as it ended, null when the journal has none of this id. */
  async pastRun(runId: string): Promise<Run | null> {
    const prefix = `{"event":"run","runId":${JSON.stringify(runId)},`;
    let found: Run | null = null;
    for await (const line of this.#lines()) {
      if (line.startsWith(prefix)) {
        const parsed = z.object({ run: runSchema }).safeParse(parseLine(line));
        found = parsed.success ? parsed.data.run : found;
      }
    }
    return found;
  }

  #append(records: readonly object[]): void {
    const text = records.map((record) => `\n${JSON.stringify(record)}`).join("");
    try {
      const descriptor = openSync(this.file, "a", 0o600);
      try {
        // All of it or an error: one call may write less, as on a disk that is getting full.
        writeFileSync(descriptor, `${text}\n`);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw new FaultError(
        "JOURNAL_NOT_WRITTEN",
        { file: this.file, reason: errnoOf(error) },
        { cause: error },
      );
    }
  }

  async *#lines(): AsyncGenerator<string> {
    const input = createReadStream(this.file, "utf8");
    try {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (line !== "" && line.length <= lineBytesMax) {
          yield line;
        }
      }
    } catch (error) {
      // The file may be removed by the user at any time; the runs are then gone with it.
      if (errnoOf(error) !== "ENOENT") {
        throw error;
      }
    } finally {
      input.destroy();
    }
  }
}

/** $HANDOFF_STATE_DIR, else $XDG_STATE_HOME/handoff, else ~/.local/state/handoff. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const given = env["HANDOFF_STATE_DIR"];
  if (given !== undefined && given !== "") {
    return given;
  }
  const state = env["XDG_STATE_HOME"];
  const base =
    state !== undefined && path.isAbsolute(state) ? state : path.join(homedir(), ".local", "state");
  return path.join(base, "handoff");
}

function readSummary(line: string, runs: Map<string, RunSummary>): void {
  if (line.startsWith('{"event":"end"')) {
    const parsed = endSchema.safeParse(parseLine(line));
    if (parsed.success) {
      runs.set(parsed.data.summary.runId, parsed.data.summary);
    }
  }
  if (line.startsWith('{"event":"start"')) {
    const parsed = startSchema.safeParse(parseLine(line));
    if (parsed.success && !runs.has(parsed.data.summary.runId)) {
      const { pid, bornAt, summary } = parsed.data;
      const isAlive = birthOf(pid) === bornAt;
      runs.set(summary.runId, isAlive ? summary : { ...summary, outcome: "interrupted" });
    }
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Start time of a process as the kernel counts it, so that a pid that was used again is told apart; null if gone. */
export function birthOf(pid: number): string | null {
  if (process.platform === "win32") return loadAddon().processBirth(pid)?.toString() ?? null;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, field 2, may hold spaces and parentheses: count from the last one. Start time is field 22.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
