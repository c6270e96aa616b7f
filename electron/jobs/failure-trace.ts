/**
 * What the trace knows of a failure: the exact moments of what went wrong, the commands that were swept away without
 * anybody telling, and the events around the cause.
 *
 * The trace's native pump keeps them, bounded, while the run goes on (native/trace/failing.h); here they are read.
 */
import {
  eventCount,
  eventKind,
  noDevice,
  readEvent,
  type TraceEvent,
} from "../contract/trace-event.ts";
import type { FailureStep, NearEvent } from "../contract/run.ts";
import { completionCode, vdError } from "../contract/vdi.ts";
import { completionChip, hresultChip, stepOf } from "./failure-steps.ts";

/** Events before the cause, and after it, that a failure keeps. */
const nearMax = 40;

const fitTries = 5;
/** Where a command's own failure shows: at its medium, at a refused call, at its completion. */
const commandKinds: ReadonlySet<number> = new Set([
  eventKind.moved,
  eventKind.error,
  eventKind.completed,
]);
const abortNumber = hresultChip(vdError.VD_E_ABORT).number;

/** How the trace's clock and the run's fit together. */
export interface ClockFit {
  /** The trace's clock when the run began, ns. */
  readonly startedAtNs: number;
  /** Half the time that reading both clocks took, ms. */
  readonly slackMs: number;
}

/** Reads both clocks at once, as well as that can be done: the best of a few tries, should the system come between. */
export function fitClocks(nowMs: () => number, nowNs: () => bigint): ClockFit {
  const tries = Array.from({ length: fitTries }, () => {
    const before = nowMs();
    const ns = Number(nowNs());
    const after = nowMs();
    return { startedAtNs: ns - ((before + after) / 2) * 1e6, slackMs: (after - before) / 2 };
  });
  return tries.reduce((best, each) => (each.slackMs < best.slackMs ? each : best));
}

export class FailureTrace {
  readonly slackMs: number;
  readonly #startedAtNs: number;
  readonly #failing: readonly TraceEvent[];
  readonly #around: readonly TraceEvent[];

  /** @param seen what the run's trace kept, 48 bytes an event */
  constructor(
    { startedAtNs, slackMs }: ClockFit,
    seen: { failed: ArrayBuffer; near: ArrayBuffer },
  ) {
    this.#startedAtNs = startedAtNs;
    this.slackMs = slackMs;
    this.#failing = eventsOf(seen.failed);
    this.#around = eventsOf(seen.near);
  }

  /** The steps with the moments at which the trace saw them, where it did. */
  refine(steps: readonly FailureStep[]): FailureStep[] {
    return steps.map((step) => {
      const seen = this.#failing.filter((event) => isOf(step, event)).map(({ timeNs }) => timeNs);
      const earlier = seen.map((ns) => this.#msOf(ns)).filter((ms) => ms <= step.atMs);
      if (earlier.length === 0) return step;
      // Of several losses of one secondary the one that was heard of is the last before it was.
      const isLoss = step.key === "step.secondary.lost" || step.key === "step.secondary.hung";
      return { ...step, atMs: isLoss ? Math.max(...earlier) : Math.min(...earlier) };
    });
  }

  /** Commands that were ended without the client's doing: by a device in IO-ERROR, or by an abort. */
  sweptSteps(): FailureStep[] {
    const own = new Set(
      this.#failing.filter(({ kind }) => kind === eventKind.completed).map(commandOf),
    );
    const swept = this.#failing.filter(
      (event) => event.kind === eventKind.acknowledged && !own.has(commandOf(event)),
    );
    const groups = new Map<string, TraceEvent[]>();
    for (const event of swept) {
      const name = `${event.device}:${event.code}`;
      groups.set(name, [...(groups.get(name) ?? []), event]);
    }
    return [...groups.values()].flatMap((events) => this.#sweptStep(events));
  }

  /** The last events before a moment and the first ones after it, in their order. */
  near(atMs: number): NearEvent[] {
    const events = [...this.#around].sort(
      (a, b) => a.timeNs - b.timeNs || a.actor - b.actor || a.sequence - b.sequence,
    );
    const after = events.findIndex(({ timeNs }) => this.#msOf(timeNs) > atMs);
    const at = after < 0 ? events.length : after;
    return events.slice(Math.max(0, at - nearMax), at + nearMax).map((event) => this.#near(event));
  }

  #sweptStep(events: readonly TraceEvent[]): FailureStep[] {
    const [first] = events;
    if (first === undefined) return [];
    const { device, code } = first;
    const key =
      code === completionCode.ERROR_OPERATION_ABORTED
        ? "step.trace.abortedOut"
        : "step.trace.swept";
    const atMs = Math.min(...events.map(({ timeNs }) => this.#msOf(timeNs)));
    const place = { atMs, source: "device" as const, device };
    const parameters = { count: events.length, device: device + 1 };
    return [stepOf(place, key, parameters, completionChip(code))];
  }

  #near(event: TraceEvent): NearEvent {
    const { kind, actor, sequence, handle, position, size, code } = event;
    const device = event.device === noDevice ? -1 : event.device;
    const atMs = this.#msOf(event.timeNs);
    return { atMs, kind, actor, device, sequence, handle, position, size, code };
  }

  #msOf(timeNs: number): number {
    return (timeNs - this.#startedAtNs) / 1e6;
  }
}

/** Is it the event of what the step tells? */
function isOf({ key, source, device, parameters, code }: FailureStep, event: TraceEvent): boolean {
  if (key === "step.secondary.lost" || key === "step.secondary.hung")
    return event.kind === eventKind.secondaryLost && event.code + 1 === parameters["secondary"];
  if (source === "device")
    return (
      commandKinds.has(event.kind) &&
      event.device === device &&
      event.sequence === parameters["sequence"]
    );
  return event.kind === eventKind.abort && code?.number === abortNumber;
}

function commandOf({ device, sequence }: TraceEvent): string {
  return `${device}:${sequence}`;
}

function eventsOf(batch: ArrayBuffer): TraceEvent[] {
  const view = new DataView(batch);
  return Array.from({ length: eventCount(batch) }, (_, index) => readEvent(view, index));
}
