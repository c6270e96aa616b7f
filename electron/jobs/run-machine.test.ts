import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureStep } from "../contract/run.ts";
import { jobLimits } from "./limits.ts";
import { effectsOf, step } from "./run-machine.ts";
import { newRun, type Effect, type Fact, type RunState } from "./run-state.ts";

const summary = (device: number) => ({
  device,
  plainBytes: 1,
  storedBytes: 1,
  plainXxh3: "",
  storedXxh3: "",
  chunkBytes: 4096,
  chunks: [],
});

const failureStep = (key: string): FailureStep => ({
  atMs: 0,
  source: "client",
  device: -1,
  code: null,
  key,
  parameters: {},
  text: key,
});

const planned = (deviceCount: number, secondaryCount: number, isKept = true): Fact => ({
  kind: "planned",
  isKept,
  secondaryCount,
  assignment: Array.from({ length: deviceCount }, (_, device) => device % secondaryCount),
});

/** Runs facts through the machine; collects what it asks for. */
function drive(
  facts: readonly Fact[],
  kind: RunState["kind"] = "backup",
): { state: RunState; effects: Effect[] } {
  let state = newRun(kind);
  const effects: Effect[] = [];
  for (const fact of facts) {
    const next = step(state, fact);
    effects.push(...effectsOf(state, next));
    state = next;
  }
  return { state, effects };
}

const start: Fact[] = [
  planned(1, 1),
  { kind: "serverStarted", pid: 9 },
  { kind: "configured" },
  { kind: "secondaryServing", secondary: 0, pid: 10 },
];
const whole: Fact[] = [
  ...start,
  { kind: "finished", device: 0, summary: summary(0), isCompletePending: true },
  { kind: "described", device: 0 },
  { kind: "deviceClosed", device: 0 },
  { kind: "brokerEnded" },
  { kind: "verdict", ok: true },
  { kind: "published" },
  { kind: "cleaned", isStopped: false },
];

const factArbitrary = fc.oneof(
  fc.constantFrom<Fact>(
    { kind: "serverStarted", pid: 9 },
    { kind: "configured" },
    { kind: "brokerEnded" },
    { kind: "serverEnded" },
    { kind: "published" },
    { kind: "aborted" },
    { kind: "cleaned", isStopped: false },
    { kind: "noted", step: failureStep("step.server.message") },
    { kind: "failed", step: failureStep("step.client.stopped") },
  ),
  fc.boolean().map((ok): Fact => ({ kind: "verdict", ok })),
  fc.nat(2).map((device): Fact => ({ kind: "described", device })),
  fc.nat(2).map((device): Fact => ({ kind: "deviceClosed", device })),
  fc.nat(2).map((device): Fact => ({
    kind: "deviceFailed",
    device,
    step: failureStep("step.device.full"),
  })),
  fc.tuple(fc.nat(2), fc.boolean()).map(([device, isCompletePending]): Fact => ({
    kind: "finished",
    device,
    summary: summary(device),
    isCompletePending,
  })),
  fc.nat(1).map((secondary): Fact => ({ kind: "secondaryServing", secondary, pid: 10 })),
  fc.nat(1).map((secondary): Fact => ({ kind: "secondaryGone", secondary })),
  fc.nat(1).map((secondary): Fact => ({
    kind: "secondaryLost",
    secondary,
    step: failureStep("step.secondary.lost"),
    budgetStep: failureStep("step.secondary.budget"),
  })),
);

