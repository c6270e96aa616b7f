/**
 * The wire: six kinds of messages, whatever the port. Parsed on arrival; what does not parse does
 * not exist. Names and payloads are parsed later, against the tables of the channel.
 */
import { z } from "zod";

const id = z.number().int().min(1);
const name = z.string().max(64);

export const messageSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("hello"),
    contractVersion: z.number(),
    role: z.string().max(64),
    pid: z.number().int(),
  }),
  z.object({ kind: z.literal("call"), id, name, input: z.unknown() }),
  z.object({ kind: z.literal("cancel"), id }),
  z.object({ kind: z.literal("ok"), id, output: z.unknown() }),
  z.object({
    kind: z.literal("fail"),
    id,
    /** Flat data: a code of contract/fault.ts and its parameters. Stacks stay where they are. */
    fault: z.object({
      code: z.string(),
      parameters: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  }),
  z.object({ kind: z.literal("event"), seq: z.number().int().min(1), name, payload: z.unknown() }),
]);

export type Message = z.infer<typeof messageSchema>;
export type Hello = Extract<Message, { kind: "hello" }>;
export type FaultData = Extract<Message, { kind: "fail" }>["fault"];

/** A message of the wire, or undefined for anything else. */
export function parseMessage(raw: unknown): Message | undefined {
  const parsed = messageSchema.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}
