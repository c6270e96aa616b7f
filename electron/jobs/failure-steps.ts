/**
 * Makes the steps of a failure out of what processes report. Pure.
 */
import type { BrokerEvent } from "../vdi/addon.ts";
import { hexOf } from "../contract/codes/codes.ts";
import { entryOfCode } from "../contract/codes/step-code.ts";
import type { FaultError, FaultParameters } from "../contract/fault.ts";
import { sayWords, type WordKey } from "../contract/failure-words.ts";
import type { FailureStep, ServerMessage } from "../contract/run.ts";
import { completionCode, nameOfCompletion, nameOfHresult, vdError } from "../contract/vdi.ts";

/** A moment and where it belongs. `device` -1: none. */
export interface StepPlace {
  readonly atMs: number;
  readonly source: FailureStep["source"];
  readonly device: number;
}

/** A step with the English sentence of its key. */
export function stepOf(
  place: StepPlace,
  key: WordKey,
  parameters: FaultParameters,
  code: FailureStep["code"] = null,
): FailureStep {
  return { ...place, key, parameters: { ...parameters }, code, text: sayWords(key, parameters) };
}

/** Chip of an HRESULT: name and "0x80770004". */
export function hresultChip(hr: number): { name: string; number: string } {
  const number = hexOf(hr);
  const known = nameOfHresult(hr) ?? entryOfCode({ name: "HRESULT", number })?.name;
  return { name: known ?? "HRESULT", number };
}

/** Chip of a Win32 completion code: name and number. */
export function completionChip(code: number): { name: string; number: string } {
  const number = String(code);
  const known = nameOfCompletion(code) ?? entryOfCode({ name: "Win32", number })?.name;
  return { name: known ?? "Win32", number };
}

/** Messages that only repeat what happened before. Source: errors.md 18-23; T-SQL digest. */
const wrappers: ReadonlyMap<number, WordKey> = new Map([
  [3202, "step.server.writeFailed"],
  [3203, "step.server.readFailed"],
  [18210, "step.server.ioLog"],
  [18204, "step.server.ioLog"],
  [3041, "step.server.terminated"],
  [3013, "step.server.terminated"],
]);

/** Severity from which a server message is an error. */
const severityOfErrors = 11;

/** "The statement was aborted": the server's own reason for an abort. */
const abortedByServer = 3204;
/** The session was ended by KILL. */
const sessionKilled = 596;
/** The embedded server's number for a comparison that failed. */
const comparisonFailed = 50_000;

/**
 * The step of a server message; null for one that reports no error.
 *
 * @param comparedFile what the message's device is compared with, in a comparing restore
 */
export function messageStep(message: ServerMessage, comparedFile?: string): FailureStep | null {
  const key = wrappers.get(message.number);
  if (key === undefined && message.severity < severityOfErrors) {
    return null;
  }
  const place = { atMs: message.atMs, source: "server" as const, device: message.device };
  const code = { name: `T-SQL ${message.severity}`, number: String(message.number) };
  if (message.number === comparisonFailed) {
    const parameters = {
      text: message.text,
      reason: message.text,
      file: comparedFile ?? "",
      device: message.device + 1,
    };
    return stepOf(place, "step.server.differs", parameters, code);
  }
  return stepOf(place, key ?? ownKey(message.number), { text: message.text }, code);
}

function ownKey(number: number): WordKey {
  if (number === sessionKilled) {
    return "step.server.killed";
  }
  return number === abortedByServer ? "step.server.stopped" : "step.server.message";
}

type DeviceFailed = Extract<BrokerEvent, { kind: "deviceFailed" }>;

/** The step of a command that failed: what the medium said, in words. */
export function deviceStep(
  event: DeviceFailed,
  at: { atMs: number; file: string; secondary: number; isBackup: boolean },
): FailureStep {
  const place = { atMs: at.atMs, source: "device" as const, device: event.device };
  const isHandle = event.hr === vdError.VD_E_INVALID;
  const code =
    event.hr === 0 || event.hr === vdError.NOERROR
      ? completionChip(event.code)
      : hresultChip(event.hr);
  const parameters = {
    file: at.file,
    device: event.device + 1,
    sequence: event.sequence,
    position: event.position,
    handle: event.handle.toString(16).toUpperCase().padStart(8, "0"),
    secondary: at.secondary + 1,
    reason: event.text === "" ? completionChip(event.code).name : event.text,
  };
  return stepOf(
    place,
    isHandle ? "step.device.handleRefused" : keyOfCompletion(event.code, at.isBackup),
    parameters,
    code,
  );
}

function keyOfCompletion(code: number, isBackup: boolean): WordKey {
  switch (code) {
    case completionCode.ERROR_DISK_FULL:
    case completionCode.ERROR_HANDLE_DISK_FULL:
      return "step.device.full";
    case completionCode.ERROR_OPERATION_ABORTED:
      return "step.device.swept";
    case completionCode.ERROR_HANDLE_EOF:
      return "step.device.endOfMedia";
    default:
      return isBackup ? "step.device.writeFailed" : "step.device.readFailed";
  }
}

/** A FaultError that ended a stage of ours, as a step. */
export function faultStep(atMs: number, fault: FaultError): FailureStep {
  const isMedia = fault.code.startsWith("MEDIA_");
  const place = { atMs, source: isMedia ? ("media" as const) : ("client" as const), device: -1 };
  const key = isMedia
    ? "step.media"
    : fault.code.startsWith("TARGET_")
      ? "step.check"
      : "step.client.fault";
  const step = stepOf(place, key, { what: fault.message });
  return { ...step, parameters: { ...fault.parameters, what: fault.message, fault: fault.code } };
}

/** How a process ended, in words: "killed by SIGKILL", "exit code 1". */
export function exitText(exit: { code: number | null; signal: string | null }): string {
  return exit.signal !== null ? `killed by ${exit.signal}` : `exit code ${exit.code ?? 0}`;
}
