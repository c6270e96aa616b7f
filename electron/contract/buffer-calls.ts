/** Calls of the window about single buffers: geometry, and bounded copies of their bytes. */
import { z } from "zod";
import { vdLimit } from "./vdi.ts";

/** Bytes of one copy at most; native/broker/peek_hook.h and native/embedded/client_set.h have the same. */
export const peekBytesMax = 4_096;

const offsetSchema = z.number().int().min(0).max(vdLimit.transferSizeMax);
const bytesSchema = z.instanceof(Uint8Array<ArrayBufferLike>);

/** A copy of a command's bytes, taken while its buffer was out with the client. */
export const peekCopySchema = z.object({
  device: z.number(),
  /** VDC_Write or VDC_Read. */
  command: z.number(),
  sequence: z.number(),
  handle: z.number(),
  size: z.number(),
  /** Of the command, in the device's stream. */
  position: z.number(),
  /** Of the copy's first byte in the data zone. */
  offset: z.number(),
  /** The primary's address of the data start. */
  address: z.number(),
  /** When it was copied, in ns of the trace's clock, and how long ago that was when it left the primary. */
  takenNs: z.number(),
  ageMs: z.number(),
  /** Whether the copy is in the run's trace file as well. */
  isRecorded: z.boolean(),
  bytes: bytesSchema,
});
export type PeekCopy = z.infer<typeof peekCopySchema>;

export const bufferCalls = {
  /** null before the set is configured, and for a run that this program does not hold. */
  bufferGeometry: {
    input: z.object({ runId: z.string() }),
    output: z.object({ stride: z.number(), dataOffset: z.number() }).nullable(),
  },
  /**
   * Copies the bytes of the next Write or Read that fits. null when none came within two seconds, the run has
   * ended, or a later call took this one's place.
   */
  peekNext: {
    input: z.object({
      runId: z.string(),
      /** null: any. */
      device: z.number().int().min(0).max(63).nullable(),
      buffer: z
        .number()
        .int()
        .min(0)
        .max(vdLimit.bufferCountMax - 1)
        .nullable(),
      offset: offsetSchema,
    }),
    output: peekCopySchema.nullable(),
  },
  /** Copies bytes of a buffer that is out now, by its handle. A handle that is no longer valid: VD_E_INVALID. */
  peekHandle: {
    input: z.object({
      runId: z.string(),
      handle: z.number().int().min(1).max(0x7fffffff),
      offset: offsetSchema,
    }),
    output: z.object({
      hr: z.number(),
      bytes: bytesSchema.nullable(),
      isRecorded: z.boolean(),
    }),
  },
} as const;
