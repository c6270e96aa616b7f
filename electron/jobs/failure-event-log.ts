/**
 * Entries of the Windows event log, source SQLVDI, as steps of a failure. Pure.
 *
 * Source: the specification's page of errors; entries as they are published, "SQLVDI: Loc=SVDS::Open.
 * Desc=Open(Control). ErrorCode=(2)The system cannot find the file specified. ... VD=Global\NAME_SQLVDIMemoryName_0".
 */
import type { FailureStep } from "../contract/run.ts";
import { completionCode } from "../contract/vdi.ts";
import type { LoggedVdiEvent } from "../vdi/vdi-events.ts";
import { completionChip, stepOf } from "./failure-steps.ts";

/** The log tells whole seconds. */
export const eventLogSlackMs = 1_000;

/** The run that entries may belong to. */
export interface LoggedRun {
  /** Wall clock, ms since 1970. */
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  readonly setName: string;
}

/** The steps of the run's own entries that report an error; those of other sets and other times are left out. */
export function eventLogSteps(events: readonly LoggedVdiEvent[], run: LoggedRun): FailureStep[] {
  return events
    .filter((event) => event.isError && isOfRun(event, run))
    .map(({ atSeconds, text }) => {
      const place = {
        atMs: atSeconds * 1000 - run.startedAtMs,
        source: "eventLog" as const,
        device: -1,
      };
      const code = errorCodeOf(text);
      const isAbort = /\b(TriggerAbort|SignalAbort)\b/.test(text);
      const key =
        isAbort || code === completionCode.ERROR_OPERATION_ABORTED
          ? "step.eventLog.aborted"
          : "step.eventLog.entry";
      const chip = code === null || code === 0 ? null : completionChip(code);
      return { ...stepOf(place, key, { text }, chip), slackMs: eventLogSlackMs };
    });
}

/** "ErrorCode=(2)..." is 2; null where an entry names none. */
function errorCodeOf(text: string): number | null {
  const digits = /ErrorCode=\((\d{1,10})\)/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function isOfRun({ atSeconds, text }: LoggedVdiEvent, run: LoggedRun): boolean {
  const atMs = atSeconds * 1000 - run.startedAtMs;
  if (atMs < -eventLogSlackMs || atMs > run.elapsedMs) return false;
  const set = /\bVD=(\S+)/.exec(text)?.[1];
  const own = run.setName.replace(/[{}]/g, "").toUpperCase();
  return set === undefined || set.toUpperCase().includes(own);
}
