import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultError } from "../contract/fault.ts";
import { jobDefaults, type BackupSpec } from "../contract/job.ts";
import type { Addon } from "../vdi/addon.ts";
import { checkBackup, checkStripes, chooseBlockSize } from "./check-backup.ts";
import { checkMemory, checkSpace } from "./check-files.ts";
import { checkSet, type DescribedMedium } from "./check-media.ts";
import { mediaOf, planRun, secondaryCountOf, sharedBytes, traceBytesMax } from "./plan.ts";

let folder = "";
const at = (name: string): string => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-check-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The checks use nothing of the addon but the length of generated streams. */
const addon = { streamBytes: () => [65_536] } as unknown as Addon;

function spec(change: Partial<BackupSpec>): BackupSpec {
  return {
    ...jobDefaults,
    faults: [],
    kind: "backup",
    codec: { kind: "none" },
    targets: [at("out.bak")],
    source: { kind: "generate", bytes: 65_536, seed: 1, entropy: 0.5 },
    ...change,
  };
}

const codeOf = async (wanted: BackupSpec): Promise<string> =>
  checkBackup(wanted, addon).then(
    () => "fine",
    (error: unknown) => (error as FaultError).code,
  );

const stream = (
  blockSize: number | null,
  bytes: number,
  stripe: [number, number, string] | null = null,
) => ({
  file: `s${stripe?.[0] ?? 0}`,
  bytes,
  head: {
    container: "mtf" as const,
    blockSize,
    stripe: stripe === null ? null : { index: stripe[0], count: stripe[1], setId: stripe[2] },
  },
});

const codeThrown = (work: () => unknown): string => {
  try {
    work();
    return "fine";
  } catch (error) {
    return (error as FaultError).code;
  }
};

describe("what is refused before a backup starts", () => {
  it("names each mistake", async () => {
    writeFileSync(at("there.bak"), "x");
    writeFileSync(at("odd.bak"), Buffer.alloc(1000));
    writeFileSync(at("good.bak"), Buffer.alloc(4096));
    mkdirSync(at("folder"));
    symlinkSync(at("out.bak"), at("link.bak"));
    const replay = (...files: string[]): Partial<BackupSpec> => ({
      source: { kind: "replay", files },
    });
    expect(await codeOf(spec({}))).toBe("fine");
    expect(await codeOf(spec({ targets: [at("there.bak")] }))).toBe("TARGET_EXISTS");
    expect(await codeOf(spec({ targets: [at("there.bak")], force: true }))).toBe("fine");
    expect(await codeOf(spec({ targets: [at("folder")] }))).toBe("TARGET_IS_FOLDER");
    expect(await codeOf(spec({ targets: [at("no/out.bak")] }))).toBe("TARGET_NO_FOLDER");
    expect(await codeOf(spec({ targets: [at("out.bak"), at("./out.bak")] }))).toBe("TARGET_TWICE");
    expect(await codeOf(spec({ targets: [at("a"), at("a.partial")] }))).toBe("TARGET_TWICE");
    expect(await codeOf(spec({ targets: [""] }))).toBe("TARGET_NO_NAME");
    expect(await codeOf(spec({ targets: [""], codec: { kind: "null" } }))).toBe("fine");
    expect(await codeOf(spec(replay(at("missing.bak"))))).toBe("SOURCE_MISSING");
    expect(await codeOf(spec(replay(at("folder"))))).toBe("SOURCE_UNREADABLE");
    expect(await codeOf(spec(replay(at("odd.bak"))))).toBe("SOURCE_ODD_SIZE");
    expect(await codeOf(spec(replay(at("good.bak"), at("good.bak"))))).toBe("SOURCE_COUNT");
    expect(
      await codeOf(spec({ ...replay(at("good.bak")), targets: [at("good.bak")], force: true })),
    ).toBe("TARGET_IS_SOURCE");
    expect(
      await codeOf(
        spec({ buffers: 4096, transferSize: 4_194_304, prefixZone: 65_536, alignment: 65_536 }),
      ),
    ).toMatch(/fine|VDI_BUFFERS/);
  });

  it("asks for room and memory", async () => {
    await expect(checkSpace([{ file: at("x"), bytes: 1e18 }])).rejects.toMatchObject({
      code: "TARGET_NO_SPACE",
    });
    await expect(checkMemory(1e18)).rejects.toMatchObject({ code: "VDI_BUFFERS" });
    await checkMemory(1);
  });
});

