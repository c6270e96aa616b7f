/** Room on volumes. */
import { statfs } from "node:fs/promises";

/** Bytes that are free for this user on the volume of a folder. @throws Error (errno) when there is no such folder */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** The same of several folders; null of one that is not there. */
export function freeSpaceOf(folders: readonly string[]): Promise<(number | null)[]> {
  return Promise.all(folders.map((folder) => freeBytes(folder).catch(() => null)));
}
