/**
 * Runs a script step by step: begins each call, waits for what should have ended, and compares.
 *
 * Runs in: main. The order of beginnings and ends is the script's: a call that waited when it was recorded waits
 * again, however fast this machine is.
 */
import type { LabView } from "../../contract/lab/calls.ts";
import { nameOfAnswer } from "../../contract/lab/legality.ts";
import {
  withReferences,
  type LabCallEntry,
  type LabDifference,
  type LabStep,
} from "../../contract/lab/transcript.ts";
import { within } from "../children.ts";
import type { LabSession } from "./lab-session.ts";
import { labLimits } from "./limits.ts";

type CallStep = Extract<LabStep, { kind: "call" }>;
type Progress = NonNullable<LabView["script"]>;

export class LabScriptRun {
  readonly steps: readonly LabStep[];
  readonly #session: LabSession;
  /** By step, from 1: entry and when it ended. */
  readonly #begun: { readonly number: number; readonly ended: Promise<void> }[] = [];
  readonly #differences = new Set<number>();
  #turn: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(session: LabSession, steps: readonly LabStep[]) {
    this.#session = session;
    this.steps = steps;
  }

  progress(): Omit<Progress, "id" | "name"> {
    return {
      done: this.#begun.length,
      count: this.steps.length,
      next: this.steps[this.#begun.length] ?? null,
      isRunning: this.#isRunning,
      differences: [...this.#differences],
    };
  }

  /** Does the next step, after those that run. */
  step(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#next());
    return this.#turn;
  }

  /** Does all that is left. */
  run(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      this.#isRunning = true;
      try {
        while (this.#hasMore()) await this.#next();
      } finally {
        this.#isRunning = false;
        this.#tell();
      }
    });
    return this.#turn;
  }

  /** Ends after the step that runs. */
  stop(): void {
    this.#isRunning = false;
  }

  #hasMore(): boolean {
    return this.#isRunning && this.#begun.length < this.steps.length;
  }

  async #next(): Promise<void> {
    const number = this.#begun.length + 1;
    const step = this.steps[number - 1];
    if (step === undefined) return;
    const begun = this.#begin(step, number);
    this.#begun.push(begun);
    await begun.entered;
    await this.#settle(number);
    this.#tell();
  }

  #begin(
    step: LabStep,
    number: number,
  ): { number: number; ended: Promise<void>; entered: Promise<void> } {
    if (step.kind === "call") {
      const values = withReferences(step.values, (from) => this.#begun[from - 1]?.number ?? from);
      return this.#session.begin(step.process, step.method, values, number);
    }
    const entry = this.#session.entries.length + 1;
    const ended =
      step.kind === "kill"
        ? this.#session.kill(step.process, number)
        : this.#session.addSecondary(number).then(() => undefined);
    return { number: entry, ended, entered: Promise.resolve() };
  }

  /** Waits for everything that ends before the next step begins, then compares it. */
  async #settle(begun: number): Promise<void> {
    for (let number = 1; number <= begun; number++) {
      const step = this.steps[number - 1];
      const started = this.#begun[number - 1];
      if (step === undefined || started === undefined) continue;
      if (endOf(step, number) !== begun && completionOf(step) !== begun) continue;
      if (endOf(step, number) <= begun) await within(started.ended, labLimits.stepMsMax);
      if (completionOf(step) === begun) await this.#completed(started.number);
      if (step.kind === "call") this.#compare(step, number, begun);
    }
  }

  async #completed(entry: number): Promise<void> {
    const until = Date.now() + labLimits.stepMsMax;
    while (Date.now() < until) {
      const found = this.#session.entry(entry);
      if (found?.kind !== "call" || found.completion !== null) return;
      await new Promise((resolve) => setTimeout(resolve, labLimits.enterLookMs));
    }
  }

  #compare(step: CallStep, number: number, begun: number): void {
    const started = this.#begun[number - 1];
    const entry = started === undefined ? undefined : this.#session.entry(started.number);
    if (entry?.kind !== "call") return;
    const difference = differenceOf(step, entry, begun);
    if (difference === null) return;
    this.#differences.add(number);
    this.#session.change(entry.number, { difference });
  }

  #tell(): void {
    const { script } = this.#session;
    if (script !== null) this.#session.script = { ...script, ...this.progress() };
    this.#session.tell();
  }
}

/** Steps that have begun when this one ends; beyond every script for one that never does. */
function endOf(step: LabStep, number: number): number {
  if (step.kind !== "call" || step.endsAfter === undefined) return number;
  return step.endsAfter ?? Number.MAX_SAFE_INTEGER;
}

function completionOf(step: LabStep): number | null {
  return step.kind === "call" ? (step.completion?.after ?? null) : null;
}

/** The first thing that is otherwise than the step expects; null when nothing is. */
function differenceOf(step: CallStep, entry: LabCallEntry, begun: number): LabDifference | null {
  const said = (hr: number | null): string => (hr === null ? "" : nameOfAnswer(step.method, hr));
  if (entry.hr !== step.hr)
    return { field: "HRESULT", expected: said(step.hr), got: said(entry.hr) };
  for (const [field, expected] of Object.entries(step.results ?? {})) {
    const got = entry.results[field];
    if (got !== expected) return { field, expected: String(expected), got: String(got ?? "") };
  }
  return completionDifference(step, entry, begun);
}

function completionDifference(
  { completion }: CallStep,
  entry: LabCallEntry,
  begun: number,
): LabDifference | null {
  if (completion === null || completion === undefined || completion.after > begun) return null;
  for (const field of ["code", "bytes", "position"] as const) {
    const got = entry.completion?.[field];
    if (got !== completion[field])
      return { field, expected: String(completion[field]), got: String(got ?? "") };
  }
  return null;
}
