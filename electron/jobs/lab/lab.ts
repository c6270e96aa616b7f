/**
 * The lab as the window uses it: a session of processes and, if one is loaded, a script on it; files of transcripts.
 *
 * Runs in: main. Loading a script and starting over end all processes and begin with fresh ones.
 */
import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { FaultError } from "../../contract/fault.ts";
import type { LabView } from "../../contract/lab/calls.ts";
import { labScripts } from "../../contract/lab/scripts.ts";
import {
  labFileSchema,
  problemOfSteps,
  stepsOf,
  type LabEntry,
  type LabFile,
  type LabStep,
} from "../../contract/lab/transcript.ts";
import type { ProcessHost } from "../../host/process-host.ts";
import { exportCpp } from "./export-cpp.ts";
import { exportTs } from "./export-ts.ts";
import { LabScriptRun } from "./lab-script.ts";
import { LabSession, type LabListener } from "./lab-session.ts";
import { labLimits } from "./limits.ts";

export interface LabSnapshot {
  readonly view: LabView;
  readonly entries: LabEntry[];
}

interface Loaded {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly LabStep[];
}

export class Lab {
  readonly session: LabSession;
  #loaded: Loaded | null = null;
  #run: LabScriptRun | null = null;
  /** Loads and starts over one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(host: ProcessHost, listener: LabListener) {
    this.session = new LabSession(host, listener);
  }

  snapshot(): LabSnapshot {
    return { view: this.session.view(), entries: [...this.session.entries] };
  }

  /** Starts the processes if they are not there. @throws FaultError PROCESS_NOT_STARTED */
  async open(): Promise<LabSnapshot> {
    await this.session.open();
    return this.snapshot();
  }

  /** Loads a ready script, or none, on fresh processes. */
  loadScript(id: string | null): Promise<LabSnapshot> {
    const script = labScripts.find((one) => one.id === id);
    this.#loaded = script === undefined ? null : { id: script.id, name: "", steps: script.steps };
    return this.startOver();
  }

  /** @throws FaultError LAB_FILE; the lab stays as it was */
  async loadFile(file: string): Promise<LabSnapshot> {
    const { steps } = await readLabFile(file);
    this.#loaded = { id: "recording", name: path.basename(file), steps };
    return this.startOver();
  }

  startOver(): Promise<LabSnapshot> {
    const turn = this.#turn.then(async () => {
      this.#run?.stop();
      await this.session.end();
      await this.session.open();
      const loaded = this.#loaded;
      this.#run = loaded === null ? null : new LabScriptRun(this.session, loaded.steps);
      this.session.script =
        loaded === null || this.#run === null
          ? null
          : { id: loaded.id, name: loaded.name, ...this.#run.progress() };
      this.session.tell();
      return this.snapshot();
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async end(): Promise<void> {
    this.#run?.stop();
    this.#run = null;
    this.#loaded = null;
    this.session.script = null;
    await this.session.end();
  }

  /** The next step. @throws FaultError LAB_NO_SCRIPT */
  step(): Promise<void> {
    return this.#running().step();
  }

  /** All that is left. @throws FaultError LAB_NO_SCRIPT */
  runAll(): Promise<void> {
    return this.#running().run();
  }

  #running(): LabScriptRun {
    if (this.#run === null) throw new FaultError("LAB_NO_SCRIPT", {});
    return this.#run;
  }

  /** Writes the transcript whole to a neighbour and renames it. */
  async save(file: string): Promise<void> {
    const steps = stepsOf(this.session.entries, this.session.setName);
    const content: LabFile = { format: "handoff-lab", version: 1, steps };
    await fs.writeFile(`${file}.new`, `${JSON.stringify(content, null, 1)}\n`);
    await fs.rename(`${file}.new`, file);
  }

  /** The transcript as source code. */
  source(language: "cpp" | "ts"): string {
    const { entries } = this.session;
    return language === "cpp" ? exportCpp(entries) : exportTs(entries);
  }
}

/** A saved transcript. @throws FaultError LAB_FILE */
export async function readLabFile(file: string): Promise<LabFile> {
  const refuse = (reason: string): FaultError =>
    new FaultError("LAB_FILE", { file: path.basename(file), reason });
  const { size } = await fs.stat(file);
  if (size > labLimits.fileBytesMax) throw refuse(`it has ${size} bytes`);
  let content: unknown;
  try {
    content = JSON.parse(await fs.readFile(file, "utf8"));
  } catch {
    throw refuse("it is not JSON");
  }
  const parsed = labFileSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue === undefined ? "" : z.core.toDotPath(issue.path);
    throw refuse(`${at === "" ? "the whole" : at}: ${issue?.message ?? "wrong"}`);
  }
  const problem = problemOfSteps(parsed.data.steps);
  if (problem !== null) throw refuse(problem);
  return parsed.data;
}
