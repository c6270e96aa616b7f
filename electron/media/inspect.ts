/**
 * What a file is, without SQL Server: container, codec, frames, sizes, stripe, manifest; and whether its checksums
 * hold.
 *
 * Runs in: command line and main process. Reads at most `streamHeadBytes` of a file in JavaScript; checksums are
 * computed by native threads.
 */
import { FaultError } from "../contract/fault.ts";
import type { FileInfo } from "../contract/window.ts";
import type { Addon } from "../vdi/addon.ts";
import { readManifest, type Manifest } from "./manifest.ts";
import { readSource } from "./read-source.ts";
import { describeStreamHead, type StreamHead } from "./stream-head.ts";

/** Threads that read while checksums are checked. */
const verifyThreads = 2;

export interface Inspection {
  readonly file: string;
  readonly bytes: number;
  /** What the first bytes say. */
  readonly container: StreamHead["container"];
  readonly codec: "none" | "zstd";
  /** Of the zstd seekable format; null without a seek table. */
  readonly frames: number | null;
  readonly plainBytes: number | null;
  readonly storedBytes: number;
  readonly blockSize: number | null;
  readonly stripe: {
    readonly index: number;
    readonly count: number;
    readonly setId: string;
  } | null;
  /** null when the file has none. */
  readonly manifest: Manifest | null;
  /** "unchecked": there is nothing to check against. */
  readonly checksums: "right" | "wrong" | "unchecked";
  /** First thing wrong with the file, or null. */
  readonly problem: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
  } | null;
}

type Found = Omit<Inspection, "checksums" | "problem">;

/**
 * Inspects one file and checks every stored byte against its manifest.
 *
 * @throws FaultError MEDIA_MISSING, MEDIA_UNREADABLE; everything else that is wrong is in `problem`
 */
export async function inspect(file: string, addon: Addon): Promise<Inspection> {
  const { found, fault } = await look(file, addon);
  if (fault !== null || found.manifest === null) {
    return { ...found, checksums: "unchecked", problem: fault === null ? null : problemOf(fault) };
  }
  const broken = await findDamage(found, found.manifest, addon);
  return {
    ...found,
    checksums: broken === null ? "right" : "wrong",
    problem: broken === null ? null : problemOf(broken),
  };
}

/** The same at once, without reading the whole file: for a list of files in the window. */
export async function inspectHead(file: string, addon: Addon): Promise<FileInfo> {
  try {
    const { found, fault } = await look(file, addon);
    const head: StreamHead = {
      container: found.container,
      blockSize: found.blockSize,
      stripe: found.stripe,
    };
    return {
      path: file,
      bytes: found.bytes,
      beginsWith: describeStreamHead(head),
      stripe: found.stripe,
      blockSize: found.blockSize,
      plainBytes: found.manifest?.plain.bytes ?? null,
      problem: fault === null ? null : fault.message,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      path: file,
      bytes: 0,
      beginsWith: "",
      stripe: null,
      blockSize: null,
      plainBytes: null,
      problem: message,
    };
  }
}

async function look(
  file: string,
  addon: Addon,
): Promise<{ found: Found; fault: FaultError | null }> {
  const { bytes, head } = await readSource(file, {
    missing: "MEDIA_MISSING",
    unreadable: "MEDIA_UNREADABLE",
  });
  const { manifest, fault } = await manifestOf(file);
  const found: Found = {
    file,
    bytes,
    storedBytes: bytes,
    container: head.container,
    ...contentOf(file, bytes, head, addon),
    manifest,
  };
  return { found: manifest === null ? found : { ...found, ...factsOf(manifest) }, fault };
}

/** What the file itself says of its content. */
function contentOf(
  file: string,
  bytes: number,
  head: StreamHead,
  addon: Addon,
): Pick<Found, "codec" | "frames" | "plainBytes" | "blockSize" | "stripe"> {
  const { blockSize, stripe } = head;
  if (head.container !== "zstd") {
    return { codec: "none", frames: null, plainBytes: bytes, blockSize, stripe };
  }
  const seekTable = addon.seekTable(file);
  return {
    codec: "zstd",
    frames: seekTable?.frames ?? null,
    plainBytes: seekTable?.plainBytes ?? null,
    blockSize,
    stripe,
  };
}

/** What the manifest knows better. */
function factsOf(manifest: Manifest): Pick<Found, "plainBytes" | "blockSize" | "stripe"> {
  return {
    plainBytes: manifest.plain.bytes,
    blockSize: manifest.options.blockSize,
    stripe: { ...manifest.stripe, setId: manifest.setId },
  };
}

/** A file without a manifest is somebody else's, which is no fault; a damaged or unfinished one is. */
async function manifestOf(
  file: string,
): Promise<{ manifest: Manifest | null; fault: FaultError | null }> {
  if (file.endsWith(".partial")) {
    return { manifest: null, fault: new FaultError("MEDIA_UNFINISHED", { file }) };
  }
  try {
    return { manifest: await readManifest(file), fault: null };
  } catch (error) {
    if (!(error instanceof FaultError)) {
      throw error;
    }
    return { manifest: null, fault: error.code === "MEDIA_NO_MANIFEST" ? null : error };
  }
}

async function findDamage(
  found: Found,
  manifest: Manifest,
  addon: Addon,
): Promise<FaultError | null> {
  const { file } = found;
  const { stored } = manifest;
  if (found.bytes !== stored.bytes) {
    const how = found.bytes < stored.bytes ? "truncated" : "made longer";
    return new FaultError("MEDIA_SIZE", { file, actual: found.bytes, expected: stored.bytes, how });
  }
  if (manifest.codec.kind === "zstd" && found.frames === null) {
    return new FaultError("MEDIA_SEEK_TABLE", { file });
  }
  const verdict = await addon.verifyMedium(file, stored.chunkBytes, stored.chunks, verifyThreads);
  if (verdict.badChunk < 0) {
    return null;
  }
  const from = verdict.badChunk * stored.chunkBytes;
  return new FaultError("MEDIA_ALTERED", {
    file,
    from,
    to: Math.min(stored.bytes, from + stored.chunkBytes) - 1,
  });
}

function problemOf(fault: FaultError): NonNullable<Inspection["problem"]> {
  return { code: fault.code, message: fault.message, remedy: fault.remedy };
}
