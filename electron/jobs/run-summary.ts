/**
 * A run in a few numbers: what the journal lists. Pure.
 */
import type { Failure, Run, RunSummary } from "../contract/run.ts";

const sparkPoints = 40;
/** Points of the history that the journal keeps, all devices together, and of one device at least. */
const keptPointsMax = 4_800;
const keptPointsMin = 60;

/** The line of the journal for a run; a run without a result is running. */
export function summaryOf(run: Run): RunSummary {
  const { runId, database, spec, startedAtMs, result } = run;
  const soFar = {
    outcome: "running" as const,
    seconds: run.elapsedMs / 1000,
    bytes: run.devices.reduce((sum, device) => sum + device.plainBytes, 0),
    storedBytes: run.devices.reduce((sum, device) => sum + device.storedBytes, 0),
    secondaryRestarts: 0,
    failure: null,
  };
  const { outcome, seconds, bytes, storedBytes, secondaryRestarts, failure } = result ?? soFar;
  const spark = sparkOf(run.history.perDevice);
  const figures = { seconds, bytes, storedBytes, spark, secondaryRestarts };
  const kept = failure === null ? null : withoutNearEvents(failure);
  return { runId, database, spec, startedAtMs, outcome, failure: kept, ...figures };
}

/** Events belong to the run itself: the journal lists thousands of runs, and a trace has its own. */
export function withoutNearEvents(failure: Failure): Failure {
  const rest = { ...failure };
  delete rest.nearEvents;
  return rest;
}

/** Throughput of all devices in at most 40 points. */
function sparkOf(perDevice: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...perDevice.map((points) => points.length));
  const total = Array.from({ length }, (_, i) =>
    perDevice.reduce((sum, points) => sum + (points[i] ?? 0), 0),
  );
  return thinned(total, sparkPoints).map(Math.round);
}

/** The run with so few points of history that a line of the journal stays small. */
export function withBoundedHistory(run: Run): Run {
  const { stepMs, perDevice } = run.history;
  const pointsMax = Math.max(
    keptPointsMin,
    Math.floor(keptPointsMax / Math.max(1, perDevice.length)),
  );
  const length = Math.max(0, ...perDevice.map((points) => points.length));
  if (length <= pointsMax) {
    return run;
  }
  const group = Math.ceil(length / pointsMax);
  const kept = perDevice.map((points) =>
    thinned(points, Math.ceil(length / group)).map(Math.round),
  );
  return { ...run, history: { stepMs: stepMs * group, perDevice: kept } };
}

/** Means of equal groups, at most `pointsMax` of them. */
function thinned(points: readonly number[], pointsMax: number): number[] {
  const group = Math.max(1, Math.ceil(points.length / pointsMax));
  const means: number[] = [];
  for (let at = 0; at < points.length; at += group) {
    const part = points.slice(at, at + group);
    means.push(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  return means;
}
