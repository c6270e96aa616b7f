/**
 * A hundred thousand mutated backups: whatever the bytes, the reader answers with facts and places of damage,
 * never with an exception, and reads no more than a few times the stream.
 *
 * The seeds are generated streams, and real ones where ../shared/data is there. The mutated files live in memory:
 * bytes are changed in place and put back.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BackupReport } from "../../electron/contract/inspection.ts";
import { Bytes, xorWords } from "../../electron/contract/mtf/bytes.ts";
import { damageText } from "../../electron/contract/mtf/damage.ts";
import { decodeBuffer } from "../../electron/contract/mtf/decode-buffer.ts";
import type { MtfNode } from "../../electron/contract/mtf/node.ts";
import { chainOf } from "../../electron/media/mtf/chain.ts";
import { type BackupStream, readBackup } from "../../electron/media/mtf/read-backup.ts";
import { setFacts } from "../../electron/media/mtf/set-facts.ts";
import { memorySource } from "../../electron/media/mtf/source.ts";
import { backupOf, expectDone, hasSharedData, sharedData, Workplace } from "./lib/jobs.ts";

const filesWanted = 100_000;
const seed = Number(process.env["HANDOFF_FUZZ_SEED"] ?? Date.now() % 1_000_000_007);
/** Of what is read: the headers, and after damage one search to the end from each place. */
const readsPerByteMax = 64;

const place = new Workplace();
afterAll(() => place.remove());

interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where headers and records lie: most changes go there. */
  readonly ranges: readonly { readonly at: number; readonly bytes: number }[];
  /** Headers with a checksum, which half of the changes put right again. */
  readonly headers: readonly { readonly at: number; readonly bytes: number }[];
}

