/** Tells when the journal grew: runs of the command line are written to the same file. */
import fs from "node:fs";

const settleMs = 300;

/** @returns how to stop */
export function watchJournal(file: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = fs.watch(file, () => {
    clearTimeout(timer);
    timer = setTimeout(changed, settleMs);
  });
  // A removed journal ends the watch; the next start makes a new one.
  watcher.on("error", () => watcher.close());
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
