/**
 * What the journal is told of one run: its start once, and its end.
 */
import { asFault, exitCode, faults, isFaultCode } from "../contract/fault.ts";
import type { Run } from "../contract/run.ts";
import type { Journal } from "./journal.ts";

export class RunJournal {
  readonly #journal: Journal;
  #isStarted = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Idempotent. @throws FaultError JOURNAL_NOT_WRITTEN */
  started(run: Run): void {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#journal.started(run);
    }
  }

  /** Wrong usage is told, not kept; everything else is. */
  ended(run: Run): void {
    const code = run.result?.failure?.code ?? "";
    const isUsage = isFaultCode(code) && faults[code].exit === exitCode.usage;
    // Nor is a run kept that failed because of the journal: that was said.
    if ((!this.#isStarted && isUsage) || code === "JOURNAL_NOT_WRITTEN") {
      return;
    }
    try {
      this.started(run);
      this.#journal.ended(run);
    } catch (error) {
      // The run itself ended as it did; that it is missing in the list must not change that.
      process.emitWarning(asFault(error).message);
    }
  }
}
