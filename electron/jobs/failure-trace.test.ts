import { describe, expect, it } from "vitest";
import { actorPrimary, actorServer, eventKind, noDevice } from "../contract/trace-event.ts";
import { vdError } from "../contract/vdi.ts";
import { hresultChip, stepOf } from "./failure-steps.ts";
import { FailureTrace, fitClocks } from "./failure-trace.ts";
import { batchOf } from "./trace/testing/traces.ts";

interface Seen {
  readonly atMs: number;
  readonly kind: number;
  readonly device?: number;
  readonly sequence?: number;
  readonly code?: number;
  readonly actor?: number;
}

/** The trace's clock when the run began. */
const startedAtNs = 5_000_000_000;

/** A trace that kept these events, all of which failed. */
function traceOf(events: readonly Seen[], near: readonly Seen[] = events): FailureTrace {
  const seen = { failed: batchOf(events.map(atRunTime)), near: batchOf(near.map(atRunTime)) };
  return new FailureTrace({ startedAtNs, slackMs: 0.01 }, seen);
}

function atRunTime({ atMs, sequence = 0, actor = actorPrimary, ...event }: Seen) {
  return { ...event, timeNs: startedAtNs + atMs * 1e6, sequence, actor };
}

const { completed, acknowledged, error, abort, secondaryLost, received } = eventKind;
const device = (atMs: number, sequence: number) =>
  stepOf({ atMs, source: "device", device: 1 }, "step.device.full", { file: "x", sequence });

describe("what the trace knows of a failure", () => {
  it("is the moment of a failing command, not when it was heard of", () => {
    const trace = traceOf([
      { atMs: 40, kind: completed, device: 0, sequence: 7, code: 112 },
      { atMs: 41, kind: completed, device: 1, sequence: 7, code: 112 },
      { atMs: 41.5, kind: acknowledged, device: 1, sequence: 7, code: 112, actor: actorServer },
    ]);
    expect(trace.refine([device(50, 7), device(50, 8)]).map(({ atMs }) => atMs)).toEqual([41, 50]);
    expect(trace.refine([device(30, 7)])[0]?.atMs).toBe(30);
    expect(trace.sweptSteps()).toEqual([]);
  });

  it("is when the medium failed, before the command was completed so", () => {
    const trace = traceOf([
      { atMs: 41, kind: completed, device: 1, sequence: 7, code: 1117 },
      { atMs: 32, kind: eventKind.moved, device: 1, sequence: 7, code: 1117, actor: 3 },
    ]);
    expect(trace.refine([device(50, 7)])[0]?.atMs).toBe(32);
    expect(trace.sweptSteps()).toEqual([]);
  });

  it("is the refused call before the completion that it led to", () => {
    const trace = traceOf([
      { atMs: 41, kind: completed, device: 1, sequence: 7, code: 6 },
      { atMs: 40, kind: error, device: 1, sequence: 7, code: vdError.VD_E_INVALID },
    ]);
    expect(trace.refine([device(50, 7)])[0]?.atMs).toBe(40);
  });

  it("is when the abort came, and which loss of a secondary was meant", () => {
    const trace = traceOf([
      { atMs: 90, kind: abort, code: vdError.VD_E_ABORT },
      { atMs: 88, kind: abort, device: 1, code: vdError.VD_E_ABORT },
      { atMs: 10, kind: secondaryLost, device: noDevice, code: 0 },
      { atMs: 60, kind: secondaryLost, device: noDevice, code: 0 },
    ]);
    const aborted = stepOf(
      { atMs: 95, source: "set", device: -1 },
      "step.set.aborted",
      {},
      hresultChip(vdError.VD_E_ABORT),
    );
    const lost = (atMs: number) =>
      stepOf({ atMs, source: "secondary", device: -1 }, "step.secondary.lost", { secondary: 1 });
    const refined = trace.refine([aborted, lost(12), lost(64)]);
    expect(refined.map(({ atMs }) => atMs)).toEqual([88, 10, 60]);
  });

  it("counts commands that were swept away, in whatever order the lanes came", () => {
    const trace = traceOf([
      { atMs: 42, kind: acknowledged, device: 1, sequence: 8, code: 1117, actor: actorServer },
      { atMs: 41.5, kind: acknowledged, device: 1, sequence: 7, code: 1117, actor: actorServer },
      { atMs: 43, kind: acknowledged, device: 1, sequence: 9, code: 1117, actor: actorServer },
      { atMs: 60, kind: acknowledged, device: 0, sequence: 3, code: 995, actor: actorServer },
      { atMs: 41, kind: completed, device: 1, sequence: 7, code: 1117 },
    ]);
    expect(trace.sweptSteps().map(({ key, atMs, parameters }) => [key, atMs, parameters])).toEqual([
      ["step.trace.swept", 42, { count: 2, device: 2 }],
      ["step.trace.abortedOut", 60, { count: 1, device: 1 }],
    ]);
  });

  it("is the events around the cause, in their order", () => {
    const calm = (from: number) =>
      Array.from({ length: 3_000 }, (_, i) => ({
        atMs: from + i / 10,
        kind: received,
        sequence: i,
      }));
    const cause = { atMs: 2_400, kind: completed, sequence: 9, code: 29 };
    const trace = traceOf([cause], [...calm(3_000), ...calm(2_000), cause]);
    const near = trace.near(2_400);
    expect(near).toHaveLength(80);
    expect(near[39]).toMatchObject({ kind: completed, code: 29, sequence: 9, device: 0 });
    expect(near.map(({ atMs }) => atMs)).toEqual(
      near.map(({ atMs }) => atMs).sort((a, b) => a - b),
    );
    expect(near[40]?.atMs).toBe(3_000);
    expect(JSON.stringify(near)).not.toContain("address");
  });

  it("says how well the clocks agree", () => {
    // The third try is the best one.
    const readings = [0, 8, 10, 18, 20, 22, 30, 38, 40, 48];
    const fit = fitClocks(
      () => readings.shift() ?? 0,
      () => 1_000_000_000n,
    );
    expect(fit).toEqual({ startedAtNs: 1_000_000_000 - 21 * 1e6, slackMs: 1 });
  });
});
