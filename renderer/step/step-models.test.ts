import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultKinds } from "../../electron/contract/job.ts";
import {
  anyBreakpoint,
  holdStages,
  stepLimit,
  type Breakpoint,
  type ControlState,
  type injectableFaults,
  type InjectionPoint,
} from "../../electron/contract/step.ts";
import { figuresOf, factorOf } from "../compare/compare-figures.ts";
import { doneRun } from "../dev/samples.ts";
import { createFormat } from "../format.ts";
import { aftermathText, injectedFault, rulePages } from "../words/injected-fault-words.ts";
import { aftermathWords } from "../../electron/contract/aftermath.ts";
import { wordsOf } from "../words/words.ts";
import { breakpointOf, problemOf, textsOf } from "./breakpoint-texts.ts";
import { injectionProblem } from "./injection-problem.ts";
import { notchOf, slowNotches } from "./slow-scale.ts";
import { breakpointSentence, chosenOf, headSentence } from "./step-sentences.ts";

const words = wordsOf("en");
const format = createFormat("en", "UTC");

describe("a breakpoint as texts", () => {
  const wholeBytes = fc.option(fc.nat(2 ** 31));
  const breakpoint: fc.Arbitrary<Breakpoint> = fc.record({
    stages: fc.uniqueArray(fc.constantFrom(...holdStages), { minLength: 1 }),
    commands: fc.constantFrom([], [2], [12]),
    devices: fc.constantFrom([], [3]),
    sizeMin: wholeBytes,
    sizeMax: wholeBytes,
    positionFrom: wholeBytes,
    positionTo: wholeBytes,
    latencyUs: fc.option(fc.nat(1e6)),
    code: fc.constantFrom(null, "failure" as const, 112),
    ordinal: fc.option(fc.integer({ min: 1, max: 1e9 })),
    isOnce: fc.boolean(),
    isEnabled: fc.boolean(),
    fault: fc.constantFrom(null, "disk-full" as const),
  });

  it("comes back as it was", () => {
    fc.assert(
      fc.property(breakpoint, (given) => {
        expect(breakpointOf(textsOf(given), given)).toEqual(given);
      }),
    );
  });

  it("means nothing when a text does not", () => {
    expect(breakpointOf({ ...textsOf(anyBreakpoint), sizeMin: "many" }, anyBreakpoint)).toBeNull();
    expect(breakpointOf({ ...textsOf(anyBreakpoint), stages: [] }, anyBreakpoint)).toBeNull();
  });

  it("says why it would never be met", () => {
    const problem = (change: Partial<Breakpoint>): string | null =>
      problemOf({ ...anyBreakpoint, ...change }, words.step);
    expect(problem({})).toBeNull();
    expect(problem({ code: 112 })).toMatch(/moved and completed/);
    expect(problem({ code: 112, stages: ["moved"] })).toBeNull();
    expect(problem({ ordinal: 3, stages: ["moved"] })).toMatch(/received/);
    expect(problem({ fault: "interior-handle", stages: ["moved"] })).toMatch(/received/);
  });
});

