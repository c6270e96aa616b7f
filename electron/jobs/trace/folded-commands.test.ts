import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readFolded, type FoldedCommands } from "../../contract/folded-commands.ts";
import { eventBytes, eventKind, readEvent } from "../../contract/trace-event.ts";
import { loadAddon } from "../../vdi/load-addon.ts";
import { batchOf, lifeOf, traceHeader, type EventSketch } from "./testing/traces.ts";
import { TraceReader } from "./trace-reader.ts";
import { TraceWriter } from "./trace-writer.ts";

/** A file of these events, each batch a block of its own. */
async function fileOf(file: string, batches: readonly ArrayBuffer[]): Promise<void> {
  const options = { addon: loadAddon(), force: true, bytesMax: Infinity };
  const writer = await TraceWriter.create(file, traceHeader, options);
  for (const batch of batches) {
    writer.native.events(batch);
    await writer.written();
  }
  await writer.close();
}

const stages = [1, 2, 3, 4, 5, 6, 7, 8];

it("commands that are folded natively say what their events say, whatever their order and however they are cut", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "handoff-folded-"));
  const lives = [0, 1].flatMap((device) =>
    Array.from({ length: 30 }, (_, at) =>
      lifeOf(at + 1, 1e9 + at * 5_000 + device, { device, moveNs: at * 10 }),
    ),
  );
  const others: EventSketch[] = [
    { kind: eventKind.error, timeNs: 1.5e9, actor: 1, sequence: 0, code: 5 },
    { kind: eventKind.secondaryLost, timeNs: 1.6e9, actor: 1, sequence: 0, code: 1 },
  ];
  const events = [...lives.flat(), ...others];
  let files = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
        fc.integer({ min: 1, max: events.length }),
        async (shuffled, cut) => {
          const file = path.join(folder, `${++files}.vditrace`);
          const parts = [shuffled.slice(0, cut), shuffled.slice(cut)].filter(
            (part) => part.length > 0,
          );
          await fileOf(file, parts.map(batchOf));
          await expectSame(file, events);
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function addTimes(
  times: Map<number, number>,
  folded: FoldedCommands,
  row: number,
): Map<number, number> {
  for (const kind of stages) {
    const timeNs = folded.times[8 * row + kind - 1] ?? 0;
    if (timeNs !== 0) times.set(kind, timeNs);
  }
  return times;
}

/** The rows of one command say its size once for each block: that of the block with `received` counts. */
function receivedSize({ times, size }: FoldedCommands, row: number): number {
  return times[8 * row + eventKind.received - 1] === 0 ? 0 : (size[row] ?? 0);
}

async function expectSame(file: string, events: readonly EventSketch[]): Promise<void> {
  const reader = await TraceReader.open(file, loadAddon());
  const found = new Map<string, Map<number, number>>();
  const more = { events: 0, others: 0, diskNs: 0, sizes: 0 };
  for await (const batch of reader.commands()) {
    const folded = readFolded(batch);
    more.events += folded.events;
    more.others += folded.others.length / (eventBytes / 4);
    for (let row = 0; row < folded.rows; row++) {
      const key = `${folded.device[row]} ${folded.sequence[row]}`;
      const times = found.get(key) ?? new Map<number, number>();
      found.set(key, addTimes(times, folded, row));
      more.diskNs += folded.diskNs[row] ?? 0;
      more.sizes += receivedSize(folded, row);
    }
  }
  await reader.close();
  const expected = timesOf(events);
  expect(found.size).toBe(expected.size);
  for (const [key, times] of expected)
    for (const [kind, timeNs] of times) expect(found.get(key)?.get(kind), key).toBe(timeNs);
  expect(more).toEqual({ events: events.length, others: 2, diskNs: 60 * 700, sizes: 60 * 65_536 });
}

/** Times of each command's stages, as the events say them. */
function timesOf(events: readonly EventSketch[]): Map<string, Map<number, number>> {
  const expected = new Map<string, Map<number, number>>();
  const view = new DataView(batchOf(events));
  for (let at = 0; at < events.length; at++) {
    const { kind, device, sequence, timeNs } = readEvent(view, at);
    if (kind > eventKind.acknowledged) continue;
    const key = `${device} ${sequence}`;
    expected.set(key, (expected.get(key) ?? new Map<number, number>()).set(kind, timeNs));
  }
  return expected;
}
