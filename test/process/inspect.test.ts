/**
 * Backups inspected as the command line does: what the embedded server wrote decodes fully, every changed byte of a
 * page is found where it is, and real backups (where ../shared/data is there) say what an independent look at their
 * bytes says.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BackupReport, Inspection } from "../../electron/contract/inspection.ts";
import { decodeBuffer } from "../../electron/contract/mtf/decode-buffer.ts";
import type { MtfNode } from "../../electron/contract/mtf/node.ts";
import { inspectBackups } from "../../electron/media/inspect-backups.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { backupOf, expectDone, hasSharedData, sharedData, Workplace } from "./lib/jobs.ts";
import { packSqlbak } from "./lib/sqlbak.ts";

const addon = loadAddon();
const place = new Workplace();
afterAll(() => place.remove());

function inspect(files: readonly string[], verify = true): Promise<Inspection> {
  return inspectBackups(files, addon, {
    verify,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
}

async function inspectOne(file: string): Promise<BackupReport> {
  return (await inspect([file])).files[0]!;
}

const plain = place.files("plain", 1);
const stripes = place.files("stripe", 3);
const packed = place.files("packed", 1);
beforeAll(async () => {
  const blockSize = 4096;
  expectDone(await place.run(backupOf({ targets: plain, change: { blockSize: 512 } })));
  expectDone(await place.run(backupOf({ targets: stripes, change: { blockSize } })));
  const codec = { kind: "zstd", level: 1 } as const;
  expectDone(await place.run(backupOf({ targets: packed, codec, change: { blockSize: 512 } })));
});

const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(place.at(name), bytes);
  return place.at(name);
};

/** Where the pages of a generated stream begin, and how many there are. */
function pagesOf(bytes: Buffer): { at: number; count: number } {
  const header = bytes.indexOf("MQDA");
  return { at: header + 24, count: (Number(bytes.readBigUInt64LE(header + 8)) - 2) / 8192 };
}

