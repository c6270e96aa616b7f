/**
 * Questions about files, folders and memory that a job asks before it starts. Answers are facts or a FaultError.
 */
import { constants, type Stats } from "node:fs";
import { access, readFile, realpath, stat } from "node:fs/promises";
import { freemem } from "node:os";
import path from "node:path";
import { FaultError, type FaultCode } from "../contract/fault.ts";
import { isLocked } from "../media/durable-files.ts";
import { errnoOf, namesOf } from "../media/manifest.ts";
import { freeBytes } from "./free-space.ts";

/** A name that tells files apart: the real folder and the base name; the file need not exist. */
async function identityOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const folder = await realpath(path.dirname(file)).catch(() => path.dirname(path.resolve(file)));
    return path.join(folder, path.basename(file));
  }
}

/** @throws FaultError `code` with {file} when a file occurs twice */
export async function refuseTwice(files: readonly string[], code: FaultCode): Promise<void> {
  const seen = new Set<string>();
  for (const file of files) {
    const identity = await identityOf(file);
    if (seen.has(identity)) {
      throw new FaultError(code, { file });
    }
    seen.add(identity);
  }
}

/** @throws FaultError TARGET_IS_SOURCE when a file is in both lists */
export async function refuseOverlap(
  targets: readonly string[],
  sources: readonly string[],
): Promise<void> {
  const read = new Set(await Promise.all(sources.map(identityOf)));
  for (const file of targets) {
    if (read.has(await identityOf(file))) {
      throw new FaultError("TARGET_IS_SOURCE", { file });
    }
  }
}

/**
 * Checks that a file can be made (or replaced) where it is asked for.
 *
 * @param existing fault code for a file that is there, null: it may be replaced
 */
export async function checkTarget(file: string, existing: FaultCode | null): Promise<void> {
  const folder = path.dirname(file);
  const folderInfo = await statOf(folder);
  if (folderInfo?.isDirectory() !== true) {
    throw new FaultError("TARGET_NO_FOLDER", { file, folder });
  }
  const info = await statOf(file);
  if (info !== null && !info.isFile()) {
    throw new FaultError("TARGET_IS_FOLDER", { file });
  }
  if (info !== null && existing !== null) {
    throw new FaultError(existing, { file });
  }
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new FaultError(
      "TARGET_NOT_WRITABLE",
      { file, folder, reason: errnoOf(error) },
      { cause: error },
    );
  }
}

/** The same for a medium: also its manifest, and nobody else may be writing it. */
export async function checkTargetMedium(file: string, force: boolean): Promise<void> {
  const { manifest, partial } = namesOf(file);
  await checkTarget(file, force ? null : "TARGET_EXISTS");
  await checkTarget(manifest, force ? null : "TARGET_EXISTS");
  if (await isLocked(partial)) {
    throw new FaultError("TARGET_IN_USE", { file });
  }
}

/**
 * Refuses a job for which a volume has too little room.
 *
 * @param wanted file and bytes of each; those of one volume are added up
 */
export async function checkSpace(
  wanted: readonly { file: string; bytes: number }[],
): Promise<void> {
  const volumes = new Map<number, { folder: string; bytes: number }>();
  for (const { file, bytes } of wanted) {
    const folder = path.dirname(file);
    const { dev } = await stat(folder);
    const volume = volumes.get(dev) ?? { folder, bytes: 0 };
    volumes.set(dev, { folder, bytes: volume.bytes + bytes });
  }
  for (const { folder, bytes } of volumes.values()) {
    const free = await freeBytes(folder);
    if (bytes > free) {
      throw new FaultError("TARGET_NO_SPACE", {
        folder,
        free: sizeText(free),
        needed: sizeText(bytes),
      });
    }
  }
}

/** @throws FaultError VDI_BUFFERS when what a run shares does not fit into memory or /dev/shm */
export async function checkMemory(neededBytes: number): Promise<void> {
  const { free, where } = await freeForBuffers();
  if (neededBytes > free) {
    throw new FaultError("VDI_BUFFERS", {
      needed: sizeText(neededBytes),
      free: sizeText(free),
      where,
    });
  }
}

/** Bytes that shared buffers can take, and what limits them. */
export async function freeForBuffers(): Promise<{ free: number; where: "/dev/shm" | "memory" }> {
  const shm = await freeBytes("/dev/shm").catch(() => Number.POSITIVE_INFINITY);
  const memory = await availableMemory();
  return shm < memory ? { free: shm, where: "/dev/shm" } : { free: memory, where: "memory" };
}

/** Bytes that programs can still get. */
export async function availableMemory(): Promise<number> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kib = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kib === undefined ? freemem() : Number(kib) * 1024;
}

/** Stat of a path, null when there is nothing. @throws FaultError TARGET_NOT_WRITABLE when it cannot be told */
async function statOf(file: string): Promise<Stats | null> {
  try {
    return await stat(file);
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === "ENOENT" || reason === "ENOTDIR") {
      return null;
    }
    throw new FaultError(
      "TARGET_NOT_WRITABLE",
      { file, folder: path.dirname(file), reason },
      { cause: error },
    );
  }
}

/** "12.4 GiB", for faults. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}
