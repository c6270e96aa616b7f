/**
 * What the trace costs the window at 20,000 commands per second (160,000 events, unsampled) on 8 devices:
 * ms for each frame of 60 a second, and for a picture (4 Hz). Run with `npx vitest bench --run renderer/trace`.
 */
import { bench, describe } from "vitest";
import { SimulatedTrace } from "../monitor/dev/simulated-trace.ts";
import { takePicture } from "./picture.ts";
import { TraceState } from "./trace-state.ts";

const source = new SimulatedTrace({
  devices: 8,
  secondaries: 8,
  buffers: 512,
  commandsPerSecond: 20_000,
  transferSize: 65_536,
  buffersPerSegment: 128,
  direction: "write",
});
const batches = Array.from({ length: 90 }, () => source.advance(1000 / 60));

describe("20,000 commands per second", () => {
  let state = new TraceState(8);
  let next = 0;
  bench("one frame: fold 2,667 events", () => {
    if (next === batches.length) {
      state = new TraceState(8);
      next = 0;
    }
    state.fold(batches[next++] ?? new ArrayBuffer(0), 1);
    state.rails.take();
  });
  const full = new TraceState(8);
  for (const batch of batches) full.fold(batch, 1);
  bench("one picture, 4 a second", () => {
    takePicture(full, 1);
  });
});
