/**
 * Every way in which a job can end badly, in one table: what happened, what to do, and the exit code of the
 * command line. Texts name what and where through parameters; the Portuguese texts have the same keys in
 * renderer/words.
 */

import { labFaults } from "./fault-lab-rows.ts";
import { fileFaults, mediaFaults, processFaults } from "./fault-rows.ts";
import { sqlFaults } from "./sql-faults.ts";
import { exitCode, row, type FaultEntry, type FaultParameters } from "./fault-text.ts";

export { exitCode, fillIn, type FaultParameters } from "./fault-text.ts";

/** One row a fault. Areas: USAGE_ MEDIA_ VDI_ SECONDARY_ SERVER_ TARGET_ SOURCE_ RUN_ TRACE_ NATIVE_ SQL_ SECRET_. */
export const faults = {
  USAGE: row(exitCode.usage, "{what}", "{remedy}"),
  ...fileFaults,
  ...mediaFaults,
  ...processFaults,
  ...labFaults,
  ...sqlFaults,
} as const satisfies Record<string, FaultEntry>;

export type FaultCode = keyof typeof faults;

/** Whether a string from outside is a code of this table. */
export function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faults, code);
}

/** A fault as an exception. Crosses borders as {code, parameters}. */
export class FaultError extends Error {
  readonly code: FaultCode;
  readonly parameters: FaultParameters;

  constructor(code: FaultCode, parameters: FaultParameters = {}, options?: ErrorOptions) {
    super(faults[code].message(parameters), options);
    this.name = "FaultError";
    this.code = code;
    this.parameters = parameters;
  }

  get remedy(): string {
    return faults[this.code].remedy(this.parameters);
  }

  get exit(): number {
    return faults[this.code].exit;
  }
}

/** Any thrown thing as a fault; what is none of ours becomes UNEXPECTED. */
export function asFault(error: unknown): FaultError {
  if (error instanceof FaultError) {
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new FaultError("UNEXPECTED", { reason }, { cause: error });
}
