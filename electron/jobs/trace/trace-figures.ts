/**
 * Figures of one trace, from the times of its commands. Pure.
 */
import { eventKind } from "../../contract/trace-event.ts";
import {
  traceStages,
  type SlowTraceCommand,
  type StageQuantiles,
  type TraceFigures,
  type TraceStage,
} from "../../contract/trace-figures.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import type { CommandTimes } from "../../contract/command-times.ts";
import { Largest } from "./largest.ts";

export const slowestShown = 20;

const { issued, received, handleTaken, leased, mapped, moved, completed, acknowledged } = eventKind;

/** Event kinds at which a stage begins and ends. */
const stageSpans: Readonly<
  Record<Exclude<TraceStage, "codec" | "disk">, readonly [number, number]>
> = {
  server: [issued, received],
  handle: [received, handleTaken],
  lease: [handleTaken, leased],
  map: [leased, mapped],
  move: [mapped, moved],
  complete: [moved, completed],
  acknowledge: [completed, acknowledged],
  client: [received, completed],
  total: [issued, acknowledged],
};
/** ns that a command spent in a stage; null when that is not known, or when it never went there. */
export function timeIn(times: CommandTimes, slot: number, stage: TraceStage): number | null {
  if (stage === "codec" || stage === "disk") {
    const ns = (stage === "codec" ? times.codecNs : times.diskNs)[slot] ?? 0;
    return ns > 0 ? ns : null;
  }
  return times.span(slot, ...stageSpans[stage]);
}

/** Stages that a command's time in the client consists of. */
const partsOfClient = ["handle", "lease", "map", "move", "complete"] as const;

/** In steps, so that a window or a run beside it does not wait. */
export async function figuresOf(times: CommandTimes): Promise<TraceFigures> {
  const { index } = times;
  const slowest = new Largest<number>(slowestShown);
  let bytes = 0;
  let unfinished = 0;
  let failed = 0;
  for (let slot = 0; slot < index.count; slot += 1) {
    const completion = times.completions[slot] ?? 0;
    unfinished += completion === 0 ? 1 : 0;
    failed += completion > 1 ? 1 : 0;
    bytes += completion === 1 ? (times.sizes[slot] ?? 0) : 0;
    slowest.add(times.span(slot, received, completed) ?? 0, slot);
  }
  const stages: StageQuantiles[] = [];
  for (const stage of traceStages) {
    await turn();
    stages.push(quantilesOf(times, stage));
  }
  const seconds = times.events === 0 ? 0 : (times.lastNs - times.firstNs) / 1e9;
  return {
    commands: index.count,
    unfinished,
    failed,
    errors: times.errors,
    bytes,
    seconds,
    rate: seconds > 0 ? bytes / seconds : 0,
    commandRate: seconds > 0 ? index.count / seconds : 0,
    stages,
    slowest: slowest.list().map(({ value }) => slowCommandOf(times, value)),
  };
}

/** Lets whatever waits be done first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function quantilesOf(times: CommandTimes, stage: TraceStage): StageQuantiles {
  const histogram = new LatencyHistogram();
  let commands = 0;
  let sum = 0;
  for (let slot = 0; slot < times.index.count; slot += 1) {
    const ns = timeIn(times, slot, stage);
    if (ns !== null) {
      histogram.add(ns);
      commands += 1;
      sum += ns;
    }
  }
  return {
    stage,
    commands,
    meanNs: commands === 0 ? 0 : sum / commands,
    p50Ns: histogram.quantile(0.5),
    p99Ns: histogram.quantile(0.99),
    p999Ns: histogram.quantile(0.999),
    maxNs: histogram.max,
  };
}

function slowCommandOf(times: CommandTimes, slot: number): SlowTraceCommand {
  const { stage, ns } = longestOf((part) => timeIn(times, slot, part) ?? 0);
  return {
    ...commandOf(times, slot),
    atNs: times.startOf(slot),
    clientNs: times.span(slot, received, completed) ?? 0,
    mostly: stage,
    mostlyNs: ns,
  };
}

/** What names a command and says what was asked. */
export function commandOf(
  times: CommandTimes,
  slot: number,
): Pick<SlowTraceCommand, "device" | "sequence" | "commandCode" | "position" | "size"> {
  return {
    device: times.index.deviceOf(slot),
    sequence: times.index.sequenceOf(slot),
    commandCode: times.codes[slot] ?? 0,
    position: times.positions[slot] ?? 0,
    size: times.sizes[slot] ?? 0,
  };
}

/** The stage of the client for which `nsOf` is largest; the client as a whole where no stage says anything. */
export function longestOf(nsOf: (stage: TraceStage) => number): { stage: TraceStage; ns: number } {
  let longest: { stage: TraceStage; ns: number } = { stage: "handle", ns: -Infinity };
  for (const stage of partsOfClient) {
    const ns = nsOf(stage);
    longest = ns > longest.ns ? { stage, ns } : longest;
  }
  return longest.ns > 0 ? longest : { stage: "client", ns: nsOf("client") };
}
