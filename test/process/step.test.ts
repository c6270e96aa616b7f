/**
 * The debugger of a run with real processes, in both modes: stages one by one, breakpoints, slow motion, and each fault
 * that can be injected, with the code that came back and nothing left behind.
 */
import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FaultKind, JobSpec } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import {
  anyBreakpoint,
  holdStages,
  type ControlState,
  type Strike,
} from "../../electron/contract/step.ts";
import { vdCommand } from "../../electron/contract/vdi.ts";
import type { RunningJob } from "../../electron/jobs/running-job.ts";
import { backupOf, expectDone, Workplace } from "./lib/jobs.ts";

const place = new Workplace();
const bytes = 1_500_000;

beforeAll(() => {
  process.env["HANDOFF_LEASE_DEADLINE_MS"] = "400";
});
afterEach(() => place.clear());
afterAll(() => {
  delete process.env["HANDOFF_LEASE_DEADLINE_MS"];
  rmSync(place.folder, { recursive: true });
});

type Mode = JobSpec["handoff"];

function start(handoff: Mode, change: Partial<JobSpec> = {}): RunningJob {
  const spec = backupOf({ targets: place.files("medium", 1), bytes, change: { handoff } });
  return place.start({ ...spec, ...change } as JobSpec);
}

/** Resolves with the first state of which `fact` is true. */
function stateOf(job: RunningJob, fact: (state: ControlState) => boolean): Promise<ControlState> {
  return new Promise((resolve, reject) => {
    const look = (state: ControlState): void => {
      if (!fact(state)) return;
      stop();
      resolve(state);
    };
    const stop = job.control.onChange(look);
    void job.finished.then((run) => {
      reject(new Error(`The run ended before: ${run.result?.failure?.message ?? "done"}`));
    });
    look(job.control.state());
  });
}

const heldAt = (sequence: number, stage: string) => (state: ControlState) =>
  state.held.some((held) => held.sequence === sequence && held.stage === stage);

function strikeOf(run: Run, fault: FaultKind): Strike {
  const strike = run.strikes?.find((each) => each.fault === fault);
  if (strike === undefined) throw new Error(`${fault} did not strike.`);
  return strike;
}

const keysOf = (strike: Strike): string[] => strike.aftermath.map(({ key }) => key);
const codesOf = (strike: Strike): string[] =>
  strike.aftermath.flatMap(({ code }) => (code === null ? [] : [code.number]));

