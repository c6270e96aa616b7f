/**
 * The window's calls about stored passwords. They go in and are never read back: the page can only ask whether one is there.
 */
import { z } from "zod";

const name = z.string().min(1).max(256);

export const secretCalls = {
  storeSecret: {
    input: z.object({ name, secret: z.string().min(1).max(65_536) }),
    output: z.object({}),
  },
  removeSecret: { input: z.object({ name }), output: z.object({}) },
  hasSecret: { input: z.object({ name }), output: z.object({ isThere: z.boolean() }) },
} as const;
