/** An inspection in the lines of the terminal. */
import type { BackupReport, BackupSetFacts, Chain, ChecksFacts } from "../contract/inspection.ts";
import type { Inspection as StoredFacts } from "../media/inspect.ts";
import { formatBytes } from "./format.ts";

/** What is said of one file: how it is stored, what it holds, and the chain of all files together. */
export type FileReport = StoredFacts & BackupReport & { readonly chain: Chain };

/** So many places of damage are listed; --json has them all. */
const damageLinesMax = 20;

/** Name and value; an empty value is not shown. */
type Facts = [string, string][];

const containerWords: Readonly<Record<FileReport["container"], string>> = {
  mtf: "Microsoft Tape Format",
  compressed: "SQL Server's compressed container (MSSQLBAK)",
  zstd: "zstd, seekable format",
  unknown: "unknown",
};

/** Everything of one file. */
export function reportLines(report: FileReport): string[] {
  return [
    report.file,
    ...factLines("  ", [...fileFacts(report), ...manifestFacts(report), ...checkFacts(report)]),
    ...report.sets.flatMap(setLines),
    ...damageLines(report),
  ];
}

/** What the files restore to together. */
export function chainLines(chain: Chain): string[] {
  return [
    `Chain: ${chain.fits ? "everything fits" : "not everything fits"}`,
    ...chain.words.map((sentence) => `  ${sentence}`),
  ];
}

function factLines(indent: string, facts: Facts): string[] {
  return facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${indent}${name.padEnd(13)} ${value}`);
}

function fileFacts(report: FileReport): Facts {
  const { stripe, plainBytes, media } = report;
  const lacksSeekTable = report.codec === "zstd" && report.frames === null;
  return [
    ["container", lacksSeekTable ? "zstd without a seek table" : containerWords[report.container]],
    ["stored", sizeInFull(report.storedBytes)],
    ["plain", plainBytes === null ? "unknown" : sizeInFull(plainBytes)],
    ["frames", report.frames === null ? "" : String(report.frames)],
    ["block size", report.blockSize === null ? "" : String(report.blockSize)],
    ["stripe", stripe === null ? "" : `${stripe.index} of ${stripe.count}, set ${stripe.setId}`],
    ["media", media === null ? "" : mediaWords(media)],
    ["complete", report.complete ? "yes" : "no"],
  ];
}

function mediaWords(media: NonNullable<BackupReport["media"]>): string {
  const { familySequence, familyCount, mediaSetId, softwareName } = media;
  return `family ${familySequence} of ${familyCount}, ${mediaSetId}, ${softwareName}`;
}

function manifestFacts({ manifest, codec, checksums }: FileReport): Facts {
  if (manifest === null) {
    return [
      ["codec", codec],
      ["manifest", "none"],
      ["checksums", checksums],
    ];
  }
  const { plain, stored, database } = manifest;
  const isRight = checksums === "right";
  return [
    ["codec", manifest.codec.kind === "zstd" ? `zstd, level ${manifest.codec.level}` : codec],
    ["manifest", `${database.name}, finished ${manifest.finishedAt}`],
    ["xxh128", `plain ${plain.xxh3}, stored ${stored.xxh3}`],
    ["checksums", isRight ? `right (${stored.chunks.length} chunks)` : checksums],
  ];
}

function checkFacts({ checks }: FileReport): Facts {
  if (checks === null) return [];
  const { backupChecksumsRight: right, backupChecksumsWrong: wrong } = checks;
  const sums = right + wrong;
  return [
    ["headers", `${checks.headers} looked at`],
    ["pages", pageWords(checks)],
    ["backup sums", sums === 0 ? "none" : `${right} right, ${wrong} wrong`],
  ];
}

function pageWords(checks: ChecksFacts): string {
  const counts: [number, string][] = [
    [checks.pagesBare, "without a checksum"],
    [checks.pagesUnallocated, "not allocated"],
    [checks.pagesUnjudged, "that nothing vouches for"],
  ];
  const others = counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return [`${checks.pagesRight} right`, `${checks.pagesWrong} wrong`, ...others].join(", ");
}

function setLines(set: BackupSetFacts): string[] {
  return [
    `  Set ${set.position}: ${set.type} backup of ${set.databaseName}`,
    ...factLines("    ", [
      ["made", `${set.backupStart ?? "unknown"} to ${set.backupFinish ?? "unknown"}`],
      ["server", `${set.serverName} (machine ${set.machineName}), by ${set.userName}`],
      ["version", versionWords(set)],
      ["collation", set.collation],
      ["size", sizeInFull(set.backupSize)],
      ["first LSN", set.firstLsn],
      ["last LSN", set.lastLsn],
      ["checkpoint", set.checkpointLsn],
      ["full backup", set.databaseBackupLsn],
      ["diff. base", set.differentialBaseLsn ?? ""],
      ["set id", set.backupSetId],
      ["checksums", set.hasChecksums ? "yes" : "no"],
      ["first copy", staleWords(set)],
    ]),
    ...set.files.map(
      (file) =>
        `    file ${file.fileId}  ${file.type.padEnd(5)} ${formatBytes(file.sizeBytes).padStart(9)}  ` +
        `${file.logicalName}  ${file.physicalName}`,
    ),
  ];
}

function versionWords({
  softwareVersion,
  databaseVersion,
  compatibilityLevel,
}: BackupSetFacts): string {
  return `${softwareVersion}, database ${databaseVersion}, compatibility ${compatibilityLevel}`;
}

function staleWords({ staleInFirstCopy }: BackupSetFacts): string {
  if (staleInFirstCopy.length === 0) return "";
  return `has another ${staleInFirstCopy.join(", ")}; the final copy decides`;
}

function damageLines({ damage, damageLeftOut }: FileReport): string[] {
  const more = damage.length + damageLeftOut - damageLinesMax;
  return [
    ...damage
      .slice(0, damageLinesMax)
      .map(({ what, offset, page }) => `  damage at byte ${offset}: ${what}${pageSays(page)}`),
    ...(more > 0 ? [`  and ${more} more places (--json lists them)`] : []),
  ];
}

function pageSays(page: FileReport["damage"][number]["page"]): string {
  return page === null ? "" : ` Its header says ${page.stored}, its bytes give ${page.computed}.`;
}

function sizeInFull(bytes: number): string {
  return `${formatBytes(bytes)} (${bytes} bytes)`;
}