describe("generated streams", () => {
  it("decode fully and are right in every checksum", async () => {
    const report = await inspectOne(plain[0]!);
    expect(report).toMatchObject({ container: "mtf", blockSize: 512, complete: true, damage: [] });
    expect(report.structure.map(({ type }) => type).join(" ")).toBe(
      "TAPE SFMB SSET VOLB MSCI MSDA MSTL MSLS SFMB ESET ESET SFMB",
    );
    const bytes = readFileSync(plain[0]!);
    const last = report.structure.at(-1)!;
    expect(last.at + last.bytes).toBe(bytes.length);
    expect(report.checks).toMatchObject({
      pagesRight: pagesOf(bytes).count,
      pagesWrong: 0,
      pagesUnjudged: 0,
      backupChecksumsRight: 2,
      backupChecksumsWrong: 0,
    });
    const [set] = report.sets;
    expect(set).toMatchObject({
      position: 1,
      type: "Database",
      softwareVersion: "14.0.1000",
      databaseVersion: 869,
      compatibilityLevel: 140,
      firstLsn: "40000000016800037",
      lastLsn: "40000000029600001",
      differentialBaseLsn: null,
      collation: "SQL_Latin1_General_CP1_CI_AS",
      hasChecksums: true,
      backupStart: "2026-01-15T22:00:00",
      backupFinish: "2026-01-15T22:04:30",
      complete: true,
    });
    expect(set?.files.map(({ fileId, type, filegroup }) => [fileId, type, filegroup])).toEqual([
      [1, "Data", "PRIMARY"],
      [2, "Log", null],
    ]);
  });

  it("decode from any place into ranges in their order, as a picture of a buffer needs", () => {
    const bytes = new Uint8Array(readFileSync(plain[0]!));
    const whole = decodeBuffer(bytes);
    const names = whole.map(({ name }) => name).join(" ");
    expect(names).toBe("TAPE SFMB SSET VOLB MSCI MSDA MSTL MSTL MSLS SFMB ESET ESET SFMB");
    const wrongIn = (node: MtfNode): string[] => [
      ...(node.wrong === null ? [] : [node.wrong]),
      ...node.children.flatMap(wrongIn),
    ];
    expect(whole.flatMap(wrongIn)).toEqual([]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 40_000 }), (from, length) => {
        const copy = bytes.subarray(from, from + length);
        let end = 0;
        for (const { at, bytes: size } of decodeBuffer(copy)) {
          expect(at).toBeGreaterThanOrEqual(end);
          expect(at - end).toBeLessThan(4);
          end = at + size;
        }
        expect(copy.length - end).toBeLessThan(4);
      }),
      { numRuns: 500 },
    );
    const { at } = pagesOf(readFileSync(plain[0]!));
    const pages = decodeBuffer(bytes.subarray(at, at + 65_536));
    expect(pages.map(({ name }) => name)).toEqual(
      Array.from({ length: 8 }, (_, id) => `page 1:${id}`),
    );
  });

  it("say the same in every container", async () => {
    const [one, zstd] = [await inspectOne(plain[0]!), await inspectOne(packed[0]!)];
    const bytes = readFileSync(plain[0]!);
    const sqlbak = await inspectOne(written("packed.sqlbak", packSqlbak(bytes, 512)));
    expect(zstd.container).toBe("zstd");
    expect(sqlbak).toMatchObject({ container: "compressed", plainBytes: bytes.length, damage: [] });
    expect(sqlbak.sets).toEqual(one.sets);
    expect(sqlbak.checks).toEqual(one.checks);
    expect(zstd.checks?.pagesRight).toBe(one.checks?.pagesRight);
  });

  it("as stripes are one set, and incomplete without one of them", async () => {
    const whole = await inspect(stripes);
    expect(whole.files.every(({ complete, damage }) => complete && damage.length === 0)).toBe(true);
    expect(whole.chain.databases.map(({ steps }) => steps.length)).toEqual([1]);
    const half = await inspect([stripes[2]!, stripes[0]!]);
    expect(half.files.map(({ complete }) => complete)).toEqual([false, false]);
    expect(half.files[0]?.damage.map(({ what }) => what)).toEqual(["Stripe 2/3 is missing."]);
    expect(half.chain.databases[0]?.restoresTo).toEqual([]);
  });

  it("appended to one file are two sets", async () => {
    const bytes = readFileSync(plain[0]!);
    const set = bytes.indexOf("SSET");
    const file = written("appended.bak", Buffer.concat([bytes, bytes.subarray(set)]));
    const report = await inspectOne(file);
    expect(report.damage).toEqual([]);
    expect(report.sets.map(({ position }) => position)).toEqual([1, 2]);
  });

  it("give away any changed byte of any page, by its id and place", async () => {
    const bytes = readFileSync(stripes[1]!);
    const { at, count } = pagesOf(bytes);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(count - 1),
        fc.nat(8191),
        fc.integer({ min: 1, max: 255 }),
        async (page, byte, change) => {
          const offset = at + page * 8192;
          const changed = Buffer.from(bytes);
          changed[offset + byte]! ^= change;
          const files = [stripes[0]!, written("changed.bak", changed), stripes[2]!];
          const { damage, checks } = (await inspect(files)).files[1]!;
          expect(checks?.backupChecksumsWrong).toBe(1);
          const found = damage.find(({ page: one }) => one !== null);
          // What says that there is a checksum, and which page it is (a generated database has no PFS page
          // that would tell), is covered by the backup checksum alone.
          if (byte === 1 || (byte >= 4 && byte < 6) || (byte >= 32 && byte < 38)) return;
          expect(found?.offset).toBe(offset);
          expect(found?.page?.pageId).toBe(idOf(bytes, at, page));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("cut anywhere are incomplete, with the place", async () => {
    const bytes = readFileSync(plain[0]!);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        const report = await inspectOne(written("cut.bak", bytes.subarray(0, length)));
        expect(report.complete).toBe(false);
        expect(report.damage.length).toBeGreaterThan(0);
        for (const { offset } of report.damage) expect(offset).toBeLessThanOrEqual(length);
      }),
      { numRuns: 60 },
    );
  });

  it("in a damaged compressed container name the frame's place", async () => {
    const whole = packSqlbak(readFileSync(plain[0]!), 512);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.boolean(), async (at, isCut) => {
        const changed = Uint8Array.from(isCut ? whole.subarray(0, at) : whole);
        if (!isCut) changed[at]! ^= 0x55;
        const report = await inspectOne(written("damaged.sqlbak", changed));
        for (const { offset, what } of report.damage) {
          expect(offset).toBeLessThanOrEqual(Math.max(report.bytes, report.plainBytes ?? 0));
          expect(what).not.toBe("");
        }
      }),
      { numRuns: 60 },
    );
  });

  it("with a frame that does not expand are unreadable there", async () => {
    const whole = Uint8Array.from(packSqlbak(readFileSync(plain[0]!), 512));
    // In the packed bytes of a frame that holds pages only.
    whole[120_000]! ^= 0xff;
    const { damage, complete, sets } = await inspectOne(written("frame.sqlbak", whole));
    expect(damage.map(({ code }) => code)).toContain("unreadable");
    expect({ complete, sets: sets.length }).toEqual({ complete: true, sets: 1 });
  });

  it("can be cancelled while they are verified", async () => {
    const cancelled = new AbortController();
    const answer = inspectBackups(stripes, addon, {
      verify: true,
      onProgress: () => undefined,
      signal: cancelled.signal,
    });
    cancelled.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });
});

/** What a page says that it is. */
function idOf(bytes: Buffer, at: number, page: number): number {
  return bytes.readUInt32LE(at + page * 8192 + 32);
}

