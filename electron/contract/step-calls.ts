/** Calls and events of the window about step, slow motion, breakpoints, faults, and comparing the two modes. */
import { z } from "zod";
import { jobSpecSchema } from "./job.ts";
import { controlActionSchema, controlStateSchema } from "./step.ts";

/** The same job in both modes, one after the other. */
export const comparisonSchema = z.object({
  comparisonId: z.string(),
  spec: jobSpecSchema,
  /** null: not started yet. */
  ring: z.string().nullable(),
  port: z.string().nullable(),
  state: z.enum(["running", "done", "stopped"]),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const stepCalls = {
  /** Refused with one line when it cannot be done; the state that follows comes as an event too. */
  control: {
    input: z.object({ runId: z.string(), action: controlActionSchema }),
    output: controlStateSchema,
  },
  /** null for a run that this program does not hold. */
  controlState: {
    input: z.object({ runId: z.string() }),
    output: controlStateSchema.nullable(),
  },
  startComparison: { input: z.object({ spec: jobSpecSchema }), output: comparisonSchema },
  /** Aborts what runs of it. */
  stopComparison: { input: z.object({ comparisonId: z.string() }), output: z.object({}) },
  /** The newest one, null before the first. */
  comparison: { input: z.object({}), output: comparisonSchema.nullable() },
} as const;

export const stepEvents = {
  /** At most 30 a second a run. */
  control: z.object({ runId: z.string(), state: controlStateSchema }),
  comparison: comparisonSchema,
} as const;
