import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FaultError } from "../contract/fault.ts";
import { backupSpecSchema, restoreSpecSchema } from "../contract/job.ts";
import { parseSize } from "./size.ts";
import {
  backupSpecFromFlags,
  restoreSpecFromFlags,
  type BackupFlags,
  type RestoreFlags,
} from "./spec-from-flags.ts";

function refusal(make: () => unknown): FaultError {
  try {
    make();
  } catch (error) {
    if (error instanceof FaultError) {
      return error;
    }
    throw error;
  }
  throw new Error("Expected a refusal.");
}

describe("backup flags", () => {
  it("fill a whole specification with defaults", () => {
    const spec = backupSpecFromFlags({ generate: "2M:7", to: ["/b/a.bak", "/b/b.bak"] });
    expect(backupSpecSchema.parse(spec)).toEqual(spec);
    expect(spec.source).toMatchObject({ kind: "generate", bytes: 2_097_152, seed: 7 });
    expect(spec).toMatchObject({
      codec: { kind: "none" },
      transferSize: 1_048_576,
      buffers: null,
      handoff: "ring",
    });
  });

  it("carry every option", () => {
    const spec = backupSpecFromFlags({
      replay: ["/s.bak"],
      to: ["/t.bak"],
      compress: "zstd:19",
      transferSize: "64K",
      buffers: "12",
      secondaries: "1",
      blockSize: "4096",
      trace: "/t.trace",
      force: true,
      fault: ["secondary-crash@12", "media-full@1M"],
    });
    expect(spec).toMatchObject({
      codec: { kind: "zstd", level: 19 },
      transferSize: 65_536,
      buffers: 12,
      secondaries: 1,
      blockSize: 4096,
      trace: "/t.trace",
      force: true,
      faults: [
        { kind: "secondary-crash", at: 12 },
        { kind: "media-full", at: 1_048_576 },
      ],
    });
  });

  const base: BackupFlags = { generate: "1M", to: ["/t.bak"] };
  const wrong: [string, BackupFlags, RegExp][] = [
    ["no source", { to: ["/t"] }, /source is missing/],
    ["two sources", { ...base, replay: ["/s"] }, /exclude each other/],
    ["no target", { generate: "1M" }, /--to is missing/],
    [
      "more targets than streams",
      { replay: ["/s"], to: ["/a", "/b"] },
      /names 1 file\(s\) and --to 2/,
    ],
    ["a target twice", { ...base, to: ["/t", "/t"] }, /names \/t twice/],
    [
      "65 targets",
      { ...base, to: Array.from({ length: 65 }, (_, i) => `/t${i}`) },
      /names 65 files/,
    ],
    ["a size that is none", { ...base, generate: "lots" }, /lots is not a size/],
    ["a stream too small", { ...base, generate: "1K" }, /too small/],
    ["a seed that is none", { ...base, generate: "1M:x" }, /out of range/],
    ["three parts", { ...base, generate: "1M:1:1" }, /not SIZE/],
    ["an unknown codec", { ...base, compress: "gzip" }, /gzip is unknown/],
    ["a level too high", { ...base, compress: "zstd:20" }, /out of range/],
    ["a level for none", { ...base, compress: "none:1" }, /unknown/],
    ["an odd transfer size", { ...base, transferSize: "100K" }, /not allowed/],
    ["a transfer size too large", { ...base, transferSize: "8M" }, /not allowed/],
    ["no buffers", { ...base, buffers: "0" }, /out of range/],
    ["too many secondaries", { ...base, secondaries: "65" }, /out of range/],
    ["a block size that is no power of two", { ...base, blockSize: "1000" }, /not allowed/],
    ["a block size too small", { ...base, blockSize: "256" }, /not allowed/],
    ["an unknown fault", { ...base, fault: ["flood@1"] }, /flood@1 is unknown/],
    ["a fault without N", { ...base, fault: ["server-crash"] }, /out of range/],
    ["a fault at 0", { ...base, fault: ["media-full@0"] }, /never happens/],
    ["an unknown handoff", { ...base, handoff: "pigeon" }, /unknown/],
  ];
  it.each(wrong)("refuse %s", (_name, flags, message) => {
    const error = refusal(() => backupSpecFromFlags(flags));
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe("");
    expect(error.exit).toBe(2);
  });
});

describe("restore flags", () => {
  it("fill a whole specification", () => {
    const spec = restoreSpecFromFlags({ from: ["/a", "/b"], into: ["/x", "/y"] });
    expect(restoreSpecSchema.parse(spec)).toEqual(spec);
    expect(spec.sink).toEqual({ kind: "into", files: ["/x", "/y"] });
  });

  const wrong: [string, RestoreFlags, RegExp][] = [
    ["no media", { discard: true }, /--from is missing/],
    ["no destination", { from: ["/a"] }, /destination is missing/],
    ["two destinations", { from: ["/a"], into: ["/x"], discard: true }, /exclude each other/],
    [
      "fewer files than media",
      { from: ["/a", "/b"], compare: ["/x"] },
      /names 2 file\(s\) and --compare 1/,
    ],
    ["a medium twice", { from: ["/a", "/a"], discard: true }, /twice/],
  ];
  it.each(wrong)("refuse %s", (_name, flags, message) => {
    expect(refusal(() => restoreSpecFromFlags(flags)).message).toMatch(message);
  });
});

describe("parseSize", () => {
  it("reads powers of 1,024 whatever the spelling", () => {
    expect(
      ["1024", "1K", "1k", "1KB", "1KiB", "1kib"].map((text) => parseSize(text, "--x")),
    ).toEqual(Array<number>(6).fill(1024));
    expect(parseSize("1.5G", "--x")).toBe(1_610_612_736);
  });

  it("never accepts what is not a whole number of bytes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(Number.isSafeInteger(parseSize(text, "--x"))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(FaultError);
        }
      }),
    );
  });
});
