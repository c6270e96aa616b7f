/**
 * Finds the first cause of a failed run among what its parts told, its trace, the server's messages and error log, and
 * Windows' event log, and says it as one of the faults of contract/fault.ts. Pure; the order in which things were
 * heard of does not matter.
 *
 * The earliest step that can be a cause wins. Steps that only ever follow from something (995, 1117 of swept commands,
 * 3202, 18210, 3041, 3013, VD_E_ABORT) are consequences; "the server aborted" is a cause only when nothing else was seen.
 * Where a coarse clock leaves the order open, whoever is nearer to the bytes is believed first.
 */
import { entryOfCode } from "../contract/codes/step-code.ts";
import {
  FaultError,
  faults,
  isFaultCode,
  type FaultCode,
  type FaultParameters,
} from "../contract/fault.ts";
import type { WordKey } from "../contract/failure-words.ts";
import type { FaultKind } from "../contract/job.ts";
import type { Failure, FailureStep } from "../contract/run.ts";
import { vdError } from "../contract/vdi.ts";
import { eventLogSlackMs } from "./failure-event-log.ts";
import { hresultChip, stepOf } from "./failure-steps.ts";
import type { FailureTrace } from "./failure-trace.ts";

/** What is known besides the steps that the machine was told. */
export interface Evidence {
  readonly trace: Pick<FailureTrace, "refine" | "sweptSteps" | "near" | "slackMs"> | null;
  /** Steps out of the event log; null where there is none to read. */
  readonly logged: readonly FailureStep[] | null;
  /** Why the event log could not be read, "" where it was or where there is none. */
  readonly logProblem: string;
  /** Faults that were asked for, those that struck first. */
  readonly injected: readonly FaultKind[];
}

export const noEvidence: Evidence = { trace: null, logged: null, logProblem: "", injected: [] };

const abortNumber = hresultChip(vdError.VD_E_ABORT).number;
/** Steps that follow from earlier ones. */
const consequences: ReadonlySet<string> = new Set<WordKey>([
  "step.device.swept",
  "step.set.aborted",
  "step.server.writeFailed",
  "step.server.readFailed",
  "step.server.ioLog",
  "step.server.terminated",
  "step.trace.swept",
  "step.trace.abortedOut",
  "step.eventLog.aborted",
]);
/** Steps that are a cause only when nothing stronger is there: a lost secondary is replaced, an abort has a reason. */
const weak: ReadonlySet<string> = new Set<WordKey>([
  "step.server.aborted",
  "step.secondary.lost",
  "step.secondary.hung",
  "step.secondary.notOpened",
]);

/** Who is believed first when two moments cannot be told apart: nearest to the bytes first. */
const nearness: readonly FailureStep["source"][] = [
  "device",
  "media",
  "secondary",
  "client",
  "eventLog",
  "server",
  "set",
];

/** First causes that come from an injected fault. */
const causesOfFault: Readonly<Record<FaultKind, readonly WordKey[]>> = {
  "secondary-crash": ["step.secondary.lost", "step.secondary.budget", "step.secondary.notOpened"],
  "secondary-hang": ["step.secondary.hung", "step.secondary.lost", "step.secondary.budget"],
  "media-full": ["step.device.full"],
  "media-error": ["step.device.writeFailed", "step.device.readFailed"],
  "bad-handle": ["step.device.handleRefused"],
  "foreign-handle": ["step.device.handleRefused"],
  "interior-handle": ["step.device.handleRefused"],
  "double-completion": [],
  "completion-order": [],
  "disk-full": ["step.device.full"],
  "io-error": ["step.device.writeFailed", "step.device.readFailed"],
  "server-abort": ["step.server.stopped", "step.server.aborted"],
  "server-crash": ["step.server.lost"],
  "client-timeout": ["step.set.clientLate"],
};

const faultOfKey: Readonly<Record<string, FaultCode>> = {
  "step.device.full": "TARGET_FULL",
  "step.device.writeFailed": "TARGET_WRITE_FAILED",
  "step.device.readFailed": "MEDIA_READ_FAILED",
  "step.device.endOfMedia": "MEDIA_READ_FAILED",
  "step.device.handleRefused": "VDI_HANDLE_REFUSED",
  "step.secondary.lost": "SECONDARY_LOST",
  "step.secondary.hung": "SECONDARY_LOST",
  "step.secondary.budget": "SECONDARY_LOST",
  "step.secondary.notOpened": "SECONDARY_NOT_OPENED",
  "step.secondary.medium": "TARGET_NOT_WRITABLE",
  "step.server.lost": "SERVER_LOST",
  "step.server.aborted": "VDI_ABORTED",
  "step.server.stopped": "SERVER_ABORTED",
  "step.server.killed": "SQL_KILLED",
  "step.server.message": "SERVER_REFUSED",
  "step.server.differs": "RESTORE_DIFFERS",
  "step.set.create": "VDI_CREATE_FAILED",
  "step.set.configure": "VDI_CONFIGURE_FAILED",
  "step.set.clientLate": "VDI_CLIENT_LATE",
  "step.eventLog.entry": "SERVER_REFUSED",
  "step.client.stopped": "RUN_STOPPED",
  "step.client.publish": "TARGET_PUBLISH_FAILED",
  "step.client.manifest": "TARGET_WRITE_FAILED",
};

