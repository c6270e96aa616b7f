import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FaultError } from "../../contract/fault.ts";
import { eventBytes, eventCount } from "../../contract/trace-event.ts";
import type { TraceInfo } from "../../contract/trace-file.ts";
import { loadAddon } from "../../vdi/load-addon.ts";
import { blockHeadBytes, expansionMax, jsonDepth, prefixBytes, tracePrefix } from "./block.ts";
import { batchOf, lifeOf, traceHeader, writeTrace } from "./testing/traces.ts";
import { TraceReader } from "./trace-reader.ts";
import { TraceWriter } from "./trace-writer.ts";
import { versionOneFile } from "./testing/version-one.ts";

const addon = loadAddon();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-trace-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const at = (name: string): string => path.join(folder, name);

interface Read {
  readonly info: TraceInfo;
  readonly blocks: ArrayBuffer[];
  readonly damage: TraceInfo["damage"];
}

async function read(file: string): Promise<Read> {
  const reader = await TraceReader.open(file, addon);
  const blocks: ArrayBuffer[] = [];
  try {
    for await (const events of reader.events()) {
      blocks.push(events);
    }
  } finally {
    await reader.close();
  }
  return { info: reader.info, blocks, damage: reader.damage };
}

/** Where each block begins. */
function blocksOf(bytes: Buffer): number[] {
  const starts: number[] = [];
  for (let pos = prefixBytes; pos < bytes.length;) {
    starts.push(pos);
    pos += blockHeadBytes + bytes.readUInt32LE(pos + 12);
  }
  return starts;
}

