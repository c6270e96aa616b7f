import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FaultError } from "../contract/fault.ts";
import {
  formatManifest,
  manifestFormat,
  namesOf,
  parseManifest,
  readManifest,
  type Manifest,
} from "./manifest.ts";
import { isLocked } from "./durable-files.ts";
import { discard, publish, rollForward, writePartialManifest } from "./publish.ts";

let folder = "";
const at = (name: string): string => path.join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-publish-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function manifest(index: number, count: number, bytes = 5): Manifest {
  return {
    format: manifestFormat,
    version: 1,
    setId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    stripe: { index, count },
    codec: { kind: "none" },
    plain: { bytes, xxh3: "0".repeat(32) },
    stored: { bytes, xxh3: "0".repeat(32), chunkBytes: 16_777_216, chunks: ["0".repeat(16)] },
    server: { kind: "embedded", instance: null },
    database: { kind: "generate", name: "x" },
    options: {
      blockSize: 512,
      transferSize: 65_536,
      bufferCount: 6,
      alignment: 0,
      prefixZone: 0,
      features: 0,
    },
    startedAt: "2026-01-01T00:00:00.000Z",
    finishedAt: "2026-01-01T00:00:01.000Z",
    writtenBy: { program: "handoff", version: "0.1.0" },
  };
}

async function partial(files: readonly string[]): Promise<void> {
  for (const [i, file] of files.entries()) {
    writeFileSync(namesOf(file).partial, "bytes");
    await writePartialManifest(file, manifest(i + 1, files.length));
  }
}

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "",
    (error: unknown) => (error instanceof FaultError ? error.code : String(error)),
  );

describe("manifest", () => {
  it("comes back as it was written", async () => {
    expect(parseManifest(formatManifest(manifest(1, 2)), "m")).toEqual(manifest(1, 2));
    await expect(readManifest(at("none.bak"))).rejects.toMatchObject({ code: "MEDIA_NO_MANIFEST" });
  });

  it("refuses what is torn, foreign, newer or contradicts itself", () => {
    const text = formatManifest(manifest(1, 2));
    const codeOf = (bad: string): string => {
      try {
        parseManifest(bad, "m");
        return "";
      } catch (error) {
        return (error as FaultError).code;
      }
    };
    expect(codeOf(text.slice(0, -20))).toBe("MEDIA_MANIFEST_DAMAGED");
    expect(codeOf("{}")).toBe("MEDIA_MANIFEST_DAMAGED");
    expect(codeOf(text.replace('"version": 1', '"version": 2'))).toBe("MEDIA_VERSION");
    expect(codeOf(formatManifest(manifest(3, 2)))).toBe("MEDIA_MANIFEST_DAMAGED");
    expect(
      codeOf(formatManifest({ ...manifest(1, 1), plain: { bytes: 6, xxh3: "0".repeat(32) } })),
    ).toBe("MEDIA_MANIFEST_DAMAGED");
  });
});

describe("publish", () => {
  it("gives all media their names and leaves nothing else", async () => {
    const files = [at("a.bak"), at("b.bak")];
    await partial(files);
    await publish(files, false);
    expect(readdirSync(folder).sort()).toEqual([
      "a.bak",
      "a.bak.handoff.json",
      "b.bak",
      "b.bak.handoff.json",
    ]);
    expect((await readManifest(files[1]!)).stripe.index).toBe(2);
  });

  it("replaces an existing file only when told to", async () => {
    const files = [at("a.bak")];
    writeFileSync(files[0]!, "precious");
    await partial(files);
    expect(await code(publish(files, false))).toBe("TARGET_EXISTS");
    expect(readFileSync(files[0]!, "utf8")).toBe("precious");
    expect(existsSync(namesOf(files[0]!).manifest)).toBe(false);
    await publish(files, true);
    expect(readFileSync(files[0]!, "utf8")).toBe("bytes");
  });

  it("is taken up again wherever it was cut off, and only when the bytes prove right", async () => {
    const files = [at("a.bak"), at("b.bak")];
    await partial(files);
    // Cut off after the first rename: the set is confirmed.
    execFileSync("mv", [namesOf(files[0]!).partialManifest, namesOf(files[0]!).manifest]);
    expect(await rollForward(files, () => Promise.resolve(false))).toEqual([]);
    expect(existsSync(files[0]!)).toBe(false);
    expect(await rollForward(files, () => Promise.resolve(true))).toEqual(files);
    expect(readdirSync(folder).sort()).toEqual([
      "a.bak",
      "a.bak.handoff.json",
      "b.bak",
      "b.bak.handoff.json",
    ]);
  });

  it("does not take up what no server confirmed", async () => {
    const files = [at("a.bak")];
    await partial(files);
    expect(await rollForward(files, () => Promise.resolve(true))).toEqual([]);
    expect(existsSync(files[0]!)).toBe(false);
  });
});

describe("discard", () => {
  it("removes what an unfinished backup left, and names it", async () => {
    const files = [at("a.bak")];
    await partial(files);
    writeFileSync(namesOf(files[0]!).frames, "x");
    expect(await discard(files)).toEqual([{ file: namesOf(files[0]!).partial, bytes: 5 }]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await discard(files)).toEqual([]);
  });

  it("leaves alone what a living job is writing", async () => {
    const files = [at("a.bak")];
    await partial(files);
    const script = 'exec flock "$0" -c "echo held; sleep 30"';
    const holder = spawn("sh", ["-c", script, namesOf(files[0]!).partial], { detached: true });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(await isLocked(namesOf(files[0]!).partial)).toBe(true);
    expect(await discard(files)).toEqual([]);
    expect(existsSync(namesOf(files[0]!).partial)).toBe(true);
    const gone = new Promise((resolve) => holder.once("exit", resolve));
    process.kill(-(holder.pid ?? 0), "SIGKILL");
    await gone;
  });
});
