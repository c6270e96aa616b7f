/**
 * What followed from injected faults: put together from the trace, the server's messages and the run's end.
 *
 * Looks at events only while a strike is young: until its run ended or `aftermathMax` things were told.
 * Invariant: everything that is told was seen; times are the trace's own.
 */
import type { AftermathKey } from "../contract/aftermath.ts";
import type { FaultKind } from "../contract/job.ts";
import type { Aftermath, Strike } from "../contract/step.ts";
import { stepLimit } from "../contract/step.ts";
import {
  actorSecondaryFirst,
  eventBytes,
  eventCount,
  eventKind,
  readEvent,
  type TraceEvent,
} from "../contract/trace-event.ts";
import { completionCode, vdCommand } from "../contract/vdi.ts";
import type { BrokerEvent } from "../vdi/addon.ts";
import { completionChip, hresultChip } from "./failure-steps.ts";

type StruckFact = Pick<
  Extract<BrokerEvent, { kind: "struck" }>,
  "fault" | "device" | "sequence" | "timeNs"
>;
type Parameters = Aftermath["parameters"];

/** Faults after which nothing but the command itself is of interest. */
const harmless: ReadonlySet<FaultKind> = new Set(["double-completion", "completion-order"]);
/** Where an event's kind lies in its bytes. */
const kindAt = 40;
/** A number that no event reaches. */
const newest = Number.MAX_SAFE_INTEGER;
/** Messages that say something went wrong. */
const severityOfErrors = 11;

/** Events number `from` to `until` (exclusive), and the number after the newest one. */
type RecentEvents = (
  from: number,
  until: number,
) => { readonly next: number; readonly events: ArrayBuffer };

interface Watched {
  readonly strike: { -readonly [K in keyof Strike]: Strike[K] } & { aftermath: Aftermath[] };
  /** Sequences of ClearError commands that wait for their completion. */
  readonly clearErrors: Set<number>;
  isOver: boolean;
}

export class AftermathWatch {
  readonly #watched: Watched[] = [];
  #source: RecentEvents = (from) => ({ next: from, events: new ArrayBuffer(0) });
  /** Number of the first event that nobody was told of. */
  #next = 0;
  readonly #nowMs: () => number;
  readonly #onChange: () => void;
  #startedAtNs = 0;

  /** @param nowMs the run's own clock */
  constructor(nowMs: () => number, onChange: () => void) {
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  /** Where the events come from; without it only messages and ends are told. */
  attach(source: RecentEvents): void {
    this.#source = source;
  }

  /** @param nowNs the trace's clock now: its times become times of the run */
  startClock(nowNs: number): void {
    this.#startedAtNs = nowNs - this.#nowMs() * 1e6;
  }

  get strikes(): Strike[] {
    return this.#watched.map(({ strike }) => ({ ...strike, aftermath: [...strike.aftermath] }));
  }

  /** A fault struck. Further ones are not told once there are `strikesMax`. */
  struck({ fault, device, sequence, timeNs }: StruckFact): void {
    if (this.#watched.length >= stepLimit.strikesMax) return;
    const atMs = timeNs === 0 ? this.#nowMs() : (timeNs - this.#startedAtNs) / 1e6;
    const strike = { fault, atMs, device, sequence, aftermath: [] };
    const watched: Watched = { strike, clearErrors: new Set(), isOver: false };
    if (this.#open().length > 0) this.pull();
    else this.#next = this.#source(newest, newest).next;
    this.#watched.push(watched);
    // What followed at once may have been drained before the strike was told.
    if (timeNs !== 0) this.#scan([watched], this.#source(0, this.#next).events, timeNs);
    this.#onChange();
  }

  /** Takes what the trace has to tell since the last call. */
  pull(): void {
    const open = this.#open();
    if (open.length === 0) return;
    const { next, events } = this.#source(this.#next, newest);
    this.#next = next;
    this.#scan(open, events, 0);
  }

  /** Tells `open` strikes of a batch's events from `fromNs` on. */
  #scan(open: readonly Watched[], batch: ArrayBuffer, fromNs: number): void {
    if (open.length === 0) return;
    const view = new DataView(batch);
    for (let i = 0; i < eventCount(batch); i += 1) {
      const kind = view.getUint8(i * eventBytes + kindAt);
      if (!kindsOfInterest.has(kind)) continue;
      const event = readEvent(view, i);
      if (event.timeNs < fromNs) continue;
      for (const watched of open) this.#event(watched, event);
    }
  }

  message(message: { number: number; severity: number; text: string }): void {
    if (message.severity < severityOfErrors) return;
    const code = { name: `T-SQL ${message.severity}`, number: String(message.number) };
    for (const watched of this.#open())
      if (!harmless.has(watched.strike.fault))
        this.#tell(watched, this.#nowMs(), ["after.message", { text: message.text }, code]);
  }

  /** The run has ended: nothing follows any more. */
  ended(outcome: "done" | "failed" | "stopped"): void {
    for (const watched of this.#watched) {
      const key = outcome === "done" ? "after.done" : "after.failed";
      this.#tell(watched, this.#nowMs(), [key, {}, null]);
      watched.isOver = true;
    }
  }

  #open(): Watched[] {
    return this.#watched.filter((watched) => !watched.isOver);
  }

  #event(watched: Watched, event: TraceEvent): void {
    const { strike } = watched;
    const isOwn = event.device === strike.device && event.sequence === strike.sequence;
    const told = isOwn ? tellOwn(strike, event) : this.#other(watched, event);
    if (told !== null) this.#tell(watched, (event.timeNs - this.#startedAtNs) / 1e6, told);
  }

  /** What happened to other commands, devices and processes. */
  #other(watched: Watched, event: TraceEvent): Told | null {
    const { device, sequence, code, kind, size } = event;
    const { strike, clearErrors } = watched;
    const isSameDevice = device === strike.device;
    switch (kind) {
      case eventKind.secondaryLost:
        return ["after.secondaryLost", { secondary: code + 1, leases: size }, null];
      case eventKind.secondaryReplaced:
        return ["after.secondaryReplaced", { secondary: code + 1, leases: size }, null];
      case eventKind.abort:
        return ["after.aborted", { device: device + 1 }, hresultChip(code | 0)];
      case eventKind.issued:
        if (isSameDevice && code === vdCommand.VDC_ClearError) clearErrors.add(sequence);
        return null;
      case eventKind.completed:
        return isSameDevice ? tellOvertaking(strike, event) : null;
      case eventKind.acknowledged:
        return isSameDevice ? tellAcknowledged(watched, event) : null;
      default:
        return null;
    }
  }