describe("a trace file", () => {
  it("gives back what was written", async () => {
    await writeTrace(at("whole"));
    const { info, blocks, damage } = await read(at("whole"));
    expect(damage).toBeNull();
    expect(info).toMatchObject({ header: traceHeader, events: 320, end: { outcome: "done" } });
    expect(info.processes.map(({ pid }) => pid)).toEqual([100, 101, 102]);
    expect(blocks.map(eventCount)).toEqual([80, 80, 80, 80]);
    const first = Array.from({ length: 10 }, (_, i) => lifeOf(1 + i, 1e9 + (1 + i) * 20_000));
    expect(Buffer.from(blocks[0] ?? new ArrayBuffer(0))).toEqual(
      Buffer.from(batchOf(first.flat())),
    );
  });

  it("of version 1 is read too; its moves do not tell what they were spent on", async () => {
    writeFileSync(at("before"), versionOneFile);
    const { info, blocks, damage } = await read(at("before"));
    expect(damage).toBeNull();
    expect(info).toMatchObject({ header: traceHeader, events: 24, end: { outcome: "done" } });
    const [block = new ArrayBuffer(0)] = blocks;
    const lives = [1, 2, 3].flatMap((sequence) => lifeOf(sequence, 1e9 + sequence * 20_000));
    const expected = lives.map((event) => ({ ...event, codecNs: 0, diskNs: 0 }));
    expect(Buffer.from(block)).toEqual(Buffer.from(batchOf(expected)));
  });

  it("is whole up to its last whole block, wherever it was cut", async () => {
    await writeTrace(at("cut"));
    const bytes = readFileSync(at("cut"));
    const starts = blocksOf(bytes);
    for (let length = bytes.length - 1; length > 0; length -= 7) {
      truncateSync(at("cut"), length);
      const whole = starts.filter((_start, i) => (starts[i + 1] ?? bytes.length) <= length);
      const result = await read(at("cut")).catch((error: unknown) => error);
      if (whole.length === 0) {
        expect(result).toMatchObject({ code: "TRACE_DAMAGED" });
        continue;
      }
      const { blocks, damage } = result as Read;
      expect(blocks).toHaveLength(Math.min(4, whole.length - 1));
      const end = starts[whole.length] ?? bytes.length;
      expect(damage).toEqual(end === length ? null : { at: end, kind: "torn" });
    }
  });

  it("tells an altered block from its neighbours, and what follows it from what it was", async () => {
    await writeTrace(at("altered"));
    const bytes = readFileSync(at("altered"));
    const starts = blocksOf(bytes);
    const third = starts[2] ?? 0;
    bytes.writeUInt8(bytes.readUInt8(third + blockHeadBytes + 5) ^ 1, third + blockHeadBytes + 5);
    writeFileSync(at("altered"), bytes);
    const { blocks, damage } = await read(at("altered"));
    expect(blocks).toHaveLength(1);
    expect(damage).toEqual({ at: third, kind: "altered" });
  });

  it("does not take a doubled or moved block for the next one", async () => {
    await writeTrace(at("doubled"));
    const bytes = readFileSync(at("doubled"));
    const [, second = 0, third = 0] = blocksOf(bytes);
    const doubled = Buffer.concat([bytes.subarray(0, third), bytes.subarray(second)]);
    writeFileSync(at("doubled"), doubled);
    const { blocks, damage } = await read(at("doubled"));
    expect(blocks).toHaveLength(1);
    expect(damage).toEqual({ at: third, kind: "altered" });
  });

  it("can be read while it is written", async () => {
    const options = { addon, force: true, bytesMax: Infinity };
    const writer = await TraceWriter.create(at("growing"), traceHeader, options);
    writer.native.events(batchOf(lifeOf(1, 1000)));
    await writer.written();
    const { info, blocks, damage } = await read(at("growing"));
    expect({ events: info.events, end: info.end, damage }).toEqual({
      events: 8,
      end: null,
      damage: null,
    });
    expect(blocks).toHaveLength(1);
    await writer.close();
  });

  it("stops growing at its limit, and counts what comes after", async () => {
    const options = { addon, force: true, bytesMax: 100 };
    const writer = await TraceWriter.create(at("limited"), traceHeader, options);
    expect(writer.figures.isFull).toBe(true);
    writer.native.events(batchOf(lifeOf(1, 1000)));
    expect(writer.figures.droppedEvents).toBe(8);
    writer.record({ type: "limit", atMs: 5, bytes: writer.figures.bytes });
    await writer.close();
    const { info } = await read(at("limited"));
    expect(info).toMatchObject({
      events: 0,
      limitBytes: statSync(at("limited")).size - info.bytes + (info.limitBytes ?? 0),
    });
    expect(info.limitBytes).toBeGreaterThan(100);
  });

  it("counts what does not get to a full disk instead of waiting", async () => {
    const options = { addon, force: true, bytesMax: Infinity };
    await expect(TraceWriter.create("/dev/full", traceHeader, options)).rejects.toMatchObject({
      code: "TRACE_NOT_WRITTEN",
      parameters: { reason: "ENOSPC" },
    });
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
    await expect(
      TraceWriter.create(at("whole"), traceHeader, { ...options, force: false }),
    ).rejects.toMatchObject({ code: "TARGET_EXISTS" });
  });
});

describe("a file that is none", () => {
  const header = JSON.stringify(traceHeader);
  /** A block of text, the first of its file. */
  const packed = async (text: string): Promise<Buffer> => {
    writeFileSync(at("packed"), "");
    const file = new addon.TraceFile({ path: at("packed"), bytes: 0, bytesMax: null });
    file.text(new Uint8Array(Buffer.from(text)).buffer);
    await file.close();
    return readFileSync(at("packed"));
  };

  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ["is empty", () => Buffer.alloc(0), "TRACE_DAMAGED"],
    [
      "is something else",
      () => Buffer.from("something else entirely, long enough"),
      "TRACE_DAMAGED",
    ],
    ["has nothing but the first bytes", () => tracePrefix(), "TRACE_DAMAGED"],
    [
      "comes from a later version",
      () => Buffer.concat([Buffer.from("VDITRACE"), Buffer.from([9, 0, 0, 0, 0, 0, 0, 0])]),
      "TRACE_VERSION",
    ],
    [
      "has another first record",
      async () =>
        Buffer.concat([tracePrefix(), await packed('{"type":"limit","atMs":1,"bytes":2}')]),
      "TRACE_DAMAGED",
    ],
    [
      "has a header of another form",
      async () => Buffer.concat([tracePrefix(), await packed(header.replace('"restore"', '"x"'))]),
      "TRACE_DAMAGED",
    ],
    [
      "has a header that is nested without end",
      async () =>
        Buffer.concat([
          tracePrefix(),
          await packed(`${"[".repeat(500_000)}${"]".repeat(500_000)}`),
        ]),
      "TRACE_DAMAGED",
    ],
    [
      "says that its header has 4 GiB",
      async () => {
        const block = await packed(header);
        block.writeUInt32LE(0xffff_ffff, 12);
        return Buffer.concat([tracePrefix(), block]);
      },
      "TRACE_DAMAGED",
    ],
  ])("%s", async (_name, bytes, code) => {
    writeFileSync(at("none"), await bytes());
    const error: unknown = await read(at("none")).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FaultError);
    expect((error as FaultError).code).toBe(code);
    expect((error as FaultError).message.split("\n")).toHaveLength(1);
  });

  it("is missing, or a folder", async () => {
    await expect(read(at("no"))).rejects.toMatchObject({ code: "TRACE_MISSING" });
    await expect(read(folder)).rejects.toMatchObject({ code: "TRACE_UNREADABLE" });
  });

  it("counts brackets, not those in texts", () => {
    expect(jsonDepth('{"a":["[[[{{{\\"["]}')).toBe(2);
    expect(jsonDepth("1")).toBe(0);
  });
});

