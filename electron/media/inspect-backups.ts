/**
 * Inspects backup files together: each file's structure, its sets, what is damaged; which stripes belong
 * together and which are missing; with `verify` every page and backup checksum; and the chain they make.
 *
 * Runs in: command line and main process. Bytes are read by native threads; headers alone come here.
 */
import { FaultError } from "../contract/fault.ts";
import type { BackupReport, ChecksFacts, DamageFacts, Inspection } from "../contract/inspection.ts";
import { type Damage, damageCodeSchema, damageText } from "../contract/mtf/damage.ts";
import type { Addon } from "../vdi/addon.ts";
import type { NativeBackupFile } from "../vdi/native-backup-file.ts";
import { errnoOf } from "./manifest.ts";
import { chainOf } from "./mtf/chain.ts";
import { type BackupStream, readBackup } from "./mtf/read-backup.ts";
import { setFacts } from "./mtf/set-facts.ts";
import type { ByteSource } from "./mtf/source.ts";
import { verifySet } from "./verify-backup.ts";

/** Threads that check one set. */
const checkThreads = 2;

export interface InspectOptions {
  readonly verify: boolean;
  /** Bytes of data checked of all that there are; called at most ten times a second. */
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** A file while it is inspected. `stream` null: nothing in it can be read. */
interface Opened {
  readonly file: string;
  readonly backup: NativeBackupFile;
  readonly stream: BackupStream | null;
  report: BackupReport;
}

/**
 * @param files in any order; a file named twice counts once
 * @throws FaultError MEDIA_MISSING, MEDIA_UNREADABLE of the first file that cannot be opened; what is wrong with
 *   bytes is in the reports. The signal's reason when it was aborted
 */
export async function inspectBackups(
  files: readonly string[],
  addon: Addon,
  options: InspectOptions,
): Promise<Inspection> {
  const opened: Opened[] = [];
  try {
    for (const file of new Set(files)) {
      options.signal.throwIfAborted();
      opened.push(await open(file, addon));
    }
    joinStripes(opened);
    if (options.verify) await verify(opened, options);
    const reports = opened.map(({ report }) => report);
    return { files: reports, chain: chainOf(reports) };
  } finally {
    for (const { backup } of opened) backup.close();
  }
}

async function open(file: string, addon: Addon): Promise<Opened> {
  const backup = new addon.BackupFile(file, checkThreads);
  try {
    const { container, plainBytes, storedBytes, damage } = await backup.open();
    const holes = new Map<number, Damage>();
    const stream = await readBackup(sourceOf(backup, plainBytes, holes));
    const isMtf = stream.media !== null;
    const report: BackupReport = {
      ...reportOf(file, stream),
      bytes: storedBytes,
      container: container === "plain" ? (isMtf ? "mtf" : "unknown") : container,
      plainBytes,
    };
    report.damage.push(...[...holes.values()].map((hole) => damageFacts(hole, "stream")));
    if (damage !== null) {
      const code = damageCodeSchema.parse(damage.what);
      report.damage.unshift(damageFacts({ code, subject: "", offset: damage.at }, "file"));
      report.complete = false;
    }
    return { file, backup, stream, report };
  } catch (error) {
    const unread = unreadable(file, error);
    if (unread !== null) return { file, backup, stream: null, report: unread };
    backup.close();
    throw openFault(file, error);
  }
}

/** So many places that cannot be read are told. */
const holesMax = 64;

/** A container's stream; where it cannot be expanded it ends, and `holes` has the place. */
function sourceOf(backup: NativeBackupFile, bytes: number, holes: Map<number, Damage>): ByteSource {
  const note = (offset: number): void => {
    if (holes.size < holesMax) holes.set(offset, { code: "unreadable", subject: "", offset });
  };
  return {
    bytes,
    read: async (at, length) => {
      try {
        const piece = await backup.read(at, length);
        if (piece.length < Math.min(length, bytes - at)) note(at + piece.length);
        return piece;
      } catch (error) {
        if (!unreadableErrors.has(errnoOf(error))) throw error;
        note(at);
        return new Uint8Array();
      }
    },
  };
}

/** No seek table, a wrong one, frames that are too large or damaged, a disk that fails. */
const unreadableErrors = new Set(["ENODATA", "EBADMSG", "EFBIG", "EIO"]);

/** Containers whose very content cannot be read are damage, like any other. */
function unreadable(file: string, error: unknown): BackupReport | null {
  if (!unreadableErrors.has(errnoOf(error))) return null;
  return {
    file,
    bytes: 0,
    container: "unknown",
    blockSize: null,
    plainBytes: null,
    media: null,
    complete: false,
    damage: [damageFacts({ code: "unreadable", subject: "", offset: 0 }, "file")],
    damageLeftOut: 0,
    sets: [],
    structure: [],
    checks: null,
  };
}

function openFault(file: string, error: unknown): unknown {
  const reason = errnoOf(error);
  if (reason === "EUNKNOWN") return error;
  const isMissing = reason === "ENOENT" || reason === "ENOTDIR";
  return new FaultError(
    isMissing ? "MEDIA_MISSING" : "MEDIA_UNREADABLE",
    { file, reason },
    { cause: error },
  );
}

function reportOf(
  file: string,
  stream: BackupStream,
): Omit<BackupReport, "bytes" | "container" | "plainBytes"> {
  const { media } = stream;
  const sets = stream.sets.flatMap((set, index) => setFacts(set, index + 1) ?? []);
  return {
    file,
    blockSize: stream.blockSize,
    media: mediaFacts(media),
    complete:
      sets.length > 0 &&
      sets.length === stream.sets.length &&
      sets.every(({ complete }) => complete) &&
      !stream.damage.some(({ code }) => incompleteCodes.has(code)),
    damage: stream.damage.map((damage) => damageFacts(damage, "stream")),
    damageLeftOut: stream.damageLeftOut,
    sets,
    structure: stream.regions.map((region) => ({ ...region })),
    checks: null,
  };
}

function mediaFacts(media: BackupStream["media"]): BackupReport["media"] {
  const family = media?.family ?? null;
  if (media === null || family === null) return null;
  const { mediaSetId, familyCount, familySequence } = family;
  return {
    mediaSetId,
    familyCount,
    familySequence,
    softwareName: media.softwareName ?? "",
    mediaName: media.mediaName === "" ? null : media.mediaName,
  };
}

/** Damage that says: something is not there. */
const incompleteCodes = new Set<Damage["code"]>(["cut", "noTape", "noFamily"]);

function damageFacts(damage: Damage, of: DamageFacts["of"]): DamageFacts {
  return { what: damageText(damage), ...damage, of, page: null };
}

/** Files of one media set, by its id. */
function stripeGroups(opened: readonly Opened[]): Opened[][] {
  const groups = new Map<string, Opened[]>();
  for (const one of opened) {
    const key = one.report.media?.mediaSetId ?? one.file;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Marks every file of a media set whose other stripes were not given, or twice. */
function joinStripes(opened: readonly Opened[]): void {
  for (const group of stripeGroups(opened)) {
    const media = group[0]?.report.media ?? null;
    if (media === null) continue;
    const present = new Set(group.map(({ report }) => report.media?.familySequence));
    for (let index = 1; index <= media.familyCount; index += 1) {
      if (present.has(index)) continue;
      for (const { report } of group) {
        report.complete = false;
        const subject = `${index}/${media.familyCount}`;
        report.damage.push(
          damageFacts({ code: "stripeMissing", subject, offset: report.bytes }, "file"),
        );
      }
    }
    markTwins(group);
  }
}

function markTwins(group: readonly Opened[]): void {
  const seen = new Set<number>();
  for (const { report } of group) {
    const index = report.media?.familySequence ?? 0;
    if (seen.has(index)) {
      const subject = `${index}/${report.media?.familyCount ?? 0}`;
      report.damage.push(damageFacts({ code: "stripeTwice", subject, offset: 0 }, "file"));
    }
    seen.add(index);
  }
}

async function verify(opened: readonly Opened[], options: InspectOptions): Promise<void> {
  const total = opened.reduce((sum, { stream }) => sum + dataBytes(stream), 0);
  let before = 0;
  for (const group of stripeGroups(opened)) {
    const sets = Math.max(0, ...group.map(({ stream }) => stream?.sets.length ?? 0));
    const checks: ChecksFacts = noChecks(group);
    for (let index = 0; index < sets; index += 1) {
      const stripes = group.map(({ backup, stream }) => ({
        backup,
        data: stream?.sets[index]?.data ?? [],
      }));
      const bytes = stripes.reduce((sum, { data }) => sum + sizeOf(data), 0);
      if (bytes === 0) continue;
      const base = before;
      const readable = group.filter(({ stream }) => stream !== null);
      const verification = await verifySet(
        stripes.filter((_, i) => group[i]?.stream !== null),
        (done) => options.onProgress(base + done, total),
        options.signal,
      );
      before += bytes;
      addChecks(checks, verification.checks);
      for (const [i, found] of verification.stripes.entries()) {
        const report = readable[i]?.report;
        report?.damage.push(...found.damage);
        if (report !== undefined) report.damageLeftOut += found.damageLeftOut;
      }
    }
    for (const one of group) one.report = { ...one.report, checks };
  }
}

function dataBytes(stream: BackupStream | null): number {
  return (stream?.sets ?? []).reduce((sum, { data }) => sum + sizeOf(data), 0);
}

function sizeOf(data: readonly { readonly bytes: number }[]): number {
  return data.reduce((sum, { bytes }) => sum + bytes, 0);
}

function noChecks(group: readonly Opened[]): ChecksFacts {
  return {
    headers: group.reduce((sum, { stream }) => sum + (stream?.headers ?? 0), 0),
    pagesRight: 0,
    pagesWrong: 0,
    pagesBare: 0,
    pagesUnallocated: 0,
    pagesUnjudged: 0,
    backupChecksumsRight: 0,
    backupChecksumsWrong: 0,
  };
}

function addChecks(sum: ChecksFacts, part: Omit<ChecksFacts, "headers">): void {
  for (const name of Object.keys(part) as (keyof typeof part)[]) sum[name] += part[name];
}
