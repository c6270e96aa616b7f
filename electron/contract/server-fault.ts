/** A fault as data: the page says it in its own language by `code` and `parameters`. */
import { z } from "zod";

export const faultWordsSchema = z.object({
  /** AREA_WHAT of contract/fault.ts. */
  code: z.string(),
  /** English, one line each: what happened and where; what to do. */
  message: z.string(),
  remedy: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type FaultWords = z.infer<typeof faultWordsSchema>;
