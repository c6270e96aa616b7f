/**
 * Traces for tests: events like a run's, and files of them.
 */
import { jobDefaults } from "../../../contract/job.ts";
import { eventBytes, eventKind, hasMoveTimes } from "../../../contract/trace-event.ts";
import type { TraceHeader } from "../../../contract/trace-file.ts";
import { loadAddon } from "../../../vdi/load-addon.ts";
import { TraceWriter } from "../trace-writer.ts";

const traceHandle = (0x5a << 24) | (0xb81 << 12) | 0x00d;

export interface EventSketch {
  readonly kind: number;
  readonly timeNs: number;
  readonly actor: number;
  readonly sequence: number;
  readonly device?: number;
  readonly code?: number;
  readonly thread?: number;
  readonly size?: number;
  readonly codecNs?: number;
  readonly diskNs?: number;
}

/** Events as they travel. */
export function batchOf(events: readonly EventSketch[]): ArrayBuffer {
  const batch = new ArrayBuffer(events.length * eventBytes);
  const view = new DataView(batch);
  events.forEach((event, index) => {
    const at = index * eventBytes;
    view.setBigUint64(at, BigInt(Math.round(event.timeNs)), true);
    if (hasMoveTimes(event.kind)) {
      view.setUint32(at + 8, event.codecNs ?? 0, true);
      view.setUint32(at + 12, event.diskNs ?? 0, true);
    } else {
      view.setBigUint64(at + 8, 0x7f6cb8d06000n + BigInt(event.actor), true);
    }
    view.setBigInt64(at + 16, 4096n, true);
    view.setUint32(at + 24, event.sequence, true);
    view.setUint32(at + 28, traceHandle, true);
    view.setUint32(at + 32, event.size ?? 65_536, true);
    view.setUint32(at + 36, event.code ?? 0, true);
    view.setUint8(at + 40, event.kind);
    view.setUint8(at + 41, event.device ?? 0);
    view.setUint16(at + 42, event.actor, true);
    view.setUint32(at + 44, event.thread ?? event.actor, true);
  });
  return batch;
}

const writeCode = 2;

/** The eight events of one Write. `stepNs` lies between two of them. */
export function lifeOf(
  sequence: number,
  startNs: number,
  { stepNs = 1000, device = 0, moveNs = 0 } = {},
): EventSketch[] {
  return [
    { kind: eventKind.issued, actor: 0, code: writeCode },
    { kind: eventKind.received, actor: 1, code: writeCode },
    { kind: eventKind.handleTaken, actor: 1 },
    { kind: eventKind.leased, actor: 1, code: 0 },
    { kind: eventKind.mapped, actor: 2, code: 200 },
    { kind: eventKind.moved, actor: 2, codecNs: 200, diskNs: 700 },
    { kind: eventKind.completed, actor: 1 },
    { kind: eventKind.acknowledged, actor: 0 },
  ].map((event, index) => ({
    ...event,
    sequence,
    device,
    thread: event.actor + 3 * device,
    timeNs: startNs + index * stepNs + (index >= 5 ? moveNs : 0),
  }));
}

export const traceHeader: TraceHeader = {
  type: "header",
  runId: "11111111-2222-3333-4444-555555555555",
  database: "d",
  startedAtMs: 1,
  startedAtNs: 2,
  deviceNames: ["x"],
  files: ["/a"],
  eventBytes,
  program: "test",
  spec: { ...jobDefaults, faults: [], kind: "restore", media: ["/a"], sink: { kind: "discard" } },
};

/** A trace file of so many commands, each block's as many as `perBlock`, with an end. */
export async function writeTrace(
  file: string,
  { commands = 40, perBlock = 10, stepNs = 1000, slowEvery = 0 } = {},
): Promise<void> {
  const options = { addon: loadAddon(), force: true, bytesMax: Infinity };
  const writer = await TraceWriter.create(file, traceHeader, options);
  for (let first = 1; first <= commands; first += perBlock) {
    const sequences = Array.from({ length: perBlock }, (_, i) => first + i);
    const lives = sequences.map((sequence) =>
      lifeOf(sequence, 1e9 + sequence * 20 * stepNs, {
        stepNs,
        moveNs: slowEvery > 0 && sequence % slowEvery === 0 ? 10 * stepNs : 0,
      }),
    );
    writer.native.events(batchOf(lives.flat()));
    await writer.written();
  }
  writer.record({
    type: "processes",
    atMs: 1,
    processes: [
      { role: "server", index: 0, pid: 100, devices: [], state: "running", restarts: 0 },
      { role: "primary", index: 0, pid: 101, devices: [], state: "running", restarts: 0 },
      { role: "secondary", index: 0, pid: 102, devices: [0], state: "running", restarts: 0 },
    ],
  });
  writer.record({
    type: "end",
    outcome: "done",
    atMs: 9,
    droppedEvents: 0,
    failure: null,
    phaseSpans: [],
  });
  await writer.close();
}