describe("block size", () => {
  it("is the stream's own, and a compressed one gets the largest usual one that fits", () => {
    expect(chooseBlockSize([stream(512, 1024)], null)).toBe(512);
    expect(chooseBlockSize([stream(4096, 8192)], null)).toBe(4096);
    expect(chooseBlockSize([stream(null, 8192)], null)).toBe(4096);
    expect(chooseBlockSize([stream(null, 1536)], null)).toBe(512);
    expect(chooseBlockSize([], 65_536)).toBe(65_536);
    expect(codeThrown(() => chooseBlockSize([stream(512, 1024)], 4096))).toBe("SOURCE_BLOCK_SIZE");
    expect(codeThrown(() => chooseBlockSize([stream(512, 512), stream(4096, 4096)], null))).toBe(
      "SOURCE_BLOCK_SIZE",
    );
    expect(codeThrown(() => chooseBlockSize([stream(512, 1000)], null))).toBe("SOURCE_ODD_SIZE");
    expect(codeThrown(() => chooseBlockSize([stream(null, 0)], null))).toBe("SOURCE_ODD_SIZE");
  });

  it("of a part of a stripe set is never asked: the part is refused", () => {
    const [one, two] = [stream(512, 512, [1, 2, "a"]), stream(512, 512, [2, 2, "a"])];
    expect(codeThrown(() => checkStripes([one, two]))).toBe("fine");
    expect(codeThrown(() => checkStripes([two, one]))).toBe("fine");
    expect(codeThrown(() => checkStripes([one]))).toBe("SOURCE_INCOMPLETE");
    expect(codeThrown(() => checkStripes([one, stream(512, 512, [2, 2, "b"])]))).toBe(
      "SOURCE_FOREIGN",
    );
    expect(codeThrown(() => checkStripes([stream(512, 512, [1, 1, "a"])]))).toBe("fine");
  });
});

describe("a set of media", () => {
  const medium = (file: string, index: number, count: number, setId = "s"): DescribedMedium =>
    ({
      file,
      manifest: { setId, stripe: { index, count }, codec: { kind: "none" } },
    }) as unknown as DescribedMedium;

  it("is refused when a stripe is missing, twice, in another place or of another backup", () => {
    expect(codeThrown(() => checkSet([medium("a", 1, 2), medium("b", 2, 2)]))).toBe("fine");
    expect(codeThrown(() => checkSet([medium("a", 1, 2)]))).toBe("MEDIA_SET_INCOMPLETE");
    expect(codeThrown(() => checkSet([medium("a", 1, 2), medium("b", 1, 2)]))).toBe("MEDIA_TWICE");
    expect(codeThrown(() => checkSet([medium("b", 2, 2), medium("a", 1, 2)]))).toBe(
      "MEDIA_SWAPPED",
    );
    expect(codeThrown(() => checkSet([medium("a", 1, 2), medium("b", 2, 2, "t")]))).toBe(
      "MEDIA_FOREIGN",
    );
  });
});

describe("plan", () => {
  it("gives every device one secondary, and a replacement the same media", () => {
    const files = Array.from({ length: 5 }, (_, i) => at(`m${i}`));
    const facts = {
      blockSize: 512,
      expectedBytes: [1, 1, 1, 1, 1],
      codec: { kind: "zstd", level: 3 } as const,
      files,
    };
    const plan = planRun(spec({ targets: files }), facts, {
      coreCount: 2,
      id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    });
    expect(plan.secondaryCount).toBe(2);
    expect(plan.assignment).toEqual([0, 1, 0, 1, 0]);
    expect(mediaOf(plan, 1).map((medium) => medium.device)).toEqual([1, 3]);
    expect(new Set(plan.deviceNames).size).toBe(5);
    expect(plan.deviceNames[0]).toBe(plan.setName);
    expect(secondaryCountOf(spec({ secondaries: 9 }), 3, 2)).toBe(3);
    expect(secondaryCountOf(spec({}), 64, 32)).toBe(4);
  });

  it("gives the trace lanes for all threads, and no more than its memory", () => {
    const id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    for (const devices of [1, 2, 3, 8, 17, 64]) {
      for (const secondaries of [1, 2, 7, 64]) {
        for (const coreCount of [1, 2, 16, 256]) {
          const files = Array.from({ length: devices }, (_, i) => at(`m${i}`));
          const facts = {
            blockSize: 512,
            expectedBytes: [],
            codec: { kind: "none" },
            files,
          } as const;
          const job = spec({ targets: files, secondaries });
          const plan = planRun(job, facts, { coreCount, id });
          const { traceLanes, traceEventsPerLane } = plan;
          const traceBytes = traceLanes * (192 + 48 * traceEventsPerLane);
          expect(traceBytes).toBeLessThanOrEqual(traceBytesMax);
          expect(2 * traceBytes).toBeGreaterThan(traceBytesMax - 192 * traceLanes);
          // As native/broker/secondary.cc and device_server.cc start them.
          const workers = Array.from({ length: plan.secondaryCount }, (_, secondary) => {
            const own = mediaOf(plan, secondary).length;
            return own * Math.min(61, Math.max(1, Math.floor(plan.codecThreads / own)));
          });
          const threads = workers.reduce((sum, count) => sum + count, 2 * devices);
          expect(traceLanes).toBeGreaterThan(threads);
          const needed = sharedBytes(job, devices, coreCount);
          expect(needed).toBeGreaterThan(traceBytes + plan.bufferCount * plan.transferSize);
        }
      }
    }
  });
});
