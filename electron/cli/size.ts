/**
 * Sizes as people write them on a command line.
 */
import { FaultError } from "../contract/fault.ts";

const factors: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/**
 * Bytes in "65536", "64K", "64KiB", "1.5G"; K, M, G and T are powers of 1,024.
 *
 * @param flag named in the error
 * @throws FaultError USAGE for anything else, or more than 2^53
 */
export function parseSize(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  const factor = match === null ? undefined : factors[(match[2] ?? "").toLowerCase()];
  const bytes = match === null || factor === undefined ? NaN : Number(match[1]) * factor;
  if (!Number.isSafeInteger(bytes)) {
    throw usage(
      `${flag} ${text} is not a size.`,
      "Write bytes, or a number with K, M, G or T: 64K, 1M, 2.5G.",
    );
  }
  return bytes;
}

/** A whole number in `min`..`max`. @throws FaultError USAGE */
export function parseCount(
  text: string,
  flag: string,
  range: { min: number; max: number },
): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= range.min && value <= range.max)) {
    throw usage(
      `${flag} ${text} is out of range.`,
      `Give a whole number from ${range.min} to ${range.max}.`,
    );
  }
  return value;
}

/** A wrong use of the command line: what is wrong, what to do. */
export function usage(what: string, remedy: string): FaultError {
  return new FaultError("USAGE", { what, remedy });
}
