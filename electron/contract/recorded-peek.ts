/**
 * Copies of buffers' bytes in a trace file: only where the user switched that on.
 *
 * A copy has at most `peekBytesMax` bytes, all copies of a file together `recordedPeekBytesMax`: both are refused by a
 * reader too. A copy of a file that was to be made without them has records with their bytes left out.
 */
import { z } from "zod";
import { peekBytesMax } from "./buffer-calls.ts";
import { vdLimit } from "./vdi.ts";

/** Bytes of all copies in one file. */
export const recordedPeekBytesMax = 4 * 1_048_576;
/** Copies in one file. */
export const recordedPeeksMax = 4_096;

const about = {
  /** When it was copied, ns of the trace's clock. */
  takenNs: z.number().min(0),
  handle: z.number().int().min(1).max(0x7fff_ffff),
  /** Of the first byte in the data zone. */
  offset: z.number().int().min(0).max(vdLimit.transferSizeMax),
  /** The command that it belongs to; null for a copy that was taken by handle. */
  command: z
    .object({
      device: z.number().int().min(0).max(63),
      command: z.number().int(),
      sequence: z.number().int().min(0),
      size: z.number().int().min(0),
      position: z.number(),
      address: z.number().min(0),
    })
    .nullable(),
};

/** The record of the file. */
export const peekRecordSchema = z.object({
  type: z.literal("peek"),
  ...about,
  /** Base64; null: left out of this copy of the file. */
  bytes: z
    .base64()
    .max(Math.ceil(peekBytesMax / 3) * 4)
    .nullable(),
});
export type PeekRecord = z.infer<typeof peekRecordSchema>;

/** A recorded copy as it is listed: all but its bytes. */
export const recordedPeekSchema = z.object({
  ...about,
  /** null: left out of this copy of the file. */
  byteCount: z.number().int().nullable(),
});
export type RecordedPeek = z.infer<typeof recordedPeekSchema>;

/** How many bytes a base64 text stands for. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
