/** Room on volumes. */
import fs from "node:fs/promises";

/** Free bytes for this user on the volume of each folder; null when the folder does not exist. */
export function freeSpaceOf(folders: readonly string[]): Promise<(number | null)[]> {
  return Promise.all(
    folders.map(async (folder) => {
      try {
        const { bavail, bsize } = await fs.statfs(folder);
        return bavail * bsize;
      } catch {
        return null;
      }
    }),
  );
}
