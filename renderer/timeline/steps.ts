/** Ways from one command to another, and to what other views call it. Pure. */
import type { Selection, SelectionStore } from "../monitor/selection.ts";
import { none } from "../trace/command-columns.ts";
import type { DeviceRing } from "./device-ring.ts";
import type { Chosen } from "./lane-picture.ts";
import type { Span } from "./lanes.ts";
import { stay, stayOf } from "./spans.ts";
import type { TraceModel } from "./trace-model.ts";

/** The command that is selected elsewhere, or the newest one of the selected buffer; null when it is not kept. */
export function commandOf(model: TraceModel, store: SelectionStore | null): Chosen | null {
  const selected = store?.getState();
  // What the Monitor chose by itself nobody asked to see.
  if (selected?.isChosen !== true) return null;
  const { command, buffer } = selected;
  if (command !== null) {
    const ring = model.devices[command.device];
    const ordinal = ring?.ordinalOf(command.sequence) ?? -1;
    const isKept = ring !== undefined && ordinal >= ring.oldest && ordinal < ring.end;
    return isKept && ring.startOf(ordinal) !== 0 ? { device: command.device, ordinal } : null;
  }
  return buffer === null ? null : nearest(model, { buffer, fromNs: Infinity, by: -1, but: null });
}

/** What other views call a command. */
export function sequenceOf(
  model: TraceModel,
  { device, ordinal }: Chosen,
): Pick<Selection, "buffer" | "command"> | null {
  const ring = model.devices[device];
  if (ring === undefined) return null;
  const row = ring.rowOf(ordinal);
  const buffer = ring.columns.buffer[row] ?? none;
  const sequence = ring.columns.sequence[row] ?? 0;
  return { buffer: buffer === none ? null : buffer, command: { device, sequence } };
}

/** From a command's first stage to its completion; null when nothing is known of it. */
export function wayOf(model: TraceModel, { device, ordinal }: Chosen): Span | null {
  const ring = model.devices[device];
  const fromNs = ring?.startOf(ordinal) ?? 0;
  if (ring === undefined || fromNs === 0) return null;
  const row = ring.rowOf(ordinal);
  const nowNs = ring.openUntil(ordinal, model.lastNs);
  const inPrimary = stayOf(ring.columns, row, stay.primary, nowNs);
  const inServer = stayOf(ring.columns, row, stay.server, nowNs);
  return { fromNs, toNs: inPrimary?.toNs ?? inServer?.toNs ?? fromNs };
}

/** The command of the same device so many further on, or at its end; commands of which nothing is known are passed over. */
export function steppedFrom(model: TraceModel, { device, ordinal }: Chosen, by: number): Chosen {
  const ring = model.devices[device];
  if (ring === undefined) return { device, ordinal };
  const direction = Math.sign(by);
  let at = Math.max(ring.oldest, Math.min(ring.end - 1, ordinal + by));
  while (at > ring.oldest && at < ring.end - 1 && ring.startOf(at) === 0) at += direction;
  return { device, ordinal: ring.startOf(at) === 0 ? ordinal : at };
}

/** The next command, or the one before, that used the same buffer, on whatever device; null of none. */
export function nextOfBuffer(model: TraceModel, chosen: Chosen, by: 1 | -1): Chosen | null {
  const ring = model.devices[chosen.device];
  const buffer = ring?.columns.buffer[ring.rowOf(chosen.ordinal)] ?? none;
  const fromNs = ring?.startOf(chosen.ordinal) ?? 0;
  return buffer === none || fromNs === 0
    ? null
    : nearest(model, { buffer, fromNs, by, but: chosen });
}

interface Wanted {
  readonly buffer: number;
  readonly fromNs: number;
  readonly by: 1 | -1;
  readonly but: Chosen | null;
}

function nearest(model: TraceModel, wanted: Wanted): Chosen | null {
  let best: Chosen | null = null;
  let bestNs = Infinity;
  model.devices.forEach((ring, device) => {
    const ordinal = nearestIn(
      ring,
      wanted,
      wanted.but?.device === device ? wanted.but.ordinal : -1,
    );
    if (ordinal < 0) return;
    const apartNs = wanted.by * (ring.startOf(ordinal) - Math.min(wanted.fromNs, model.lastNs));
    if (apartNs >= bestNs) return;
    best = { device, ordinal };
    bestNs = apartNs;
  });
  return best;
}

/** @returns the ordinal, -1 of none */
function nearestIn(ring: DeviceRing, { buffer, fromNs, by }: Wanted, but: number): number {
  const at = ring.between(fromNs, fromNs, 0).from;
  const from = but >= 0 ? but + by : by === 1 ? at : at - 1;
  for (let ordinal = from; ordinal >= ring.oldest && ordinal < ring.end; ordinal += by)
    if (ring.columns.buffer[ring.rowOf(ordinal)] === buffer && ring.startOf(ordinal) !== 0)
      return ordinal;
  return -1;
}
