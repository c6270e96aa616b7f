import { describe, expect, it } from "vitest";
import { archiveSpec, demoSpec, salesSpec } from "../dev/samples.ts";
import { braced, commandPartsOf, sizeFlag } from "./command-line.ts";

describe("the same from the command line", () => {
  it("names every choice of a backup by its flag", () => {
    expect(commandPartsOf(salesSpec).join(" ")).toBe(
      "handoff backup --replay /data/salesdw_{1,2,3}.bak --compress zstd:3 " +
        "--to /backup/{a/SalesDW_1,b/SalesDW_2,c/SalesDW_3}of3.bak.zst --buffers 24 --secondaries 3 --block-size 4096",
    );
  });

  it("writes a generated stream with its seed only when that is not the usual one", () => {
    expect(commandPartsOf(demoSpec)).toContain("--generate 2G");
    const seeded = {
      ...demoSpec,
      source: { kind: "generate" as const, bytes: 2 ** 29, seed: 7, entropy: 0.35 },
    };
    expect(commandPartsOf(seeded)).toContain("--generate 512M:7");
  });

  it("names the sink of a restore", () => {
    expect(commandPartsOf(archiveSpec).slice(0, 3)).toEqual([
      "handoff restore",
      "--from /backup/a/HR_Archive.bak",
      "--compare /data/hr_archive.bak",
    ]);
    expect(commandPartsOf({ ...archiveSpec, sink: { kind: "discard" } })).toContain("--discard");
  });

  it("names what is behind More, and faults", () => {
    const parts = commandPartsOf({
      ...salesSpec,
      alignment: 4_096,
      prefixZone: 512,
      serverTimeout: 1_000,
      handoff: "port",
      force: true,
      trace: "/tmp/a b.trace",
      faults: [
        { kind: "media-full", at: 1_048_576 },
        { kind: "secondary-crash", at: 9 },
      ],
    });
    expect(parts).toEqual(
      expect.arrayContaining([
        "--alignment 4096",
        "--prefix-zone 512",
        "--server-timeout 1000",
        "--handoff port",
        "--force",
        "--trace '/tmp/a b.trace'",
        "--fault media-full@1048576 secondary-crash@9",
      ]),
    );
  });

  it("braces paths only when the shell would give the same paths back", () => {
    expect(braced(["/a/x1.bak", "/a/x2.bak"])).toBe("/a/x{1,2}.bak");
    expect(braced(["/a/one", "/b/two"])).toBe("/{a/one,b/two}");
    expect(braced(["/a b/1", "/a b/2"])).toBeNull();
    expect(braced(["/a/1,2", "/a/3"])).toBeNull();
    expect(braced(["/a/same", "/a/same"])).toBeNull();
    expect(braced(["/only"])).toBeNull();
  });

  it("writes sizes that the program reads back exactly", () => {
    expect(sizeFlag(65_536)).toBe("64K");
    expect(sizeFlag(1.5 * 2 ** 30)).toBe("1536M");
    expect(sizeFlag(1_000)).toBe("1000");
  });
});
