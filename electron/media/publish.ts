/**
 * The end of a backup on disk: from `.partial` to the final name, and back out of it.
 *
 * Order: manifest of stripe 1, other manifests, media, folders synced. The first rename happens only after the
 * server's verdict, so a final manifest is the mark that the set is confirmed: what was interrupted after
 * it is taken up again by `rollForward`, everything else is removed by `discard`.
 */
import { open, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { FaultError } from "../contract/fault.ts";
import { isLocked, moveOver, moveUnlessThere, syncFolder } from "./durable-files.ts";
import { errnoOf, formatManifest, namesOf, parseManifest, type Manifest } from "./manifest.ts";

/** Writes and fsyncs the manifest as `.partial`. */
export async function writePartialManifest(file: string, manifest: Manifest): Promise<void> {
  const handle = await open(namesOf(file).partialManifest, "w", 0o640);
  try {
    await handle.writeFile(formatManifest(manifest));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Gives the media of a confirmed backup their final names.
 *
 * @param files  in stripe order; each has a synced `.partial` and a synced partial manifest
 * @param force  whether existing files are replaced
 * @throws FaultError TARGET_EXISTS, TARGET_PUBLISH_FAILED
 */
export async function publish(files: readonly string[], force: boolean): Promise<void> {
  if (!force) {
    await refuseExisting(files);
  }
  for (const file of files) {
    const { manifest, partialManifest } = namesOf(file);
    await named(file, () => moveOver(partialManifest, manifest));
  }
  await syncFolders(files);
  for (const file of files) {
    await named(file, () => moveMedium(file, force));
  }
  await syncFolders(files);
}

async function refuseExisting(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (await exists(file)) {
      throw new FaultError("TARGET_EXISTS", { file });
    }
  }
}

async function named(file: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof FaultError) {
      throw error;
    }
    throw new FaultError(
      "TARGET_PUBLISH_FAILED",
      { file, reason: errnoOf(error) },
      { cause: error },
    );
  }
}

async function moveMedium(file: string, force: boolean): Promise<void> {
  const { partial } = namesOf(file);
  if (force) {
    await moveOver(partial, file);
    return;
  }
  try {
    await moveUnlessThere(partial, file);
  } catch (error) {
    throw errnoOf(error) === "EEXIST"
      ? new FaultError("TARGET_EXISTS", { file }, { cause: error })
      : error;
  }
}

async function syncFolders(files: readonly string[]): Promise<void> {
  for (const folder of new Set(files.map((file) => path.dirname(file)))) {
    await syncFolder(folder);
  }
}

/** What `discard` removed. */
export interface RemovedFile {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Removes what an unfinished backup left of these media: partial files, sidecars, partial manifests. Those that
 * another job is writing stay. @returns the partial media that are gone
 */
export async function discard(files: readonly string[]): Promise<RemovedFile[]> {
  const removed: RemovedFile[] = [];
  for (const file of files) {
    const { partial, partialManifest, frames } = namesOf(file);
    if (await isLocked(partial)) {
      continue;
    }
    const bytes = await sizeOf(partial);
    await rm(partialManifest, { force: true });
    await rm(frames, { force: true });
    await rm(partial, { force: true });
    if (bytes !== null) {
      removed.push({ file: partial, bytes });
    }
  }
  return removed;
}

/** Proves that a file's bytes are those of a manifest. */
export type ProveMedium = (file: string, manifest: Manifest) => Promise<boolean>;

/**
 * Takes up a publication that was cut off: renames the partial media of a confirmed backup whose final manifest is
 * there already. @returns the media that got their names now
 */
export async function rollForward(files: readonly string[], prove: ProveMedium): Promise<string[]> {
  const confirmed = await confirmedSets(files);
  const taken: string[] = [];
  for (const file of files) {
    const names = namesOf(file);
    const partial = await manifestAt(names.partialManifest);
    if (partial !== null && confirmed.has(partial.setId) && !(await isLocked(names.partial))) {
      await moveOver(names.partialManifest, names.manifest);
    }
    if (await finishMedium(file, prove)) {
      taken.push(file);
    }
  }
  await syncFolders(taken);
  return taken;
}

async function confirmedSets(files: readonly string[]): Promise<Set<string>> {
  const manifests = await Promise.all(files.map((file) => manifestAt(namesOf(file).manifest)));
  return new Set(
    manifests.filter((manifest) => manifest !== null).map((manifest) => manifest.setId),
  );
}

async function finishMedium(file: string, prove: ProveMedium): Promise<boolean> {
  const { manifest: manifestPath, partial } = namesOf(file);
  const manifest = await manifestAt(manifestPath);
  if (manifest === null) {
    return false;
  }
  const isThere = (await sizeOf(partial)) === manifest.stored.bytes && !(await isLocked(partial));
  if (!isThere || !(await prove(partial, manifest))) {
    return false;
  }
  await moveOver(partial, file);
  return true;
}

async function manifestAt(file: string): Promise<Manifest | null> {
  try {
    return parseManifest(await readFile(file, "utf8"), file);
  } catch (error) {
    if (
      error instanceof FaultError ||
      errnoOf(error) === "ENOENT" ||
      errnoOf(error) === "ENOTDIR"
    ) {
      return null;
    }
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return (await sizeOf(file)) !== null;
}

/** Bytes of a file, null when there is none. */
export async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") {
      return null;
    }
    throw error;
  }
}
