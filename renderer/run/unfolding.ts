/**
 * The strip "How it unfolded" as data: where each step stands in time, what each device's lane shows. Pure.
 */
import type { Failure, FailureStep, Run } from "../../electron/contract/run.ts";

export interface Moment {
  /** "A" is the first cause. */
  readonly letter: string;
  /** Milliseconds after the cause; negative where a step was seen before it. */
  readonly afterMs: number;
  readonly step: FailureStep;
}

export interface Lane {
  readonly device: number;
  /** Until then commands were moving, ms after the cause. */
  readonly movedUntilMs: number;
  /** This device failed first. */
  readonly isCause: boolean;
  /** From then on the device answered with I/O errors, or null. */
  readonly refusedFromMs: number | null;
  /** From then on the device was done with, or null where nothing says so. */
  readonly endedFromMs: number | null;
  /** By an abort; else because the statement had ended. */
  readonly isAborted: boolean;
}

export interface Unfolding {
  readonly moments: readonly Moment[];
  readonly lanes: readonly Lane[];
  /** Devices that no lane is drawn for. */
  readonly hiddenDevices: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const lanesMax = 6;
/** A strip shorter than this would show noise. */
const spanMsMin = 10;
const shareBefore = 0.45;
const shareAfter = 0.15;

/** Letters of steps: A..Z, then AA.. */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

export function unfoldingOf(run: Pick<Run, "devices">, failure: Failure): Unfolding {
  const { cause, consequences } = failure;
  const moments = [cause, ...consequences].map((step, index) => ({
    letter: letterOf(index),
    afterMs: step.atMs - cause.atMs,
    step,
  }));
  const last = Math.max(spanMsMin, ...moments.map((moment) => moment.afterMs));
  const first = Math.min(0, ...moments.map((moment) => moment.afterMs));
  const abortMs = momentOf(moments, isAbort);
  const endMs = momentOf(moments, ({ step }) => step.key === "step.server.terminated");
  const shown = shownDevices(run.devices.length, cause.device);
  return {
    moments,
    lanes: shown.map((device) => laneOf(device, moments, { cause, abortMs, endMs })),
    hiddenDevices: run.devices.length - shown.length,
    fromMs: first - last * shareBefore,
    toMs: last * (1 + shareAfter),
  };
}

/** The failing device and its neighbours, in order. */
function shownDevices(count: number, failing: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (count <= lanesMax) return all;
  const first = Math.max(0, Math.min(count - lanesMax, failing - 2));
  return all.slice(first, first + lanesMax);
}

function isAbort({ step }: Moment): boolean {
  return step.key === "step.set.aborted" || step.code?.name === "VD_E_ABORT";
}

function momentOf(
  moments: readonly Moment[],
  isWanted: (moment: Moment) => boolean,
): number | null {
  return moments.find(isWanted)?.afterMs ?? null;
}

interface Ends {
  readonly cause: FailureStep;
  readonly abortMs: number | null;
  readonly endMs: number | null;
}

function laneOf(device: number, moments: readonly Moment[], { cause, abortMs, endMs }: Ends): Lane {
  const mine = moments.filter(({ step }) => step.device === device && step !== cause);
  const atCode = (name: string): number | null =>
    momentOf(mine, ({ step }) => step.code?.name === name);
  const refused = atCode("ERROR_IO_DEVICE");
  const aborted = atCode("ERROR_OPERATION_ABORTED") ?? abortMs;
  const ended = aborted ?? endMs;
  const isCause = cause.device === device;
  return {
    device,
    isCause,
    movedUntilMs: Math.max(0, isCause ? 0 : (refused ?? ended ?? 0)),
    refusedFromMs: isCause || refused !== null ? (refused ?? 0) : null,
    endedFromMs: ended,
    isAborted: aborted !== null,
  };
}

/** Places of the letters so that none covers another; ascending, each at least `room` from the one before. */
export function spread(places: readonly number[], room: number): number[] {
  const result: number[] = [];
  for (const place of places)
    result.push(Math.max(place, (result.at(-1) ?? Number.NEGATIVE_INFINITY) + room));
  return result;
}
