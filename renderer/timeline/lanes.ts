/**
 * The lanes of a timeline: who works on what. Pure.
 *
 * One command is a slice that hops lanes: in the server's queue, out on lease, in a secondary, on its disk.
 */
import type { TraceModel } from "./trace-model.ts";
import { stay, type Stay } from "./spans.ts";

export type { Span } from "./time-range.ts";

export type LaneKind = "server" | "primary" | "secondary" | "disk";

export interface Lane {
  readonly kind: LaneKind;
  readonly device: number;
  /** Of a secondary's lane, else -1. */
  readonly secondary: number;
}

/** What of a command its slice in a lane is. */
export function stayIn({ kind }: Lane): Stay {
  return stay[kind];
}

/** Server, primary, secondaries and disks, each with a lane for every device that it works on. */
export function lanesOf(model: TraceModel): Lane[] {
  const lanes: Lane[] = [];
  const ofEach = (kind: LaneKind): void =>
    model.devices.forEach((_, device) => lanes.push({ kind, device, secondary: -1 }));
  ofEach("server");
  ofEach("primary");
  for (const secondary of model.secondaries)
    model.devices.forEach((ring, device) => {
      // A device belongs to one secondary at a time: its newest commands say to which.
      const newest = ring.columns.secondary[ring.rowOf(ring.end - 1)];
      const oldest = ring.columns.secondary[ring.rowOf(ring.oldest)];
      if (ring.end === 0 || (newest !== secondary && oldest !== secondary)) return;
      lanes.push({ kind: "secondary", device, secondary });
    });
  if (model.hasMoveParts) ofEach("disk");
  return lanes;
}
