/**
 * What the lab writes down and what it can do again: entries (calls as they went) and steps (calls to make). A saved
 * transcript is a list of steps with what was answered.
 */
import { z } from "zod";
import { labMethodIds, labMethods } from "./methods.ts";
import { isReference, scalarSchema, setNameSign, valueSchema, type LabValue } from "./values.ts";

/** Entries of a session, steps of a file: far more than anybody makes by hand. */
export const entriesMax = 2_000;

/** "server", "primary", "secondary1" ... */
export const processIdSchema = z.string().regex(/^(server|primary|secondary([1-9]|[1-5]\d))$/);

const methodSchema = z.enum(labMethodIds);
const argumentsSchema = z.record(z.string().max(64), valueSchema);
const resultsSchema = z.record(z.string().max(64), scalarSchema);

/** What was otherwise than a step expects: a field, what it should be, what it is. */
const differenceSchema = z.object({ field: z.string(), expected: z.string(), got: z.string() });
export type LabDifference = z.infer<typeof differenceSchema>;

export const completionSchema = z.object({
  code: z.number().int(),
  bytes: z.number(),
  position: z.number(),
  /** Entries, or steps, that had begun when the routine ran. */
  after: z.number().int(),
});
export type LabCompletion = z.infer<typeof completionSchema>;

const entryBase = {
  number: z.number().int().min(1),
  process: processIdSchema,
  startedMs: z.number(),
  endedMs: z.number().nullable(),
  /** Entries that had begun when it ended; null while it waits. */
  endedAfter: z.number().int().nullable(),
  /** Step of the loaded script that it carries out. */
  step: z.number().int().nullable(),
  /** How it differs from what the step expects; null when it does not. */
  difference: differenceSchema.nullable(),
};

export const entrySchema = z.discriminatedUnion("kind", [
  z.object({
    ...entryBase,
    kind: z.literal("call"),
    method: methodSchema,
    /** As they are kept: references instead of addresses. */
    values: argumentsSchema,
    /** As they were sent. */
    arguments: z.record(z.string(), scalarSchema),
    hr: z.number().int().nullable(),
    results: resultsSchema,
    completion: completionSchema.nullable(),
    /** Why there is no code: the process was gone, an argument was no value of its kind, an answer was missing. */
    problem: z
      .object({ kind: z.enum(["gone", "argument", "missing"]), what: z.string() })
      .nullable(),
  }),
  z.object({ ...entryBase, kind: z.literal("kill") }),
  z.object({ ...entryBase, kind: z.literal("addSecondary") }),
]);
export type LabEntry = z.infer<typeof entrySchema>;
export type LabCallEntry = Extract<LabEntry, { kind: "call" }>;

const stepText = z.object({ en: z.string().max(400), "pt-BR": z.string().max(400) }).optional();

export const stepSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("call"),
    process: processIdSchema,
    method: methodSchema,
    /** `from` of a reference counts steps, from 1. */
    values: argumentsSchema,
    /** What it must answer; a call that never ended has none. */
    hr: z.number().int().nullable(),
    results: resultsSchema.optional(),
    completion: completionSchema.nullable().optional(),
    /** Steps that have begun when it ends; without it, it ends before the next one begins. */
    endsAfter: z.number().int().nullable().optional(),
    text: stepText,
  }),
  z.object({ kind: z.literal("kill"), process: processIdSchema, text: stepText }),
  z.object({ kind: z.literal("addSecondary"), process: processIdSchema, text: stepText }),
]);
export type LabStep = z.infer<typeof stepSchema>;

export const labFileSchema = z.object({
  format: z.literal("handoff-lab"),
  version: z.literal(1),
  steps: z.array(stepSchema).max(entriesMax),
});
export type LabFile = z.infer<typeof labFileSchema>;

/** Answers that are the same at every replay; the others are addresses, handles and tokens. */
export function isComparable(method: keyof typeof labMethods, field: string): boolean {
  const found = labMethods[method].answers.find(({ name }) => name === field);
  return found?.kind === "value" && field !== "token";
}

/** The steps that do what these entries did, and expect the same. */
export function stepsOf(entries: readonly LabEntry[], setName: string): LabStep[] {
  return entries.map((entry): LabStep => {
    if (entry.kind !== "call") return { kind: entry.kind, process: entry.process };
    const results = Object.entries(entry.results).filter(([name]) =>
      isComparable(entry.method, name),
    );
    return {
      kind: "call",
      process: entry.process,
      method: entry.method,
      values: mapValues(entry.values, (value) =>
        typeof value === "string" ? value.replaceAll(setName, setNameSign) : value,
      ),
      hr: entry.hr,
      results: Object.fromEntries(results),
      completion: entry.completion,
      endsAfter: entry.endedAfter,
    };
  });
}

/**
 * What is wrong with the order of steps: a reference to a later step or to something that is no answer.
 *
 * @returns one sentence, or null
 */
export function problemOfSteps(steps: readonly LabStep[]): string | null {
  for (const [index, step] of steps.entries()) {
    if (step.kind !== "call") continue;
    const names = labMethods[step.method].parameters.map(({ name }) => name);
    for (const [name, value] of Object.entries(step.values)) {
      if (!names.includes(name)) return `step ${index + 1}: ${step.method} has no ${name}`;
      if (isReference(value) && value.from > index)
        return `step ${index + 1}: ${name} refers to step ${value.from}, which is not before it`;
    }
  }
  return null;
}

export function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(value, name)]),
  );
}

/** The entry's own number in place of a step's. */
export function withReferences(
  values: Readonly<Record<string, LabValue>>,
  numberOf: (step: number) => number,
): Record<string, LabValue> {
  return mapValues(values, (value) =>
    isReference(value) ? { ...value, from: numberOf(value.from) } : value,
  );
}
