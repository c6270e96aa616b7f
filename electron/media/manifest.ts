/**
 * The manifest: a small JSON file beside each medium that says what the medium is and proves it whole.
 *
 * `NAME.handoff.json` belongs to the medium `NAME`. While a backup goes on both bear `.partial`. Version 1.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { FaultError } from "../contract/fault.ts";

export const manifestFormat = "handoff-manifest";
export const manifestVersion = 1;

const manifestSuffix = ".handoff.json";
const partialSuffix = ".partial";
/** Larger than a manifest of 64 TiB in 16 MiB chunks would be useful to read in one piece. */
const manifestBytesMax = 256 * 1024 * 1024;

const hex = (digits: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const bytes = z.number().int().min(0);

export const manifestSchema = z.object({
  format: z.literal(manifestFormat),
  version: z.number().int().min(1),
  /** The same on all media of one backup. */
  setId: z.uuid(),
  /** Stripe `index`, from 1, of `count`. */
  stripe: z.object({ index: z.number().int().min(1), count: z.number().int().min(1).max(64) }),
  codec: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("none") }),
    z.object({ kind: z.literal("zstd"), level: z.number().int() }),
  ]),
  /** What the server wrote: bytes and XXH3-128. */
  plain: z.object({ bytes, xxh3: hex(32) }),
  /** What is in the file; `chunks`: XXH3-64 of each `chunkBytes` range. */
  stored: z.object({
    bytes,
    xxh3: hex(32),
    chunkBytes: z.number().int().min(4096),
    chunks: z.array(hex(16)),
  }),
  /** `sqlserver`: the database was that of a server of its own, reached by T-SQL. */
  server: z.object({ kind: z.enum(["embedded", "sqlserver"]), instance: z.string().nullable() }),
  database: z.object({ kind: z.enum(["replay", "generate", "database"]), name: z.string() }),
  options: z.object({
    blockSize: z.number().int(),
    transferSize: z.number().int(),
    bufferCount: z.number().int(),
    alignment: z.number().int(),
    prefixZone: z.number().int(),
    features: z.number().int(),
  }),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  writtenBy: z.object({ program: z.string(), version: z.string() }),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Names of everything that belongs to the medium `file`. */
export interface MediumNames {
  readonly file: string;
  readonly manifest: string;
  readonly partial: string;
  readonly partialManifest: string;
  /** Sidecar that keeps the frame sizes of a zstd medium until its seek table is written. */
  readonly frames: string;
}

export function namesOf(file: string): MediumNames {
  const partial = `${file}${partialSuffix}`;
  const manifest = `${file}${manifestSuffix}`;
  return {
    file,
    manifest,
    partial,
    partialManifest: `${manifest}${partialSuffix}`,
    frames: `${partial}.frames`,
  };
}

/** The manifest as it is written: one key a line, chunks on lines of their own, newline at the end. */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

/**
 * Parses a manifest's text.
 *
 * @param file shown in the fault
 * @throws FaultError MEDIA_MANIFEST_DAMAGED, MEDIA_VERSION
 */
export function parseManifest(text: string, file: string): Manifest {
  const data = parseJson(text, file);
  const head = z.object({ format: z.literal(manifestFormat), version: z.number() }).safeParse(data);
  if (!head.success) {
    throw new FaultError("MEDIA_MANIFEST_DAMAGED", {
      manifest: file,
      reason: "it is no manifest of Handoff",
    });
  }
  if (head.data.version > manifestVersion) {
    throw new FaultError("MEDIA_VERSION", {
      manifest: file,
      version: head.data.version,
      known: manifestVersion,
    });
  }
  const parsed = manifestSchema.safeParse(data);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new FaultError("MEDIA_MANIFEST_DAMAGED", {
      manifest: file,
      reason: `the value of ${where} is wrong`,
    });
  }
  const problem = inconsistency(parsed.data);
  if (problem !== null) {
    throw new FaultError("MEDIA_MANIFEST_DAMAGED", { manifest: file, reason: problem });
  }
  return parsed.data;
}

/**
 * Reads the manifest of the medium `file`.
 *
 * @throws FaultError MEDIA_NO_MANIFEST, MEDIA_UNREADABLE, MEDIA_MANIFEST_DAMAGED, MEDIA_VERSION
 */
export async function readManifest(file: string): Promise<Manifest> {
  const { manifest } = namesOf(file);
  return parseManifest(await readText(manifest, file), manifest);
}

async function readText(manifest: string, file: string): Promise<string> {
  try {
    const text = await readFile(manifest, "utf8");
    if (text.length > manifestBytesMax) {
      throw new FaultError("MEDIA_MANIFEST_DAMAGED", { manifest, reason: "it is far too long" });
    }
    return text;
  } catch (error) {
    if (error instanceof FaultError) {
      throw error;
    }
    const code = errnoOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new FaultError("MEDIA_NO_MANIFEST", { file, manifest });
    }
    throw new FaultError("MEDIA_UNREADABLE", { file: manifest, reason: code }, { cause: error });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FaultError("MEDIA_MANIFEST_DAMAGED", {
      manifest: file,
      reason: "it is no whole JSON text",
    });
  }
}

/** What a schema cannot see: numbers that contradict each other. */
function inconsistency(manifest: Manifest): string | null {
  const { stripe, stored } = manifest;
  if (stripe.index > stripe.count) {
    return `stripe ${stripe.index} of ${stripe.count} cannot be`;
  }
  const chunksExpected = Math.ceil(stored.bytes / stored.chunkBytes);
  if (stored.chunks.length !== chunksExpected) {
    return `it lists ${stored.chunks.length} chunks where ${stored.bytes} bytes have ${chunksExpected}`;
  }
  if (manifest.codec.kind === "none" && manifest.plain.bytes !== stored.bytes) {
    return "plain and stored bytes differ although nothing is compressed";
  }
  return null;
}

/** Errno name of a Node error, "EUNKNOWN" for anything else. */
export function errnoOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "EUNKNOWN";
}