/** Where the rank is lower, it is the better cause. KILL is heard of last and explains all that came before. */
function rankOf(step: FailureStep): number {
  if (step.key === "step.server.killed") return -1;
  if (consequences.has(step.key) || isFollowing(step)) return 2;
  return weak.has(step.key) ? 1 : 0;
}

/**
 * What only repeats that something happened: a message by its number, or by the operating system's 995 in its text; and a
 * command that failed because a call of its was refused after an abort.
 */
function isFollowing({ key, source, code, text }: FailureStep): boolean {
  if (source === "device" && code?.number === abortNumber) return true;
  if (key !== "step.server.message") return false;
  return entryOfCode(code)?.role === "consequence" || /\berror\D{0,10}995\b/i.test(text);
}

/** The step that everything else follows from; a made-up one where nothing was reported. */
export function firstCause(steps: readonly FailureStep[], atMs: number): FailureStep {
  const best = Math.min(...steps.map(rankOf));
  const candidates = steps.filter((step) => rankOf(step) === best);
  // What began after another one was surely over cannot have been first.
  const firstOver = Math.min(...candidates.map(latestMs));
  const [cause] = candidates
    .filter((step) => step.atMs <= firstOver)
    .sort((a, b) => nearnessOf(a) - nearnessOf(b) || inOrder(a, b));
  return (
    cause ??
    stepOf({ atMs, source: "client", device: -1 }, "step.client.fault", {
      what: "The run ended without a reason that was reported.",
    })
  );
}

/** By time, a coarse one at its latest; then by what they say, so that the order is one and the same. */
function inOrder(a: FailureStep, b: FailureStep): number {
  return (
    latestMs(a) - latestMs(b) ||
    nearnessOf(a) - nearnessOf(b) ||
    a.device - b.device ||
    compareText(
      `${a.code?.number ?? ""} ${a.key} ${a.text}`,
      `${b.code?.number ?? ""} ${b.key} ${b.text}`,
    )
  );
}

function latestMs({ atMs, slackMs = 0 }: FailureStep): number {
  return atMs + slackMs;
}

function nearnessOf({ source }: FailureStep): number {
  return nearness.indexOf(source);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Code and parameters of the fault that a cause stands for. */
export function faultOf(cause: FailureStep): FaultError {
  const named = cause.parameters["fault"];
  if (typeof named === "string" && isFaultCode(named)) {
    return new FaultError(named, cause.parameters);
  }
  const code = faultOfKey[cause.key];
  const parameters: FaultParameters = { reason: cause.text, ...cause.parameters };
  return code === undefined
    ? new FaultError("RUN_NOT_FINISHED", { reason: cause.text })
    : new FaultError(code, parameters);
}

/** Steps that cannot have come before what made them. */
function isAfterCause(step: FailureStep): boolean {
  return rankOf(step) === 2 || step.key === "step.server.aborted";
}

/** What was only heard of has the moment at which that was: it happened no later than what follows from it. */
function notAfter(following: readonly FailureStep[], cause: FailureStep): FailureStep {
  const isHeardOf = cause.source === "server" || cause.source === "set";
  const atMs = Math.min(cause.atMs, ...following.map((step) => step.atMs));
  return isHeardOf ? { ...cause, atMs } : cause;
}

/** Everything that went wrong, each with the best moment that is known of it, in order. */
function mergeSteps(steps: readonly FailureStep[], { trace, logged }: Evidence): FailureStep[] {
  const refined = trace === null ? steps : [...trace.refine(steps), ...trace.sweptSteps()];
  return [...refined, ...(logged ?? [])].sort(inOrder);
}

/** The failure that a run's result carries. */
export function failureOf(
  told: readonly FailureStep[],
  atMs: number,
  rest: Pick<Failure, "command" | "leftBehind">,
  evidence: Evidence = noEvidence,
): Failure {
  const steps = mergeSteps(told, evidence);
  const first = firstCause(steps, atMs);
  const others = steps.filter((step) => step !== first);
  const cause = notAfter(others.filter(isAfterCause), first);
  const fault = faultOf(cause);
  const later = others.filter((step) => isAfterCause(step) || latestMs(step) >= cause.atMs);
  const injected = evidence.injected.find((kind) =>
    causesOfFault[kind].some((key) => key === cause.key),
  );
  return {
    code: fault.code,
    message: fault.message,
    remedy: faults[fault.code].remedy(fault.parameters),
    parameters: { ...fault.parameters },
    cause,
    consequences: later,
    ...rest,
    ...(injected === undefined ? {} : { injected }),
    clocks: {
      traceMs: evidence.trace?.slackMs ?? null,
      eventLogMs: evidence.logged === null ? null : eventLogSlackMs,
    },
    ...(evidence.logProblem === "" ? {} : { eventLogProblem: evidence.logProblem }),
    ...(evidence.trace === null ? {} : { nearEvents: evidence.trace.near(cause.atMs) }),
  };
}
