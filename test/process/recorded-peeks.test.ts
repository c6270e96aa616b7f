/**
 * Bytes of buffers in trace files of real runs: none without the user's switch, those that were looked at with it. A
 * marker that is planted in the stream is looked for in all that the file unpacks to.
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordedPeekBytesMax } from "../../electron/contract/recorded-peek.ts";
import { blockHeadBytes, prefixBytes } from "../../electron/jobs/trace/block.ts";
import { exportFile } from "../../electron/jobs/trace-export/export-file.ts";
import { saveTrace } from "../../electron/jobs/trace/save-trace.ts";
import { TraceReader } from "../../electron/jobs/trace/trace-reader.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { backupOf, expectDone, Workplace } from "./lib/jobs.ts";

const addon = loadAddon();
const work = new Workplace();
const marker = "HANDOFF-PLANTED-MARKER-4711";
const markerEvery = 1_024;
const pace = { commandsPerSecond: 200, commandBytes: 0 };
let marked = "";

/** A recorded stream with the marker in its data, far behind its headers. */
beforeAll(async () => {
  const [file = ""] = work.files("plain", 1);
  expectDone(await work.run(backupOf({ targets: [file], bytes: 12_000_000 })));
  const bytes = readFileSync(file);
  const from = 1_048_576;
  for (let at = from + 512; at < bytes.length - from; at += markerEvery) bytes.write(marker, at);
  marked = work.at("marked.bak");
  writeFileSync(marked, bytes);
});
afterAll(() => work.remove());

/** Looks at a run's bytes while it goes on, and returns its trace and what was seen. */
async function lookedAt(
  name: string,
  mayRecord: boolean,
): Promise<{ trace: string; seen: Uint8Array[]; recorded: boolean[] }> {
  const trace = work.at(`${name}.vditrace`);
  const source = { kind: "replay" as const, files: [marked] };
  const spec = backupOf({ targets: [work.at(`${name}.bak`)], change: { source, pace, trace } });
  const job = work.start(spec);
  const seen: Uint8Array[] = [];
  const recorded: boolean[] = [];
  while (job.snapshot().result === null && seen.length < 5) {
    const copy = await job.buffers.next({ device: 0, buffer: null, offset: 0, mayRecord });
    if (copy === null || !Buffer.from(copy.bytes).includes(marker)) continue;
    seen.push(copy.bytes);
    recorded.push(copy.isRecorded);
  }
  expectDone(await job.finished);
  return { trace, seen, recorded };
}

/** Everything that a trace file unpacks to. */
async function unpackedOf(file: string): Promise<Buffer> {
  const bytes = readFileSync(file);
  const parts: Buffer[] = [];
  for (let at = prefixBytes; at < bytes.length;) {
    const end = at + blockHeadBytes + bytes.readUInt32LE(at + 12);
    const block = new Uint8Array(bytes.subarray(at, end)).buffer;
    parts.push(Buffer.from(await addon.unpackTraceBlock(block)));
    at = end;
  }
  expect(parts.length).toBeGreaterThan(3);
  return Buffer.concat(parts);
}

/** Whether it is in there as it is, or as base64 of whatever stands around it. */
function holdsMarker(bytes: Buffer): boolean {
  const forms = [0, 1, 2].map((shift) => {
    const text = Buffer.from("x".repeat(shift) + marker).toString("base64");
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  return [marker, ...forms].some((form) => bytes.includes(form));
}

describe("bytes of buffers in a trace", () => {
  it("are not there while the switch is off, however often somebody looks", async () => {
    const { trace, seen, recorded } = await lookedAt("off", false);
    expect(seen.length).toBeGreaterThan(0);
    expect(recorded).not.toContain(true);
    expect(holdsMarker(await unpackedOf(trace))).toBe(false);
    const reader = await TraceReader.open(trace, addon);
    expect(reader.info.peeks).toEqual([]);
    await reader.close();
  });

  it("are those that were looked at while it is on, and only in a copy that asks for them", async () => {
    const { trace, seen, recorded } = await lookedAt("on", true);
    expect(recorded).not.toContain(false);
    expect(holdsMarker(await unpackedOf(trace))).toBe(true);
    expect(statSync(trace).mode & 0o777).toBe(0o600);
    const reader = await TraceReader.open(trace, addon);
    expect(reader.info.damage).toBeNull();
    const { peeks } = reader.info;
    const kept = await Promise.all(
      peeks.map(async (_, nth) => Buffer.from((await reader.peek(nth))?.bytes ?? "", "base64")),
    );
    for (const bytes of seen) expect(kept.some((one) => one.equals(bytes))).toBe(true);
    const total = peeks.reduce((sum, { byteCount }) => sum + (byteCount ?? 0), 0);
    expect(total).toBeLessThanOrEqual(recordedPeekBytesMax);

    const [without, withThem] = [work.at("without.vditrace"), work.at("with.vditrace")];
    await saveTrace(reader, without, { withPeeks: false, packer: addon });
    await saveTrace(reader, withThem, { withPeeks: true, packer: addon });
    expect(readFileSync(withThem).equals(readFileSync(trace))).toBe(true);
    expect(holdsMarker(await unpackedOf(without))).toBe(false);
    for (const format of ["perfetto", "ndjson", "csv"] as const) {
      const file = work.at(`export.${format}`);
      await exportFile(reader, format, { file, force: true });
      expect(holdsMarker(readFileSync(file))).toBe(false);
    }
    await reader.close();
    const copy = await TraceReader.open(without, addon);
    const { events, end, damage, peeks: left } = copy.info;
    expect({ events, end, damage }).toEqual({
      events: reader.info.events,
      end: reader.info.end,
      damage: null,
    });
    expect(left.map(({ byteCount }) => byteCount)).toEqual(peeks.map(() => null));
    await copy.close();
  });
});
