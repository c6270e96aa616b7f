/**
 * Proves the media of a restore whole before the server is started: manifests, stripes, sizes, seek tables and every
 * stored byte.
 */
import { FaultError } from "../contract/fault.ts";
import { namesOf, readManifest, type Manifest } from "../media/manifest.ts";
import { sizeOf } from "../media/publish.ts";
import { readSource } from "../media/read-source.ts";
import type { Addon } from "../vdi/addon.ts";
import { refuseTwice } from "./check-files.ts";

/** A medium with what its manifest says of it. */
export interface DescribedMedium {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Manifests of all media; the media exist and can be read. @throws FaultError MEDIA_* */
export async function describeMedia(files: readonly string[]): Promise<DescribedMedium[]> {
  await refuseTwice(files, "TARGET_TWICE");
  return Promise.all(
    files.map(async (file) => {
      await refuseUnfinished(file);
      await readSource(file, { missing: "MEDIA_MISSING", unreadable: "MEDIA_UNREADABLE" });
      return { file, manifest: await readManifest(file) };
    }),
  );
}

async function refuseUnfinished(file: string): Promise<void> {
  const isMissing = (await sizeOf(file)) === null;
  if (file.endsWith(".partial") || (isMissing && (await sizeOf(namesOf(file).partial)) !== null)) {
    throw new FaultError("MEDIA_UNFINISHED", { file });
  }
}

/** Whether the media are one whole set, in the order of its stripes. Pure. @throws FaultError MEDIA_* */
export function checkSet(media: readonly DescribedMedium[]): void {
  const [first] = media;
  if (first === undefined) {
    throw new FaultError("MEDIA_MISSING", { file: "" });
  }
  for (const { file, manifest } of media) {
    if (manifest.setId !== first.manifest.setId) {
      const [set, otherSet] = [manifest.setId, first.manifest.setId];
      throw new FaultError("MEDIA_FOREIGN", { file, set, other: first.file, otherSet });
    }
    const [codec, otherCodec] = [manifest.codec.kind, first.manifest.codec.kind];
    if (codec !== otherCodec || manifest.stripe.count !== first.manifest.stripe.count) {
      throw new FaultError("MEDIA_CODEC", { file, codec, other: first.file, otherCodec });
    }
  }
  checkStripes(media, first.manifest.stripe.count);
}

function checkStripes(media: readonly DescribedMedium[], count: number): void {
  const byIndex = new Map<number, string>();
  for (const { file, manifest } of media) {
    const { index } = manifest.stripe;
    const other = byIndex.get(index);
    if (other !== undefined) {
      throw new FaultError("MEDIA_TWICE", { file, other, index, count });
    }
    byIndex.set(index, file);
  }
  for (let index = 1; index <= count; index += 1) {
    if (!byIndex.has(index)) {
      const named = [...byIndex.keys()].sort((a, b) => a - b).join(", ");
      throw new FaultError("MEDIA_SET_INCOMPLETE", { missing: index, count, named });
    }
  }
  media.forEach(({ file, manifest }, at) => {
    const { index } = manifest.stripe;
    if (index !== at + 1) {
      throw new FaultError("MEDIA_SWAPPED", { file, index, count, named: at + 1 });
    }
  });
}

/**
 * Checks sizes, seek tables and all checksums, the media at once.
 *
 * @param threads readers of all media together
 * @throws FaultError MEDIA_SIZE, MEDIA_SEEK_TABLE, MEDIA_ALTERED, MEDIA_CONTENT_SWAPPED
 */
export async function proveMedia(
  media: readonly DescribedMedium[],
  addon: Addon,
  threads: number,
): Promise<void> {
  for (const medium of media) {
    await checkSize(medium, media);
  }
  const each = Math.max(1, Math.floor(threads / media.length));
  await Promise.all(media.map((medium) => proveMedium(medium, media, { addon, threads: each })));
}

async function checkSize(
  { file, manifest }: DescribedMedium,
  media: readonly DescribedMedium[],
): Promise<void> {
  const actual = (await sizeOf(file)) ?? 0;
  const expected = manifest.stored.bytes;
  if (actual === expected) {
    return;
  }
  const twin = media.find((other) => other.manifest.stored.bytes === actual);
  const isExchange = twin !== undefined && (await sizeOf(twin.file)) === expected;
  if (isExchange) {
    const [index, named] = [twin.manifest.stripe.index, manifest.stripe.index];
    throw new FaultError("MEDIA_CONTENT_SWAPPED", { file, index, named });
  }
  throw new FaultError("MEDIA_SIZE", {
    file,
    actual,
    expected,
    how: actual < expected ? "truncated" : "made longer",
  });
}

async function proveMedium(
  { file, manifest }: DescribedMedium,
  media: readonly DescribedMedium[],
  by: { addon: Addon; threads: number },
): Promise<void> {
  const { stored, stripe } = manifest;
  const { badChunk } = await by.addon.verifyMedium(
    file,
    stored.chunkBytes,
    stored.chunks,
    by.threads,
  );
  if (badChunk < 0) {
    checkSeekTable(file, manifest, by.addon);
    return;
  }
  for (const other of media) {
    const theirs = other.manifest.stored;
    const isTheirs =
      other.file !== file &&
      theirs.bytes === stored.bytes &&
      (await by.addon.verifyMedium(file, theirs.chunkBytes, theirs.chunks, by.threads)).badChunk <
        0;
    if (isTheirs) {
      throw new FaultError("MEDIA_CONTENT_SWAPPED", {
        file,
        index: other.manifest.stripe.index,
        named: stripe.index,
      });
    }
  }
  const from = badChunk * stored.chunkBytes;
  const to = Math.min(stored.bytes, from + stored.chunkBytes) - 1;
  throw new FaultError("MEDIA_ALTERED", { file, from, to });
}

function checkSeekTable(file: string, manifest: Manifest, addon: Addon): void {
  if (manifest.codec.kind !== "zstd") {
    return;
  }
  const table = addon.seekTable(file);
  if (table?.plainBytes !== manifest.plain.bytes) {
    throw new FaultError("MEDIA_SEEK_TABLE", { file });
  }
}
