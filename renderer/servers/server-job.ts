/** Forms of a backup and of a restore on a server as data, and the specifications that they stand for. Pure. */
import {
  jobDefaults,
  type BackupSpec,
  type RestoreSpec,
  type VdiServer,
} from "../../electron/contract/job.ts";
import type { BackupKind, DatabaseSink } from "../../electron/contract/server-job.ts";
import type { PlanRequest } from "../../electron/contract/server-plan.ts";
import type { MovedFile } from "../../electron/contract/server-preview.ts";
import type { SavedServer } from "../../electron/contract/server-saved.ts";
import { joinPath } from "../new-job/job-form-model.ts";
import { baseName, folderOf } from "../shell/run-figures.ts";

export interface BackupForm {
  readonly what: BackupKind;
  readonly isCopy: boolean;
  /** WITH COMPRESSION by the server; null: as it is set. */
  readonly compression: boolean | null;
  readonly checksum: boolean;
  readonly codec: "none" | "zstd";
  readonly level: number;
  readonly folder: string;
  readonly devices: number;
  readonly transferSize: number;
  /** null: automatic. */
  readonly buffers: number | null;
  /** Databases at a time. */
  readonly parallel: number;
}

export function emptyBackupForm(folder: string): BackupForm {
  return {
    what: "database",
    isCopy: true,
    compression: null,
    checksum: true,
    codec: "none",
    level: 3,
    folder,
    devices: 1,
    transferSize: jobDefaults.transferSize,
    buffers: null,
    parallel: 1,
  };
}

/** The form that makes such a backup again, into the folder of its first medium. */
export function backupFormOf({ source, targets, codec, ...spec }: BackupSpec): BackupForm {
  const form = emptyBackupForm(folderOf(targets[0] ?? ""));
  const { transferSize, buffers } = spec;
  return {
    ...form,
    ...(source.kind === "database" && {
      what: source.what,
      isCopy: source.copyOnly,
      compression: source.compression,
      checksum: source.checksum ?? form.checksum,
    }),
    ...(codec.kind === "zstd" && { codec: "zstd", level: codec.level }),
    devices: targets.length,
    transferSize,
    buffers,
  };
}

/** The server as a job names it. */
export function vdiServerOf({ id, name, vdi }: SavedServer): VdiServer {
  return { kind: "sqlserver", ...vdi, session: { kind: "saved", serverId: id, name } };
}

/** A differential has no such thing as a copy. */
function copyOnlyOf({ what, isCopy }: BackupForm): boolean {
  return what !== "differential" && isCopy;
}

function codecOf({ codec, level }: BackupForm): BackupSpec["codec"] {
  return codec === "zstd" ? { kind: "zstd", level } : { kind: "none" };
}

const suffixes = { database: "full", differential: "diff", log: "log" } as const;

/** FOLDER/DATABASE_full_20261125-103000.bak; with several devices _1of3 before the ending. */
export function mediaNames(form: BackupForm, database: string, atMs: number): string[] {
  const stem = `${fileNameOf(database)}_${suffixes[form.what]}_${stampOf(atMs)}`;
  const ending = form.codec === "zstd" ? ".bak.zst" : ".bak";
  return Array.from({ length: form.devices }, (_, index) => {
    const stripe = form.devices === 1 ? "" : `_${index + 1}of${form.devices}`;
    return joinPath(form.folder, `${stem}${stripe}${ending}`);
  });
}