/** Small, fast, the same everywhere; good enough to choose bytes. */
function random(state: number): (below: number) => number {
  let now = state >>> 0;
  return (below) => {
    now = (now + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(now ^ (now >>> 15), now | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function seedOf(name: string, bytes: Uint8Array): Seed {
  const headers: { at: number; bytes: number }[] = [];
  const ranges: { at: number; bytes: number }[] = [];
  const visit = (node: MtfNode): void => {
    const isHeader = node.kind === "block" || node.kind === "stream";
    if (isHeader) headers.push({ at: node.at, bytes: node.kind === "block" ? 52 : 22 });
    if (isHeader || node.kind === "record") {
      ranges.push({ at: node.at, bytes: Math.min(node.bytes, 200) });
    }
    if (node.name !== "MQDA" && node.name !== "MQTL") node.children.forEach(visit);
  };
  decodeBuffer(bytes).forEach(visit);
  return { name, bytes, ranges, headers };
}

type Undo = () => void;

/** Changes some bytes in place. @returns how to put them back */
function mutate({ bytes, ranges, headers }: Seed, below: (limit: number) => number): Undo {
  const kept: [number, Uint8Array][] = [];
  const put = (at: number, values: Uint8Array): void => {
    const end = Math.min(at + values.length, bytes.length);
    kept.push([at, bytes.slice(at, end)]);
    bytes.set(values.subarray(0, end - at), at);
  };
  for (let count = 1 + below(4); count > 0; count -= 1) {
    const range = ranges[below(ranges.length)]!;
    const at = below(8) === 0 ? below(bytes.length) : range.at + below(range.bytes);
    const kind = below(4);
    if (kind === 0) put(at, Uint8Array.of(bytes[at]! ^ (1 << below(8))));
    else if (kind === 1)
      put(
        at,
        Uint8Array.from({ length: 1 + below(8) }, () => below(256)),
      );
    else if (kind === 2) put(at, new Uint8Array(1 + below(16)).fill(below(2) * 255));
    else put(at, bytes.slice(below(bytes.length), bytes.length).subarray(0, 1 + below(64)));
  }
  if (below(2) === 0) headers.forEach((header) => mend(header, bytes, put));
  return () => kept.reverse().forEach(([at, old]) => bytes.set(old, at));
}

function mend(
  { at, bytes: length }: { at: number; bytes: number },
  bytes: Uint8Array,
  put: (at: number, values: Uint8Array) => void,
): void {
  const data = new Bytes(bytes);
  const sum = xorWords(data, at, length);
  if (sum === 0) return;
  const right = data.u16(at + length - 2) ^ sum;
  put(at + length - 2, Uint8Array.of(right & 255, right >> 8));
}

/** Reads all that can be read, and checks what must hold for any bytes. */
async function inspectBytes(bytes: Uint8Array): Promise<BackupStream> {
  let read = 0;
  const memory = memorySource(bytes);
  const stream = await readBackup({
    bytes: bytes.length,
    read: (at, length) => {
      read += Math.min(length, bytes.length - at);
      return memory.read(at, length);
    },
  });
  if (read > readsPerByteMax * (bytes.length + 65_536)) throw new Error(`it read ${read} bytes`);
  for (const damage of stream.damage) {
    const isPlace = damage.offset >= 0 && damage.offset <= bytes.length;
    if (!isPlace || damageText(damage) === "") throw new Error(JSON.stringify(damage));
  }
  chainOf([reportOf(stream)]);
  return stream;
}

function reportOf(stream: BackupStream): BackupReport {
  return {
    file: "mutated.bak",
    bytes: stream.bytes,
    container: "mtf",
    blockSize: stream.blockSize,
    plainBytes: stream.bytes,
    media: null,
    complete: true,
    damage: [],
    damageLeftOut: 0,
    sets: stream.sets.flatMap((set, index) => setFacts(set, index + 1) ?? []),
    structure: [],
    checks: null,
  };
}

describe("mutated backups", () => {
  const seeds: Seed[] = [];
  beforeAll(async () => {
    const shapes = [
      { count: 1, blockSize: 512 },
      { count: 2, blockSize: 4096 },
    ];
    for (const { count, blockSize } of shapes) {
      const files = place.files(`seed-${blockSize}`, count);
      const change = { blockSize };
      expectDone(await place.run(backupOf({ targets: files, bytes: 65_536, change })));
      seeds.push(
        ...files.map((file) => seedOf(path.basename(file), new Uint8Array(readFileSync(file)))),
      );
    }
    if (!hasSharedData) return;
    for (const name of ["chain-log.trn", "chain-diff.bak", "stripe-log-2of2.trn"]) {
      seeds.push(seedOf(name, new Uint8Array(readFileSync(path.join(sharedData, name)))));
    }
  });

  it(`${filesWanted} of them are read without an exception, in bounded reads (seed ${seed}, ${
    hasSharedData ? "real backups too" : "generated streams only: no ../shared/data"
  })`, async () => {
    const below = random(seed);
    let damaged = 0;
    for (let index = 0; index < filesWanted; index += 1) {
      const one = seeds[index % seeds.length]!;
      const undo = mutate(one, below);
      const length = below(16) === 0 ? below(one.bytes.length) : one.bytes.length;
      const bytes = one.bytes.subarray(0, length);
      try {
        const stream = await inspectBytes(bytes);
        if (stream.damage.length > 0) damaged += 1;
        if (index % 8 === 0) decodeBuffer(bytes.subarray(below(4096), 16_384));
      } catch (error) {
        throw new Error(`seed ${seed}, file ${index} from ${one.name}`, { cause: error });
      } finally {
        undo();
      }
    }
    expect(damaged).toBeGreaterThan(filesWanted / 4);
  }, 120_000);

  it("and unmutated they hold no damage at all", async () => {
    for (const { name, bytes } of seeds) {
      const stream = await inspectBytes(bytes);
      expect({ name, damage: stream.damage }).toEqual({ name, damage: [] });
      expect(stream.sets.length).toBe(1);
    }
  });
});
