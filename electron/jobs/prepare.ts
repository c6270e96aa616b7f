/**
 * Everything before a run's first process: leftovers of dead runs are swept, a publication that was cut off is taken
 * up, the specification is checked against the world, media are proved whole.
 */
import { availableParallelism } from "node:os";
import type { JobSpec } from "../contract/job.ts";
import type { Manifest } from "../media/manifest.ts";
import { discard, rollForward } from "../media/publish.ts";
import type { LoginSource } from "../sql/session/session-login.ts";
import type { Addon } from "../vdi/addon.ts";
import { checkBackup } from "./check-backup.ts";
import { checkLibrary } from "./check-library.ts";
import { proveMedia } from "./check-media.ts";
import { checkRestore } from "./check-restore.ts";
import { checkServer, serverTaskOf } from "./check-server.ts";
import type { Journal } from "./journal.ts";
import type { StreamFacts } from "./plan.ts";
import type { RunView } from "./run-view.ts";

/** Readers of one medium while an interrupted publication is proved. */
const proveThreads = 2;

export interface PrepareOptions {
  readonly spec: JobSpec;
  readonly addon: Addon;
  readonly view: RunView;
  readonly journal: Journal;
  readonly loginOf: LoginSource;
  /** Aborted once the run is left: what is not begun by then is not begun. */
  readonly left: AbortSignal;
}

/** @throws FaultError when the job cannot be done as asked; the signal's reason */
export async function prepare({
  spec,
  addon,
  view,
  journal,
  loginOf,
  left,
}: PrepareOptions): Promise<StreamFacts> {
  const task = serverTaskOf(spec);
  const standIn = checkLibrary(spec, addon);
  const swept = addon.sweep();
  if (swept > 0) {
    view.note("note.swept", { count: swept });
  }
  const takeUp = async (files: readonly string[]): Promise<void> => {
    for (const file of await rollForward(files, (partial, manifest) =>
      isWhole(partial, manifest, addon),
    )) {
      view.note("note.takenUp", { file });
    }
  };
  await tidyUp(journal, takeUp);
  left.throwIfAborted();
  await takeUp(mediaFilesOf(spec));
  left.throwIfAborted();
  if (task !== null) {
    await checkServer(task, { loginOf, standIn, left });
    left.throwIfAborted();
  }
  if (spec.kind === "backup") {
    return checkBackup(spec, addon);
  }
  const { facts, media } = await checkRestore(spec);
  view.note("note.checkingMedia", { count: media.length });
  await proveMedia(media, addon, Math.max(2, availableParallelism()));
  view.note("note.mediaChecked", { count: media.length });
  return facts;
}

async function isWhole(file: string, { stored }: Manifest, addon: Addon): Promise<boolean> {
  return (
    (await addon.verifyMedium(file, stored.chunkBytes, stored.chunks, proveThreads)).badChunk < 0
  );
}

/** Files that a job makes: they may have left a `.partial`. */
export function writtenFilesOf(spec: JobSpec): readonly string[] {
  if (spec.kind === "backup") {
    return spec.codec.kind === "null" ? [] : spec.targets;
  }
  return spec.sink.kind === "into" ? spec.sink.files : [];
}

function mediaFilesOf(spec: JobSpec): readonly string[] {
  return spec.kind === "backup" ? writtenFilesOf(spec) : spec.media;
}

/** What runs left whose program was killed: confirmed backups get their names, everything else goes. */
async function tidyUp(
  journal: Journal,
  takeUp: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const tidied: string[] = [];
  for (const { runId, spec } of await journal.untidied()) {
    try {
      await takeUp(mediaFilesOf(spec));
      await discard(writtenFilesOf(spec));
      tidied.push(runId);
    } catch {
      // A volume that is not there now may be there at the next start: the run stays on the list.
    }
  }
  if (tidied.length > 0) {
    journal.tidied(tidied);
  }
}
