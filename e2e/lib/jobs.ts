/** Jobs that tests start: small, generated, in a folder of the test's own. */
import fs from "node:fs";
import path from "node:path";
import { jobDefaults, type BackupSpec } from "../../electron/contract/job.ts";

export const mebibyte = 1_048_576;

interface BackupOptions {
  readonly bytes?: number;
  readonly devices?: number;
  /** zstd at this level; without it the stream is stored as it is. */
  readonly level?: number;
}

/** Slow enough to do something meanwhile: a high level keeps two processors busy for several seconds. */
export function slowBackup(folder: string): BackupSpec {
  return generatedBackup(folder, { bytes: 384 * mebibyte, level: 9 });
}

/** A backup of a generated stream into `folder`/media. */
export function generatedBackup(folder: string, options: BackupOptions = {}): BackupSpec {
  const media = path.join(folder, "media");
  fs.mkdirSync(media, { recursive: true });
  const devices = options.devices ?? 1;
  return {
    ...jobDefaults,
    kind: "backup",
    source: { kind: "generate", bytes: options.bytes ?? 64 * mebibyte, seed: 7, entropy: 0.3 },
    targets: Array.from({ length: devices }, (_, index) =>
      path.join(media, `base-${index + 1}.bak`),
    ),
    codec: options.level === undefined ? { kind: "none" } : { kind: "zstd", level: options.level },
  };
}
