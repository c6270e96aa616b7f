/** The commands before and after one, on its device or of its buffer. Pure. */
import { none } from "../../trace/command-columns.ts";
import type { CommandRef, CommandsSource, DeviceCommands } from "./source.ts";

export type Kinship = "device" | "buffer";

/** The nearest command in time that has the same device or buffer; null where none is kept. */
export function neighbourOf(
  source: CommandsSource,
  ref: CommandRef,
  by: 1 | -1,
  kinship: Kinship,
): CommandRef | null {
  const ring = source.devices[ref.device];
  if (ring === undefined) return null;
  if (kinship === "device")
    return found(
      ref.device,
      walk(ring, ref.ordinal + by, by, () => true),
    );
  const buffer = ring.columns.buffer[ring.rowOf(ref.ordinal)] ?? none;
  if (buffer === none) return null;
  const startNs = ring.startOf(ref.ordinal);
  let best: CommandRef | null = null;
  let bestNs = by * Infinity;
  for (const [device, other] of source.devices.entries()) {
    const isSame = (row: number): boolean => other.columns.buffer[row] === buffer;
    const near = found(device, walk(other, firstBeyond(other, startNs, by), by, isSame));
    const nearNs = near === null ? bestNs : other.startOf(near.ordinal);
    if (near === null || by * (bestNs - nearNs) <= 0) continue;
    best = near;
    bestNs = nearNs;
  }
  return best;
}

function found(device: number, ordinal: number | null): CommandRef | null {
  return ordinal === null ? null : { device, ordinal };
}

/** First ordinal that begins after a moment, or the last one before it. */
function firstBeyond(ring: DeviceCommands, startNs: number, by: 1 | -1): number {
  const atNs = by === 1 ? startNs + 1 : startNs;
  const { to } = ring.between(atNs, atNs, 0);
  return by === 1 ? to : to - 1;
}

function walk(
  ring: DeviceCommands,
  from: number,
  by: 1 | -1,
  test: (row: number) => boolean,
): number | null {
  for (let ordinal = from; ordinal >= ring.oldest && ordinal < ring.end; ordinal += by)
    if (ring.startOf(ordinal) !== 0 && test(ring.rowOf(ordinal))) return ordinal;
  return null;
}
