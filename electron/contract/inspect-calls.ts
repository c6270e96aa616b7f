/** What the page may ask about backups that the user chose or dropped, and what it is told meanwhile. */
import { z } from "zod";
import { inspectionSchema } from "./inspection.ts";

/** Files of one inspection: a year of hourly logs and their full backups would be too many to look at. */
export const inspectedFilesMax = 1_024;

export const inspectCalls = {
  /** A dialog that main opens. */
  chooseBackups: { input: z.object({}), output: z.array(z.string()) },
  /**
   * Reads backups together. One inspection at a time: a new one ends the one that runs.
   * null: it was cancelled.
   */
  inspectBackups: {
    input: z.object({
      paths: z.array(z.string().min(1)).max(inspectedFilesMax),
      verify: z.boolean(),
    }),
    output: inspectionSchema.nullable(),
  },
  cancelInspection: { input: z.object({}), output: z.object({}) },
} as const;

export const inspectEvents = {
  /** At most ten times a second while data are checked; bytes. */
  inspectProgress: z.object({ done: z.number(), total: z.number() }),
} as const;