describe.each(["ring", "port"] as const)("a run in %s mode", (mode) => {
  it("starts held and goes through every stage of its first command", async () => {
    const job = start(mode, { startHeld: true });
    for (const stage of ["received", "handleTaken", "leased", "mapped", "moved", "completed"]) {
      const state = await stateOf(job, heldAt(1, stage));
      expect(state.mode).toBe("paused");
      expect(state.chosen).toEqual({ device: 0, sequence: 1 });
      expect(job.snapshot().devices[0]?.plainBytes).toBe(0);
      job.control.apply({ kind: stage === "completed" ? "run" : "step" });
    }
    expectDone(await job.finished);
    expect(job.control.state().mode).toBe("gone");
  });

  it("goes on in slow motion, stops at a breakpoint, and runs to a byte", async () => {
    const job = start(mode, { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    job.control.apply({
      kind: "addBreakpoint",
      breakpoint: { ...anyBreakpoint, ordinal: 4, isOnce: true },
    });
    expect(job.control.apply({ kind: "slow", commandsPerSecond: 100 }).mode).toBe("slow");
    const stopped = await stateOf(job, ({ held }) => held.some((each) => each.breakpoint === 1));
    expect(stopped).toMatchObject({ mode: "paused", chosen: { sequence: 4 } });
    expect(stopped.breakpoints[0]).toMatchObject({ hits: 1, isArmed: false });
    const position = 1_000_000;
    job.control.apply({ kind: "runTo", target: { kind: "position", position } });
    const there = await stateOf(
      job,
      ({ held, target }) =>
        target === null && held.some((each) => each.position + each.size > position),
    );
    const covering = there.held.find((each) => each.position + each.size > position);
    expect(covering?.position).toBeLessThanOrEqual(position);
    job.control.apply({ kind: "runTo", target: { kind: "flush" } });
    await stateOf(job, ({ held }) => held.some((each) => each.command === vdCommand.VDC_Flush));
    job.control.apply({ kind: "run" });
    expectDone(await job.finished);
  });

  it("holds at one stage alone: commands that stand elsewhere go on to it", async () => {
    const job = start(mode, { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    for (const stage of holdStages) {
      job.control.apply({ kind: "pause", stages: [stage] });
      const { stages, held } = await stateOf(
        job,
        (state) => state.held.length > 0 && state.held.every((each) => each.stage === stage),
      );
      expect(stages).toEqual([stage]);
      expect(held[0]?.breakpoint).toBeNull();
    }
    job.control.apply({ kind: "run" });
    expectDone(await job.finished);
  });

  it("does what was asked before there was a broker", async () => {
    const job = start(mode);
    job.control.apply({ kind: "inject", fault: "disk-full", at: { kind: "command", ordinal: 3 } });
    job.control.apply({ kind: "runTo", target: { kind: "command" } });
    expect(job.control.state()).toMatchObject({ target: { kind: "command" }, held: [] });
    await stateOf(job, heldAt(1, "received"));
    job.control.apply({ kind: "run" });
    expect(strikeOf(await job.finished, "disk-full").sequence).toBe(3);
  });

  it("stops a run that flows at full speed at its next command, again and again", async () => {
    const codec = { kind: "null" } as const;
    const change = { handoff: mode, startHeld: true };
    const job = place.start(backupOf({ targets: [""], bytes: 2e9, codec, change }));
    await stateOf(job, heldAt(1, "received"));
    for (let stop = 0; stop < 8; stop += 1) {
      job.control.apply({ kind: "run" });
      await new Promise((resolve) => setTimeout(resolve, 5));
      job.control.apply({ kind: "runTo", target: { kind: "command" } });
      const state = await stateOf(job, ({ target, held }) => target === null && held.length > 0);
      expect(state.mode).toBe("paused");
    }
    job.abort();
    await job.finished;
  });

  it("stops also what meets a breakpoint while others are still being let go", async () => {
    const job = start(mode, { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    const breakpoint = { ...anyBreakpoint, stages: ["moved" as const], isOnce: true };
    for (let id = 1; id <= 8; id += 1) {
      job.control.apply({ kind: "addBreakpoint", breakpoint });
      job.control.apply({ kind: "run" });
      await stateOf(job, ({ held }) => held.some((each) => each.breakpoint === id));
    }
    job.control.apply({ kind: "run" });
    expectDone(await job.finished);
  });

  it("holds also what the primary answers by itself, with its code", async () => {
    const job = start(mode, { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    const breakpoint = {
      ...anyBreakpoint,
      commands: [vdCommand.VDC_ClearError],
      stages: ["completed" as const],
      code: 0,
    };
    job.control.apply({ kind: "addBreakpoint", breakpoint });
    job.control.apply({ kind: "inject", fault: "io-error", at: { kind: "held" } });
    job.control.apply({ kind: "run" });
    const { held } = await stateOf(job, (state) =>
      state.held.some((each) => each.breakpoint === 1),
    );
    const stopped = held.find((each) => each.breakpoint === 1);
    expect(stopped).toMatchObject({ command: vdCommand.VDC_ClearError, stage: "completed" });
    job.control.apply({ kind: "run" });
    expect(keysOf(strikeOf(await job.finished, "io-error"))).toContain("after.clearError");
  });

  it("is aborted while a command is held", async () => {
    const job = start(mode, { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    job.abort();
    expect((await job.finished).result?.outcome).toBe("stopped");
    expect(place.list()).toEqual([]);
  });

  /** Fault, failure, and the codes that the trace or the calls told. */
  const failing: [FaultKind, string, string[]][] = [
    ["bad-handle", "VDI_HANDLE_REFUSED", ["0x80770006", "6"]],
    ["foreign-handle", "VDI_HANDLE_REFUSED", ["0x80770006", "6"]],
    ["interior-handle", "VDI_HANDLE_REFUSED", ["0x80770006", "6"]],
    ["media-error", "TARGET_WRITE_FAILED", ["29"]],
    ["io-error", "TARGET_WRITE_FAILED", ["1117"]],
    ["disk-full", "TARGET_FULL", ["112"]],
    ["server-abort", "SERVER_ABORTED", ["3204"]],
    ["server-crash", "SERVER_LOST", ["0x80770004"]],
  ];
  for (const [fault, code, numbers] of failing) {
    it(`${fault} at the held command fails cleanly and is told`, async () => {
      const job = start(mode, { startHeld: true });
      await stateOf(job, heldAt(1, "received"));
      job.control.apply({ kind: "inject", fault, at: { kind: "held" } });
      job.control.apply({ kind: "run" });
      const run = await job.finished;
      expect(run.result).toMatchObject({ ok: false, failure: { code } });
      const strike = strikeOf(run, fault);
      expect(strike.sequence).toBe(1);
      expect(codesOf(strike)).toEqual(expect.arrayContaining(numbers));
      expect(keysOf(strike).at(-1)).toBe("after.failed");
      if (!fault.startsWith("server")) expect(keysOf(strike)).toContain("after.clearError");
      expect(place.list()).toEqual([]);
    });
  }

  it.each([
    ["double-completion", "after.completeRefused"],
    ["completion-order", "after.overtaken"],
  ] as const)("%s at a command is survived and told", async (fault, key) => {
    const run = expectDone(await start(mode, { faults: [{ kind: fault, at: 9 }] }).finished);
    const strike = strikeOf(run, fault);
    expect(keysOf(strike)).toContain(key);
    expect(keysOf(strike).at(-1)).toBe("after.done");
  });

  it("the client's silence is ended by the server's timeout", async () => {
    const job = start(mode, { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    const inject = { kind: "inject", fault: "client-timeout", at: { kind: "held" } } as const;
    expect(() => job.control.apply(inject)).toThrow("waits for ever");
    job.abort();
    await job.finished;
    const impatient = start(mode, {
      serverTimeout: 800,
      faults: [{ kind: "client-timeout", at: 5 }],
    });
    const run = await impatient.finished;
    expect(run.result?.failure?.code).toBe("VDI_CLIENT_LATE");
    expect(codesOf(strikeOf(run, "client-timeout"))).toContain("0x80770004");
  });
});

describe("faults of a secondary, in ring mode", () => {
  it.each(["secondary-crash", "secondary-hang"] as const)(
    "%s while it holds a command: replaced, nothing lost",
    async (fault) => {
      const job = start("ring", { startHeld: true });
      job.control.apply({ kind: "pause", stages: ["mapped"] });
      await stateOf(job, heldAt(1, "mapped"));
      job.control.apply({ kind: "inject", fault, at: { kind: "held" } });
      job.control.apply({ kind: "run" });
      const run = expectDone(await job.finished);
      expect(run.result?.secondaryRestarts).toBe(1);
      expect(keysOf(strikeOf(run, fault))).toEqual(
        expect.arrayContaining(["after.secondaryLost", "after.secondaryReplaced", "after.done"]),
      );
    },
  );
});

describe("a fault of a breakpoint that looks at several stages", () => {
  it("strikes the secondary also where the command is with it already", async () => {
    const job = start("ring", { startHeld: true });
    await stateOf(job, heldAt(1, "received"));
    job.control.apply({ kind: "pause", stages: ["leased"] });
    await stateOf(job, heldAt(1, "leased"));
    const breakpoint = {
      ...anyBreakpoint,
      positionTo: 4_000, // of the first command: the second one is leased meanwhile
      stages: ["leased" as const, "mapped" as const],
      fault: "secondary-crash" as const,
    };
    job.control.apply({ kind: "addBreakpoint", breakpoint });
    job.control.apply({ kind: "step" });
    await stateOf(job, ({ strikes }) => strikes.length > 0);
    job.control.apply({ kind: "run" });
    const run = expectDone(await job.finished);
    expect(run.result?.secondaryRestarts).toBe(1);
  });
});

describe("injection at a later point", () => {
  it("strikes the nth command, the next one, or the one that a breakpoint meets", async () => {
    const later = start("ring", { startHeld: true });
    await stateOf(later, heldAt(1, "received"));
    later.control.apply({
      kind: "inject",
      fault: "disk-full",
      at: { kind: "command", ordinal: 8 },
    });
    expect(later.control.state().pending).toHaveLength(1);
    later.control.apply({ kind: "run" });
    expect(strikeOf(await later.finished, "disk-full").sequence).toBe(8);

    const next = start("ring", { startHeld: true });
    await stateOf(next, heldAt(1, "received"));
    next.control.apply({ kind: "inject", fault: "foreign-handle", at: { kind: "next" } });
    next.control.apply({ kind: "run" });
    expect(strikeOf(await next.finished, "foreign-handle").sequence).toBe(2);

    const met = start("ring", { startHeld: true });
    await stateOf(met, heldAt(1, "received"));
    const breakpoint = { ...anyBreakpoint, positionFrom: 700_000 };
    met.control.apply({ kind: "addBreakpoint", breakpoint });
    met.control.apply({ kind: "inject", fault: "io-error", at: { kind: "breakpoint", id: 1 } });
    met.control.apply({ kind: "run" });
    const stopped = await stateOf(met, ({ held }) => held.some((each) => each.breakpoint === 1));
    met.control.apply({ kind: "run" });
    const strike = strikeOf(await met.finished, "io-error");
    expect(strike.sequence).toBe(stopped.held.find((each) => each.breakpoint === 1)?.sequence);
  });
});