/** What file systems forbid is written as %XX, so that two names stay two. */
function fileNameOf(database: string): string {
  return database.replace(
    /[\p{Cc}%/\\:*?"<>|]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function stampOf(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

/** @param atMs names the files */
export function backupSpecOf(
  form: BackupForm,
  server: SavedServer,
  ...[database, atMs]: [database: string, atMs: number]
): BackupSpec {
  const { what, compression, checksum, transferSize, buffers } = form;
  return {
    ...jobDefaults,
    kind: "backup",
    source: {
      kind: "database",
      database,
      what,
      copyOnly: copyOnlyOf(form),
      compression,
      checksum,
    },
    targets: mediaNames(form, database, atMs),
    codec: codecOf(form),
    transferSize,
    buffers,
    faults: [],
    server: vdiServerOf(server),
  };
}

export function planRequestOf(
  form: BackupForm,
  serverId: string,
  databases: readonly string[],
): PlanRequest {
  const { what, compression, checksum, folder, devices, transferSize, buffers, parallel } = form;
  return {
    serverId,
    databases: [...databases],
    what,
    copyOnly: copyOnlyOf(form),
    compression,
    checksum,
    folder,
    devices,
    codec: codecOf(form),
    transferSize,
    buffers,
    parallel: Math.min(parallel, databases.length),
  };
}

export interface RestoreForm {
  /** As typed: one path a line. */
  readonly media: string;
  readonly database: string;
  readonly what: DatabaseSink["what"];
  readonly recovery: DatabaseSink["recovery"]["kind"];
  readonly standbyFile: string;
  readonly isReplaced: boolean;
  readonly stopAt: string;
  /** Places that the user chose, by logical name. */
  readonly places: Readonly<Record<string, string>>;
}

export function emptyRestoreForm(media: readonly string[]): RestoreForm {
  return {
    media: media.join("\n"),
    database: databaseNameOf(media[0] ?? ""),
    what: "database",
    recovery: "recovery",
    standbyFile: "",
    isReplaced: false,
    stopAt: "",
    places: {},
  };
}

/** The form that makes such a restore again: its files go where they went. */
export function restoreFormOf({ media, sink }: RestoreSpec): RestoreForm {
  const form = emptyRestoreForm(media);
  if (sink.kind !== "database") return form;
  const { database, what, recovery, replace, stopAt, moves } = sink;
  return {
    ...form,
    database,
    what,
    recovery: recovery.kind,
    standbyFile: recovery.kind === "standby" ? recovery.file : "",
    isReplaced: replace,
    stopAt: stopAt ?? "",
    places: Object.fromEntries(moves.map(({ logicalName, to }) => [logicalName, to])),
  };
}

/** "Sales" of ".../Sales_full_20261125-103000_1of3.bak.zst": what the backup's own name says. */
export function databaseNameOf(path: string): string {
  const name = baseName(path).replace(/(\.(partial|zst|bak|trn|dif))+$/i, "");
  return name
    .replace(/[-_.]?\d+of\d+$/i, "")
    .replace(/_(full|diff|log)_\d{8}-\d{6}$/, "")
    .replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export function mediaOf({ media }: RestoreForm): string[] {
  return media
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

export type RestoreProblem = "missingMedia" | "missingName" | "missingStandby";

/** The first thing that is missing, or null. */
export function restoreProblem(form: RestoreForm): RestoreProblem | null {
  if (mediaOf(form).length === 0) return "missingMedia";
  if (form.database.trim() === "") return "missingName";
  if (form.recovery === "standby" && form.standbyFile.trim() === "") return "missingStandby";
  return null;
}

/** @param files of the database, as suggested; those that go elsewhere than they came from are moved */
export function restoreSpecOf(
  form: RestoreForm,
  server: SavedServer,
  files: readonly MovedFile[],
): RestoreSpec {
  const stopAt = form.stopAt.trim();
  const isLog = form.what === "log";
  return {
    ...jobDefaults,
    kind: "restore",
    media: mediaOf(form),
    sink: {
      kind: "database",
      database: form.database.trim(),
      what: form.what,
      moves: isLog ? [] : movesOf(form, files),
      recovery:
        form.recovery === "standby"
          ? { kind: "standby", file: form.standbyFile.trim() }
          : { kind: form.recovery },
      replace: !isLog && form.isReplaced,
      stopAt: isLog && stopAt !== "" ? stopAt : null,
      checksum: null,
    },
    faults: [],
    server: vdiServerOf(server),
  };
}

function movesOf({ places }: RestoreForm, files: readonly MovedFile[]): DatabaseSink["moves"] {
  return files
    .map(({ logicalName, from, to }) => ({ logicalName, from, to: places[logicalName] ?? to }))
    .filter(({ from, to }) => to !== from && to.trim() !== "")
    .map(({ logicalName, to }) => ({ logicalName, to: to.trim() }));
}