describe("hostile files", () => {
  const seed = 20_261_125;

  it("end in one clear error or a shorter trace, whatever was changed", async () => {
    await writeTrace(at("seed"), { commands: 8, perBlock: 4 });
    const bytes = readFileSync(at("seed"));
    const change = fc.record({
      kind: fc.constantFrom("flip", "byte", "cut", "splice", "word"),
      where: fc.nat(bytes.length - 5),
      value: fc.nat(0xffff_ffff),
      length: fc.nat(200),
    });
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const mutated = changes.reduce(mutate, bytes);
        writeFileSync(at("mutated"), mutated);
        const result = await read(at("mutated")).catch((error: unknown) => error);
        if (result instanceof FaultError) {
          expect(["TRACE_DAMAGED", "TRACE_VERSION"]).toContain(result.code);
          return;
        }
        const { info, blocks } = result as Read;
        const unpacked = blocks.reduce((sum, block) => sum + block.byteLength, 0);
        expect(unpacked).toBeLessThanOrEqual(expansionMax * mutated.length);
        expect(info.events * eventBytes).toBeLessThanOrEqual(expansionMax * mutated.length);
        whole += 1;
      }),
      { numRuns: 8_000, seed },
    );
    expect(whole).toBeGreaterThan(0);
  }, 120_000);

  it("take no more memory than their size allows, however often they repeat", async () => {
    // The densest blocks there can be, the same event over and over: zeros stand behind them.
    const options = { addon, force: true, bytesMax: Infinity };
    const writer = await TraceWriter.create(at("dense"), traceHeader, options);
    writer.native.events(new ArrayBuffer(16_384 * eventBytes));
    await writer.close();
    const bytes = statSync(at("dense")).size;
    expect(bytes * expansionMax).toBeGreaterThanOrEqual(16_384 * eventBytes);
    appendFileSync(at("dense"), "tail");
    expect((await read(at("dense"))).damage).toEqual({ at: bytes, kind: "torn" });
  });
});

interface Change {
  readonly kind: string;
  readonly where: number;
  readonly value: number;
  readonly length: number;
}

function mutate(bytes: Buffer, { kind, where, value, length }: Change): Buffer {
  const place = Math.min(where, Math.max(0, bytes.length - 4));
  const copy = Buffer.from(bytes);
  if (bytes.length < 8) {
    return copy;
  }
  switch (kind) {
    case "flip":
      copy.writeUInt8(copy.readUInt8(place) ^ (1 << (value % 8)), place);
      return copy;
    case "byte":
      copy.writeUInt8(value & 0xff, place);
      return copy;
    case "word":
      copy.writeUInt32LE(value, place);
      return copy;
    case "cut":
      return copy.subarray(0, place);
    default:
      return Buffer.concat([
        copy.subarray(0, place),
        copy.subarray(Math.max(0, place - length), place),
        copy.subarray(place),
      ]);
  }
}
