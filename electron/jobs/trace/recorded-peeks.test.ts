import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peekBytesMax } from "../../contract/buffer-calls.ts";
import { recordedPeekBytesMax } from "../../contract/recorded-peek.ts";
import type { TraceInfo, TraceRecord } from "../../contract/trace-file.ts";
import { loadAddon } from "../../vdi/load-addon.ts";
import { RunRecorder } from "./run-recorder.ts";
import { saveTrace } from "./save-trace.ts";
import { traceHeader, writeTrace } from "./testing/traces.ts";
import { TraceReader } from "./trace-reader.ts";
import { TraceWriter } from "./trace-writer.ts";

const addon = loadAddon();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-peeks-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const at = (name: string): string => path.join(folder, name);

async function infoOf(file: string): Promise<TraceInfo> {
  const reader = await TraceReader.open(file, addon);
  await reader.close();
  return reader.info;
}

describe("recorded bytes", () => {
  const about = { takenNs: 5, handle: 1, offset: 0, command: null };
  const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString("base64");

  /** Writes records as they are, whatever a recorder would do. */
  async function writeRecords(name: string, records: readonly object[]): Promise<void> {
    const options = { addon, force: true, bytesMax: Infinity };
    const writer = await TraceWriter.create(at(name), traceHeader, options);
    for (const record of records) writer.record(record as TraceRecord);
    await writer.close();
  }

  it("are none in a file from before there were any", async () => {
    await writeTrace(at("old"));
    expect((await infoOf(at("old"))).peeks).toEqual([]);
  });

  it("stop at the bounds of a file, in the recorder and in the reader", async () => {
    const options = { addon, force: true, bytesMax: Infinity };
    const recorder = new RunRecorder(await TraceWriter.create(at("full"), traceHeader, options));
    const peek = { ...about, bytes: new Uint8Array(peekBytesMax) };
    const fits = recordedPeekBytesMax / peekBytesMax;
    const taken = Array.from({ length: fits + 3 }, () => recorder.peek(peek));
    expect(taken.filter(Boolean)).toHaveLength(fits);
    await recorder.close({
      outcome: "done",
      atMs: 1,
      droppedEvents: 0,
      failure: null,
      phaseSpans: [],
    });
    expect((await infoOf(at("full"))).peeks).toHaveLength(fits);

    const record = { type: "peek", ...about, bytes: base64(peekBytesMax) };
    await writeRecords("over", new Array<object>(fits + 3).fill(record));
    const info = await infoOf(at("over"));
    expect(info.damage).toBeNull();
    expect(info.peeks).toHaveLength(fits);
  });

  it("are left out of a copy without bytes also where there are too many to be listed", async () => {
    const fits = recordedPeekBytesMax / peekBytesMax;
    const record = { type: "peek", ...about, bytes: base64(peekBytesMax) };
    await writeRecords("many", new Array<object>(fits + 3).fill(record));
    const reader = await TraceReader.open(at("many"), addon);
    await saveTrace(reader, at("bare"), { withPeeks: false, packer: addon });
    await reader.close();
    // Without bytes all of them are within the bounds.
    const info = await infoOf(at("bare"));
    expect(info.damage).toBeNull();
    expect(info.peeks.map(({ byteCount }) => byteCount)).toEqual(new Array(fits + 3).fill(null));
  });

  it("are refused once the recorder is closed", async () => {
    const options = { addon, force: true, bytesMax: Infinity };
    const recorder = new RunRecorder(await TraceWriter.create(at("closed"), traceHeader, options));
    const peek = { ...about, bytes: new Uint8Array(16) };
    expect(recorder.peek(peek)).toBe(true);
    const end = { outcome: "done", atMs: 1, droppedEvents: 0, failure: null } as const;
    const closed = recorder.close({ ...end, phaseSpans: [] });
    expect(recorder.peek(peek)).toBe(false);
    await closed;
    expect(recorder.peek(peek)).toBe(false);
    expect((await infoOf(at("closed"))).peeks).toHaveLength(1);
  });

  it("are in a file that is its owner's alone from the start, whatever was there before", async () => {
    writeFileSync(at("shared"), "old");
    chmodSync(at("shared"), 0o644);
    await writeTrace(at("shared"));
    expect(statSync(at("shared")).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["more bytes than a copy may have", { bytes: base64(peekBytesMax + 3) }],
    ["no base64", { bytes: "%%%%" }],
    ["no handle", { handle: 0, bytes: base64(4) }],
    ["an offset beyond any buffer", { offset: 1e9, bytes: base64(4) }],
  ])("with %s are refused as damage", async (_name, change) => {
    await writeRecords("refused", [{ type: "peek", ...about, ...change }]);
    const info = await infoOf(at("refused"));
    expect(info.peeks).toEqual([]);
    expect(info.damage?.kind).toBe("altered");
  });
});
