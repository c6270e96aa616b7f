/**
 * What travels in calls of the protocol lab. Addresses are hexadecimal texts ("0x7fa144800000"), handles,
 * commands and devices are numbers, so that a transcript is plain JSON.
 */
import { z } from "zod";

export const scalarSchema = z.union([z.string().max(1_024), z.number()]);
export type LabScalar = z.infer<typeof scalarSchema>;

/**
 * A value that an earlier call answered: the field of call number `from`, and `plus` added to it (an interior
 * address, a handle of another set). What a transcript keeps instead of addresses, which differ at every replay.
 */
export const referenceSchema = z.object({
  from: z.number().int().min(1),
  field: z.string().max(64),
  plus: z.number().int().optional(),
});
export type LabReference = z.infer<typeof referenceSchema>;

export const valueSchema = z.union([scalarSchema, referenceSchema]);
export type LabValue = z.infer<typeof valueSchema>;

export function isReference(value: LabValue): value is LabReference {
  return typeof value === "object";
}

/** Stands for the set's name of this lab in texts of a script: names differ from lab to lab. */
export const setNameSign = "$set";

const uint32 = z.number().int().min(0).max(0xffff_ffff);
const name = z.string().max(255);
const address = z
  .string()
  .regex(/^0x[0-9a-f]{1,16}$/i)
  .transform((text) => text.toLowerCase());

/** What a parameter may be; the form's field follows from it. */
export const parameterKinds = {
  /** "" is NULL, the default instance. */
  instance: z.string().max(64),
  name,
  text: z.string().min(1).max(1_024),
  bytes: uint32,
  count: uint32,
  features: uint32,
  /** Milliseconds; 4294967295 waits without limit. */
  timeout: uint32,
  address,
  handle: uint32,
  /** Number of a device in its process, in the order of opening. */
  device: z.number().int().min(0).max(63),
  /** A command that GetCommand gave in this process. */
  command: uint32,
  commandCode: z.number().int().min(0).max(0x7fff_ffff),
  completionCode: uint32,
  position: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
} as const;
export type ParameterKind = keyof typeof parameterKinds;

/** "0x7fa144800000" plus a number of bytes. */
export function addTo(value: LabScalar, plus: number): LabScalar {
  if (typeof value === "number") return value + plus;
  return `0x${(BigInt(value) + BigInt(plus)).toString(16)}`;
}