  #tell({ strike, isOver }: Watched, atMs: number, [key, parameters, code]: Told): void {
    const last = strike.aftermath.at(-1);
    const isCounted = key === "after.swept" || key === "after.sweptByAbort";
    if (isOver) return;
    if (key === "after.overtaken" && strike.aftermath.some((each) => each.key === key)) return;
    if (isCounted && last?.key === key) {
      const count = Number(last.parameters["count"]) + 1;
      strike.aftermath[strike.aftermath.length - 1] = { ...last, parameters: { count } };
    } else if (strike.aftermath.length < stepLimit.aftermathMax) {
      strike.aftermath.push({ atMs, key, parameters, code });
      strike.aftermath.sort((a, b) => a.atMs - b.atMs);
    }
    this.#onChange();
  }
}

type Told = [AftermathKey, Parameters, Aftermath["code"]];

const kindsOfInterest: ReadonlySet<number> = new Set([
  eventKind.issued,
  eventKind.moved,
  eventKind.completed,
  eventKind.acknowledged,
  eventKind.abort,
  eventKind.error,
  eventKind.secondaryLost,
  eventKind.secondaryReplaced,
]);

/** A later command of the device was completed. */
function tellOvertaking({ fault, sequence }: Strike, event: TraceEvent): Told | null {
  return fault === "completion-order" && event.sequence > sequence
    ? ["after.overtaken", { sequence, other: event.sequence }, completionChip(event.code)]
    : null;
}

/** The server has the completion of another command of the device. */
function tellAcknowledged({ strike, clearErrors }: Watched, event: TraceEvent): Told | null {
  const { code, device, sequence } = event;
  if (clearErrors.delete(sequence) && code === 0)
    return ["after.clearError", { device: device + 1 }, completionChip(0)];
  if (harmless.has(strike.fault)) return null;
  if (code === completionCode.ERROR_IO_DEVICE)
    return ["after.swept", { count: 1 }, completionChip(code)];
  return code === completionCode.ERROR_OPERATION_ABORTED
    ? ["after.sweptByAbort", { count: 1 }, completionChip(code)]
    : null;
}

/** What happened to the struck command itself. */
function tellOwn(strike: Strike, event: TraceEvent): Told | null {
  const { kind, code, sequence, device, actor } = event;
  const secondary = actor - actorSecondaryFirst + 1;
  switch (kind) {
    case eventKind.error:
      if (strike.fault === "double-completion")
        return ["after.completeRefused", {}, hresultChip(code | 0)];
      return event.handle === 0
        ? ["after.getRefused", {}, hresultChip(code | 0)]
        : ["after.mapRefused", { handle: hex(event.handle), secondary }, hresultChip(code | 0)];
    case eventKind.moved: {
      // A command whose handle was refused moved nothing; that has been told.
      const isRefused = code === completionCode.ERROR_INVALID_HANDLE;
      return code === 0 || isRefused
        ? null
        : ["after.moveFailed", { secondary }, completionChip(code)];
    }
    case eventKind.completed:
      return code === 0
        ? ["after.completedWell", { sequence }, completionChip(0)]
        : ["after.completed", { sequence, device: device + 1 }, completionChip(code)];
    default:
      return null;
  }
}

function hex(handle: number): string {
  return handle.toString(16).toUpperCase().padStart(8, "0");
}