describe("sentences", () => {
  it("say what a breakpoint stops, in both languages", () => {
    const breakpoint: Breakpoint = {
      ...anyBreakpoint,
      commands: [2],
      devices: [1],
      sizeMin: 65_536,
      positionFrom: 1_048_576,
      latencyUs: 500,
      code: "failure",
      stages: ["moved", "completed"],
      isOnce: true,
      fault: "disk-full",
    };
    expect(breakpointSentence(breakpoint, words, format)).toBe(
      "Write, on device 2, at least 65,536 bytes, from byte 1,048,576 on, slower than 500 µs, " +
        "completed with a failure, at moved, completed, once, struck by: Disk is full",
    );
    expect(
      breakpointSentence(breakpoint, wordsOf("pt-BR"), createFormat("pt-BR", "UTC")),
    ).toContain("em movido, concluído");
  });

  it("of the head name where the chosen command stands", () => {
    const at = { device: 0, breakpoint: null, isTarget: false };
    const held = { ...at, command: 2, size: 1, position: 0, handle: 1 };
    const state: ControlState = {
      mode: "paused",
      stages: [...holdStages],
      commandsPerSecond: null,
      target: null,
      held: [
        { ...held, sequence: 1, stage: "leased" },
        { ...held, sequence: 2, stage: "received" },
      ],
      chosen: { device: 0, sequence: 2 },
      breakpoints: [],
      pending: [],
      strikes: [],
    };
    expect(headSentence(state, words, format)).toBe("Held at: received");
    expect(chosenOf(state)?.sequence).toBe(2);
    const onItsWay = { ...state, chosen: { device: 0, sequence: 9 } };
    expect(headSentence(onItsWay, words, format)).toBe("On its way to its next stage");
    const empty = { ...state, held: [], chosen: null };
    expect(headSentence(empty, words, format)).toMatch(/^Paused/);
    expect(headSentence({ ...empty, mode: "run" }, words, format)).toBeNull();
    const slow = { ...state, mode: "slow" as const, commandsPerSecond: 3 };
    expect(headSentence(slow, words, format)).toBe("Slow motion, 3 commands per second");
  });

  it("of every fault and everything that follows are there in both languages, and differ", () => {
    for (const fault of faultKinds) {
      const [en, pt] = [injectedFault("en", fault), injectedFault("pt-BR", fault)];
      for (const key of ["name", "will", "rule"] as const) expect(en[key]).not.toBe(pt[key]);
      expect(rulePages[fault]).toMatch(/^[a-z0-9, ]+$/);
    }
    for (const key of Object.keys(aftermathWords)) {
      const text = "refused";
      const parameters = {
        text,
        handle: "1",
        secondary: 1,
        device: 1,
        sequence: 1,
        other: 2,
        count: 1,
        leases: 1,
      };
      const said = { atMs: 0, key, parameters, code: null };
      expect(aftermathText("pt-BR", said)).not.toMatch(/[{}]/);
      if (key !== "after.message")
        expect(aftermathText("pt-BR", said)).not.toBe(aftermathText("en", said));
    }
  });
});

describe("an injection that would be refused", () => {
  const held = {
    ...{ device: 0, sequence: 4, stage: "moved" as const, breakpoint: null, isTarget: false },
    ...{ command: 2, size: 65_536, position: 0, handle: 1 },
  };
  const control: ControlState = {
    mode: "paused",
    stages: [...holdStages],
    commandsPerSecond: null,
    target: null,
    held: [held],
    chosen: { device: 0, sequence: 4 },
    breakpoints: [
      { id: 2, breakpoint: { ...anyBreakpoint, stages: ["moved"] }, hits: 0, isArmed: true },
    ],
    pending: [],
    strikes: [],
  };
  const problem = (
    fault: (typeof injectableFaults)[number],
    at: InjectionPoint,
    change: Partial<ControlState> = {},
  ): string | null =>
    injectionProblem(
      { fault, at },
      { run: doneRun, control: { ...control, ...change } },
      words.step,
    );

  it("says why: stage, patience, what is missing, what is too much", () => {
    expect(problem("secondary-crash", { kind: "held" })).toBeNull();
    expect(problem("disk-full", { kind: "held" })).toBe(
      "This fault strikes commands that are held at: received, handle taken, leased.",
    );
    expect(problem("disk-full", { kind: "breakpoint", id: 2 })).toMatch(/held at: received/);
    expect(problem("disk-full", { kind: "breakpoint", id: 3 })).toBe("No breakpoints yet");
    expect(problem("disk-full", { kind: "held" }, { held: [] })).toBe("No command is held");
    expect(problem("disk-full", { kind: "next" })).toBeNull();
    expect(problem("client-timeout", { kind: "next" })).toMatch(/waits for ever/);
    expect(problem("disk-full", { kind: "command", ordinal: NaN })).toMatch(/number of a command/);
    const pending = Array.from({ length: stepLimit.pendingMax }, () => ({
      fault: "disk-full" as const,
      at: { kind: "next" as const },
    }));
    expect(problem("disk-full", { kind: "next" }, { pending })).toMatch(/^Five faults wait/);
  });
});

describe("slow motion's scale", () => {
  it("has a notch for off and one for every speed, in order", () => {
    expect(notchOf(null)).toBe(0);
    slowNotches.slice(1).forEach((speed, index) => expect(notchOf(speed)).toBe(index + 1));
    expect(notchOf(7)).toBe(notchOf(8));
    expect(notchOf(1_000)).toBe(slowNotches.length - 1);
  });
});

describe("two runs side by side", () => {
  it("are compared by their results, better is above 1 either way", () => {
    expect(figuresOf(doneRun)).toMatchObject({ mean: doneRun.result.meanRate });
    expect(figuresOf({ ...doneRun, result: null }).mean).toBe(doneRun.rate.mean);
    expect(factorOf(400, 100, true)).toBe(4);
    expect(factorOf(100, 400, false)).toBe(4);
    expect(factorOf(0, 400, false)).toBeNull();
  });
});
