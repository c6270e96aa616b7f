/** What the map's colours may say of a buffer: who holds it, which device uses it, how old its lease is. Pure. */
import { ownerOf } from "../monitor/cells.ts";
import { holder } from "../trace/buffer-map.ts";
import type { Picture } from "../trace/picture.ts";
import { ownerClass, ownerSign } from "../ui/owner.ts";

export const colourings = ["owner", "device", "age"] as const;
export type Colouring = (typeof colourings)[number];

/** Ages below these, ns, are a level each; older ones are the last level. */
const ageBoundsNs = [1e5, 1e6, 1e7, 1e8, 1e9] as const;
export const ageLevels = ageBoundsNs.length + 1;
/** How dark the cells of each level are; between the fourth and the fifth the sign on them changes sides. */
export const ageShares = [0.1, 0.18, 0.27, 0.36, 0.68, 1] as const;
export const darkFrom = 4;

/** The level of an age, from 0. */
export function ageLevel(ageNs: number): number {
  const level = ageBoundsNs.findIndex((bound) => ageNs < bound);
  return level < 0 ? ageBoundsNs.length : level;
}

/** Ages of a level, ns: from `from` to below `to`, null where nothing bounds it. */
export function ageRange(level: number): { from: number | null; to: number | null } {
  return { from: ageBoundsNs[level - 1] ?? null, to: ageBoundsNs[level] ?? null };
}

/** How long the buffer has been leased; null while no secondary has it. @param nowNs of the trace's clock */
export function leaseAgeNs(picture: Picture, buffer: number, nowNs: number): number | null {
  const held = picture.holder[buffer];
  if (held !== holder.waiting && held !== holder.held) return null;
  const leased = picture.leasedNs[buffer] ?? 0;
  return leased === 0 ? null : Math.max(0, nowNs - leased);
}

/** The device whose command a buffer carries; null while it carries none. */
export function deviceOf(picture: Picture, buffer: number): number | null {
  const held = picture.holder[buffer] ?? holder.free;
  if (held === holder.free || held === holder.completed) return null;
  return picture.device[buffer] ?? null;
}

export interface BufferLook {
  readonly className: string;
  /** Text of the sign; "check" for completed, "" for none. */
  readonly sign: string;
}

/** Class and sign of a buffer's tile. An error looks like one in every colouring. */
export function lookOf(
  picture: Picture,
  buffer: number,
  { colouring, nowNs }: { readonly colouring: Colouring; readonly nowNs: number },
): BufferLook {
  const owner = ownerOf(picture, buffer);
  if (owner.kind === "completed") return { className: "own-completed", sign: "check" };
  if (colouring === "owner" || owner.kind === "free" || owner.kind === "error")
    return { className: ownerClass(owner), sign: ownerSign(owner) };
  if (colouring === "device") {
    const index = deviceOf(picture, buffer) ?? 0;
    return { className: ownerClass({ kind: "secondary", index }), sign: String(index + 1) };
  }
  const age = leaseAgeNs(picture, buffer, nowNs);
  if (age === null) return { className: "own-free", sign: "–" };
  const level = ageLevel(age);
  return { className: `age-${level + 1}`, sign: String(level + 1) };
}

/** How many buffers each device uses, and how many none. */
export function countDevices(
  picture: Picture,
  bufferCount: number,
  deviceCount: number,
): { readonly devices: readonly number[]; readonly none: number } {
  const devices = new Array<number>(deviceCount).fill(0);
  let none = bufferCount;
  for (let buffer = 0; buffer < picture.seen; buffer++) {
    const device = deviceOf(picture, buffer);
    if (device === null || device >= deviceCount) continue;
    devices[device] = (devices[device] ?? 0) + 1;
    none--;
  }
  return { devices, none };
}

/** How many leases are of each level, and how many buffers are not leased. */
export function countAges(
  picture: Picture,
  bufferCount: number,
  nowNs: number,
): { readonly levels: readonly number[]; readonly none: number } {
  const levels = new Array<number>(ageLevels).fill(0);
  let none = bufferCount;
  for (let buffer = 0; buffer < picture.seen; buffer++) {
    const age = leaseAgeNs(picture, buffer, nowNs);
    if (age === null) continue;
    const level = ageLevel(age);
    levels[level] = (levels[level] ?? 0) + 1;
    none--;
  }
  return { levels, none };
}
