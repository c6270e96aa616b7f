import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labMethodIds, labMethods } from "./methods.ts";
import { labScripts } from "./scripts.ts";
import {
  entrySchema,
  labFileSchema,
  problemOfSteps,
  stepsOf,
  withReferences,
  type LabEntry,
} from "./transcript.ts";
import type { LabValue } from "./values.ts";

const setName = "LAB-7f3a";
const processes = ["server", "primary", "secondary1", "secondary6"];

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.constantFrom("", setName, `${setName}2`, "0x7fa144800000"),
  fc.string({ maxLength: 20 }).filter((text) => !text.includes("$")),
);

function valuesOf(number: number): fc.Arbitrary<LabValue> {
  const reference = fc.record(
    {
      from: fc.integer({ min: 1, max: Math.max(1, number - 1) }),
      field: fc.constantFrom("address", "handle", "command"),
      plus: fc.integer({ min: -4096, max: 4096 }),
    },
    { requiredKeys: ["from", "field"] },
  );
  return number === 1 ? scalar : fc.oneof(scalar, reference);
}

function entryOf(number: number): fc.Arbitrary<LabEntry> {
  return fc.constantFrom(...labMethodIds).chain((method) =>
    fc
      .record({
        process: fc.constantFrom(...processes),
        values: fc.record(
          Object.fromEntries(
            labMethods[method].parameters.map(({ name }) => [name, valuesOf(number)]),
          ),
        ),
        hr: fc.option(fc.integer({ min: -(2 ** 31), max: 0 })),
        endedAfter: fc.option(fc.integer({ min: number, max: 100 })),
      })
      .map((part) => ({
        ...part,
        kind: "call" as const,
        number,
        method,
        startedMs: number,
        endedMs: part.endedAfter === null ? null : number + 1,
        step: null,
        difference: null,
        arguments: {},
        results: Object.fromEntries(labMethods[method].answers.map(({ name }) => [name, 7])),
        completion: null,
        problem: null,
      })),
  );
}

const transcripts = fc
  .integer({ min: 1, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => entryOf(index + 1))));

describe("a transcript", () => {
  test("survives its file, names no set, and keeps addresses as references only", () => {
    fc.assert(
      fc.property(transcripts, (entries) => {
        for (const entry of entries) expect(entrySchema.parse(entry)).toEqual(entry);
        const steps = stepsOf(entries, setName);
        const text = JSON.stringify({ format: "handoff-lab", version: 1, steps });
        const back = labFileSchema.parse(JSON.parse(text)).steps;
        expect(back).toEqual(steps);
        expect(problemOfSteps(back)).toBeNull();
        expect(text).not.toContain(setName);
        for (const step of back) {
          if (step.kind !== "call") continue;
          for (const name of Object.keys(step.results ?? {}))
            expect(labMethods[step.method].answers.find((one) => one.name === name)?.kind).toBe(
              "value",
            );
        }
      }),
    );
  });

  test("refers to entries where steps were meant", () => {
    expect(
      withReferences({ handle: { from: 2, field: "handle", plus: 7 }, offset: 0 }, (n) => n + 10),
    ).toEqual({ handle: { from: 12, field: "handle", plus: 7 }, offset: 0 });
  });
});

describe("the ready scripts", () => {
  test.each(labScripts.map((script) => [script.id, script] as const))(
    "%s: known methods and arguments, a sentence in both languages for each step",
    (_id, { steps, title }) => {
      expect(labFileSchema.parse({ format: "handoff-lab", version: 1, steps }).steps).toHaveLength(
        steps.length,
      );
      expect(problemOfSteps(steps)).toBeNull();
      for (const text of [title, ...steps.map((step) => step.text)]) {
        expect(text?.en).toMatch(/\w/);
        expect(text?.["pt-BR"]).not.toBe(text?.en);
      }
    },
  );
});