describe("run machine", () => {
  it("brings a backup from plan to publication in order", () => {
    const { state, effects } = drive(whole);
    expect(state.outcome).toBe("done");
    expect(effects.map((effect) => effect.kind)).toEqual([
      "attach",
      "openBroker",
      "startSecondary",
      "startBroker",
      "describe",
      "completeDevice",
      "closeSet",
      "publish",
      "cleanUp",
      "report",
    ]);
  });

  it("ends a restore without publication, and completes a device that asks for it", () => {
    const { state, effects } = drive(
      [
        planned(1, 1, false),
        ...start.slice(1),
        { kind: "deviceClosed", device: 0 },
        { kind: "verdict", ok: true },
        { kind: "brokerEnded" },
        { kind: "cleaned", isStopped: false },
      ],
      "restore",
    );
    expect(state.outcome).toBe("done");
    expect(effects.map((effect) => effect.kind)).not.toContain("publish");
  });

  it("closes the set also when the verdict came before the last device's end", () => {
    const { effects } = drive([
      ...start,
      { kind: "finished", device: 0, summary: summary(0), isCompletePending: true },
      { kind: "described", device: 0 },
      { kind: "deviceClosed", device: 0 },
      { kind: "verdict", ok: true },
      { kind: "brokerEnded" },
    ]);
    expect(effects.slice(-2).map((effect) => effect.kind)).toEqual(["closeSet", "publish"]);
  });

  it("does not believe a verdict without a described medium", () => {
    const { state } = drive([
      ...start,
      { kind: "deviceClosed", device: 0 },
      { kind: "brokerEnded" },
      { kind: "verdict", ok: true },
    ]);
    expect(state.stage).toBe("aborting");
    expect(state.isFailing).toBe(true);
  });

  it("replaces a secondary five times and then gives up", () => {
    const lost: Fact = {
      kind: "secondaryLost",
      secondary: 0,
      step: failureStep("step.secondary.lost"),
      budgetStep: failureStep("step.secondary.budget"),
    };
    const round: Fact[] = [
      lost,
      { kind: "secondaryGone", secondary: 0 },
      { kind: "secondaryServing", secondary: 0, pid: 11 },
    ];
    const five = drive([
      ...start,
      ...Array.from({ length: jobLimits.restartsMax }, () => round).flat(),
    ]);
    expect(five.state.stage).toBe("moving");
    expect(five.state.secondaries[0]?.restarts).toBe(5);
    const six = step(five.state, lost);
    expect(six.stage).toBe("aborting");
    expect(six.steps.at(-1)?.key).toBe("step.secondary.budget");
  });

  it("does not replace a secondary whose devices are all finished", () => {
    const { state, effects } = drive([
      ...whole.slice(0, 6),
      {
        kind: "secondaryLost",
        secondary: 0,
        step: failureStep("step.secondary.lost"),
        budgetStep: failureStep("step.secondary.budget"),
      },
    ]);
    expect(effects.map((effect) => effect.kind)).not.toContain("replaceSecondary");
    expect(state.isFailing).toBe(false);
  });

  it("keeps its promises whatever happens in whatever order", () => {
    fc.assert(
      fc.property(fc.array(factArbitrary, { maxLength: 60 }), fc.boolean(), (facts, isKept) => {
        let state = newRun("backup");
        let reports = 0;
        let hasStopped = false;
        const starts = [0, 0];
        for (const fact of [planned(3, 2, isKept), ...facts]) {
          const next = step(state, fact);
          for (const effect of effectsOf(state, next)) {
            reports += effect.kind === "report" ? 1 : 0;
            if (effect.kind === "publish") {
              expect(next.verdict?.ok).toBe(true);
              expect(next.devices.every((part) => part.state === "described")).toBe(true);
            }
            if (effect.kind === "startSecondary") {
              starts[effect.secondary] = (starts[effect.secondary] ?? 0) + 1;
            }
            if (hasStopped) {
              expect(["cleanUp", "report"]).toContain(effect.kind);
            }
          }
          hasStopped ||= ["aborting", "ending", "ended"].includes(next.stage);
          expect(next.steps.slice(0, state.steps.length)).toEqual(state.steps);
          state = next;
        }
        expect(reports).toBeLessThanOrEqual(1);
        expect(Math.max(...starts)).toBeLessThanOrEqual(1 + jobLimits.restartsMax);
        expect(state.outcome === "done" && state.isFailing).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