describe("the command line", () => {
  const program = path.resolve("dist/cli.cjs");
  const run = (...files: string[]): { code: number; out: string; err: string } => {
    try {
      const out = execFileSync(process.execPath, [program, "inspect", ...files], {
        encoding: "utf8",
        stdio: "pipe",
      });
      return { code: 0, out, err: "" };
    } catch (error) {
      const { status, stdout, stderr } = error as {
        status: number;
        stdout: string;
        stderr: string;
      };
      return { code: status, out: stdout, err: stderr };
    }
  };

  it("prints all facts of each file and the chain as one JSON array", () => {
    const { code, out } = run(...stripes, "--json", "--verify");
    expect(code).toBe(0);
    const reports = JSON.parse(out) as (BackupReport & Record<string, unknown>)[];
    expect(reports).toHaveLength(3);
    for (const report of reports) {
      expect(report).toMatchObject({ checksums: "right", problem: null, complete: true });
      expect(report["chain"]).toMatchObject({ fits: true });
    }
  });

  it("ends with 3 and one line each for what is incomplete or damaged, 2 for wrong usage", () => {
    const half = run(stripes[0]!);
    expect(half).toMatchObject({ code: 3 });
    expect(half.err).toMatch(/is incomplete: it is stripe 1 of 3, without stripe 2, 3\./);
    const cut = run(written("half.bak", readFileSync(plain[0]!).subarray(0, 100_000)));
    expect(cut).toMatchObject({ code: 3 });
    expect(cut.err).toMatch(/is damaged at byte 100000/);
    expect(run()).toMatchObject({ code: 2 });
  });
});

describe.skipIf(!hasSharedData)("real backups of ../shared/data", () => {
  const real = (name: string): string => path.join(sharedData, name);
  const names = hasSharedData
    ? readdirSync(sharedData).filter((name) => /\.(bak|trn)$/.test(name))
    : [];

  it("hold nothing wrong, but for the half of a stripe set, which is called incomplete", async () => {
    const { files } = await inspect(names.map(real));
    for (const { file, complete, damage, checks } of files) {
      const isHalf = path.basename(file) === "half-of-a-stripe-set.bak";
      expect({ file, complete }).toEqual({ file, complete: !isHalf });
      expect({ file, codes: damage.map(({ code }) => code) }).toEqual({
        file,
        codes: isHalf ? ["stripeMissing"] : [],
      });
      expect(checks).toMatchObject({ pagesWrong: 0, pagesUnjudged: 0, backupChecksumsWrong: 0 });
    }
  });

  it("say what an independent look at the final configuration says", async () => {
    const { files } = await inspect(names.map(real), false);
    for (const { file, container, blockSize, sets } of files) {
      if (container === "compressed") continue;
      const bytes = readFileSync(file);
      const scin = bytes.lastIndexOf("SCIN");
      const lsn = (at: number): string =>
        String(
          BigInt(bytes.readUInt32LE(scin + at)) * 10n ** 15n +
            BigInt(bytes.readUInt32LE(scin + at + 4)) * 10n ** 5n +
            BigInt(bytes.readUInt16LE(scin + at + 8)),
        );
      const text = (at: number): string => {
        const from = scin + bytes.readUInt16LE(scin + at + 2);
        return bytes.toString("utf16le", from, from + bytes.readUInt16LE(scin + at));
      };
      const letters = { D: "Database", I: "Differential", L: "Log" };
      expect(sets).toHaveLength(1);
      expect(sets[0]).toMatchObject({
        databaseName: text(104),
        serverName: text(108),
        type: letters[String.fromCharCode(bytes[scin + 87]!) as "D"],
        firstLsn: lsn(32),
        lastLsn: lsn(42),
        checkpointLsn: lsn(52),
        databaseBackupLsn: lsn(62),
        compatibilityLevel: bytes[scin + 91],
        databaseVersion: bytes.readUInt16LE(scin + 94),
        backupSize: Number(bytes.readBigUInt64LE(scin + 96)),
        hasChecksums: path.basename(file) === "checksum-full.bak",
      });
      expect(blockSize).toBe(bytes.readUInt16LE(64) * 512);
      expect(sets[0]?.files).toHaveLength(bytes.toString("latin1", scin).split("SFIN").length - 1);
    }
  });

  it("in the compressed container have the block size and content that their names say", async () => {
    const { files } = await inspect(names.filter((name) => name.includes("compressed")).map(real));
    for (const { file, blockSize, container, plainBytes, bytes, sets } of files) {
      expect(container).toBe("compressed");
      expect(blockSize).toBe(file.includes("4k") ? 4096 : 512);
      expect(plainBytes).toBeGreaterThan(bytes);
      expect(sets[0]?.backupSize).toBeGreaterThan(sets[0]?.compressedBackupSize ?? Infinity);
      expect(sets[0]?.softwareVersion).toMatch(/^13\.0\./);
    }
  });

  it("make the chain that they are named after", async () => {
    const { chain } = await inspect(
      ["chain-full.bak", "chain-diff.bak", "chain-log.trn"].map(real),
      false,
    );
    const steps = chain.databases[0]?.steps ?? [];
    expect(chain.fits).toBe(true);
    expect(steps.map(({ type, state }) => [type, state])).toEqual([
      ["Database", "base"],
      ["Log", "used"],
      ["Differential", "used"],
    ]);
    const orphan = await inspect([real("chain-diff.bak"), real("chain-log.trn")], false);
    expect(orphan.chain.fits).toBe(false);
    expect(orphan.chain.databases[0]?.steps.map(({ state }) => state)).toEqual([
      "baseless",
      "baseless",
    ]);
  });
});
