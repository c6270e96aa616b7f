import fs from "node:fs";
import path from "node:path";

/** Folder of this module: electron/vdi in a checkout, dist of a built program. */
const here = __dirname;

/**
 * The nearest file of this relative name, from the program's folder upwards.
 *
 * Of a packaged archive the unpacked twin is preferred: the loader of shared libraries cannot read archives.
 */
export function findUpwards(relative: string): { file: string | null; tried: string[] } {
  const tried: string[] = [];
  for (let folder = here; ; folder = path.dirname(folder)) {
    const file = path.join(folder, relative);
    const unpacked = file.replace(/\.asar(?=[\\/])/, ".asar.unpacked");
    tried.push(unpacked);
    if (fs.existsSync(unpacked)) return { file: unpacked, tried };
    if (fs.existsSync(file)) return { file, tried };
    if (folder === path.dirname(folder)) return { file: null, tried };
  }
}
