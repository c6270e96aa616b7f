/**
 * What a job on a server would say and cost, before it runs.
 */
import { z } from "zod";
import { faultWordsSchema } from "./server-fault.ts";

export const movedFileSchema = z.object({
  logicalName: z.string(),
  type: z.string(),
  bytes: z.number(),
  /** Where the backup had it. */
  from: z.string(),
  /** Where the statement puts it; the same as `from` without MOVE. */
  to: z.string(),
});
export type MovedFile = z.infer<typeof movedFileSchema>;

export const previewSchema = z.object({
  /** The T-SQL to the letter, but for the set's name. */
  statement: z.string(),
  /** Stands in the statement for the name that each run makes anew. */
  setName: z.string(),
  deviceCount: z.number().int(),
  /** Shared memory on the server's machine: BUFFERCOUNT x MAXTRANSFERSIZE. */
  bufferCount: z.number().int(),
  transferSize: z.number(),
  memoryBytes: z.number(),
  freeMemoryBytes: z.number(),
  /** Each folder that is written, with what is expected there: null where nobody knows, free: null where it is not there. */
  space: z.array(
    z.object({
      folder: z.string(),
      neededBytes: z.number().nullable(),
      freeBytes: z.number().nullable(),
    }),
  ),
  /** Of a restore: the database's files; empty where the media say nothing of them. */
  files: z.array(movedFileSchema),
  /** What would refuse the job at once, in the order of finding. */
  problems: z.array(faultWordsSchema),
});
export type Preview = z.infer<typeof previewSchema>;
