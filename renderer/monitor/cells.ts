/** Which buffers lie at which station of the diagram: the picture sorted by device and holder. Pure. */
import { holder } from "../trace/buffer-map.ts";
import { none } from "../trace/command-columns.ts";
import type { Picture } from "../trace/picture.ts";
import type { Owner } from "../ui/owner.ts";

/** Buffers of one device at each station, the oldest command first. */
export interface DeviceCells {
  readonly server: number[];
  readonly primary: number[];
  readonly waiting: number[];
  readonly held: number[];
}

/** Cells of each device. */
export function cellsOf(picture: Picture, deviceCount: number): DeviceCells[] {
  const cells: DeviceCells[] = Array.from({ length: deviceCount }, () => ({
    server: [],
    primary: [],
    waiting: [],
    held: [],
  }));
  for (let buffer = 0; buffer < picture.seen; buffer++) {
    const device = cells[picture.device[buffer] ?? 0];
    if (device === undefined) continue;
    const held = picture.holder[buffer];
    if (held === holder.server) device.server.push(buffer);
    else if (held === holder.primary) device.primary.push(buffer);
    else if (held === holder.waiting) device.waiting.push(buffer);
    else if (held === holder.held || held === holder.error) device.held.push(buffer);
  }
  const byAge = (a: number, b: number): number =>
    (picture.sequence[a] ?? 0) - (picture.sequence[b] ?? 0);
  for (const device of cells) {
    device.server.sort(byAge);
    device.primary.sort(byAge);
    device.waiting.sort(byAge);
    device.held.sort(byAge);
  }
  return cells;
}

/** The cells of several devices as one. */
export function mergeCells(cells: readonly (DeviceCells | undefined)[]): DeviceCells {
  const present = cells.filter((cell) => cell !== undefined);
  return {
    server: present.flatMap((cell) => cell.server),
    primary: present.flatMap((cell) => cell.primary),
    waiting: present.flatMap((cell) => cell.waiting),
    held: present.flatMap((cell) => cell.held),
  };
}

/** Who holds a buffer in a picture; a buffer that was never seen is free. */
export function ownerOf(picture: Picture, buffer: number): Owner {
  const held = picture.holder[buffer] ?? holder.free;
  if (held === holder.waiting || held === holder.held) {
    return { kind: "secondary", index: picture.secondary[buffer] ?? 0 };
  }
  return owners.get(held) ?? free;
}

const free: Owner = { kind: "free" };
const owners: ReadonlyMap<number, Owner> = new Map<number, Owner>([
  [holder.server, { kind: "server" }],
  [holder.primary, { kind: "primary" }],
  [holder.completed, { kind: "completed" }],
  [holder.error, { kind: "error" }],
]);

/** The secondary that had the buffer last, or null. */
export function lastSecondary(picture: Picture, buffer: number): number | null {
  const secondary = picture.secondary[buffer];
  return secondary === undefined || secondary === none ? null : secondary;
}
