/**
 * The statement builder: a specification as the T-SQL that the server gets, to the letter what the user can read before
 * it runs. Pure.
 */
import {
  mediaStatementSchema,
  type BackupStatement,
  type Device,
  type MediaStatement,
  type RestoreStatement,
} from "./spec.ts";
import { quoteName, quoteText } from "./quote.ts";

/** Said for each kind of RESTORE. */
const restoreVerbs: Readonly<Record<RestoreStatement["what"], string>> = {
  database: "RESTORE DATABASE",
  log: "RESTORE LOG",
  headerOnly: "RESTORE HEADERONLY",
  fileListOnly: "RESTORE FILELISTONLY",
  labelOnly: "RESTORE LABELONLY",
  verifyOnly: "RESTORE VERIFYONLY",
};

/** "BACKUP LOG", "RESTORE HEADERONLY": as messages 3013 and 3014 begin. */
export function verbOf(statement: MediaStatement): string {
  return statement.kind === "backup"
    ? `BACKUP ${statement.what === "log" ? "LOG" : "DATABASE"}`
    : restoreVerbs[statement.what];
}

/**
 * The statement as T-SQL, without a final semicolon.
 *
 * @throws ZodError when the specification is none: names too long, values out of range
 */
export function buildStatement(given: MediaStatement): string {
  const statement = mediaStatementSchema.parse(given);
  const target =
    statement.database === null ? "" : ` ${quoteName(statement.database)}${parts(statement)}`;
  const preposition = statement.kind === "backup" ? "TO" : "FROM";
  const options =
    statement.kind === "backup"
      ? backupOptions(statement.options)
      : restoreOptions(statement.options);
  return [
    `${verbOf(statement)}${target}`,
    `${preposition} ${devices(statement.devices)}`,
    ...(options.length === 0 ? [] : [`WITH ${options.join(", ")}`]),
  ].join("\n");
}

function parts({ files, filegroups }: MediaStatement): string {
  const said = [
    ...files.map((name) => `FILE = ${quoteText(name)}`),
    ...filegroups.map((name) => `FILEGROUP = ${quoteText(name)}`),
  ];
  return said.length === 0 ? "" : ` ${said.join(", ")}`;
}

function devices(list: readonly Device[]): string {
  return list
    .map(
      ({ kind, name }) => `${kind === "virtual" ? "VIRTUAL_DEVICE" : "DISK"} = ${quoteText(name)}`,
    )
    .join(",\n   ");
}

function backupOptions(options: BackupStatement["options"]): string[] {
  const { compression, encryption } = options;
  return [
    ...when(options.differential, "DIFFERENTIAL"),
    ...when(options.copyOnly, "COPY_ONLY"),
    ...when(options.noRecovery, "NORECOVERY"),
    ...when(options.noTruncate, "NO_TRUNCATE"),
    ...compressionOption(compression),
    ...(encryption === null ? [] : [encryptionOption(encryption)]),
    ...text("NAME", options.name),
    ...text("DESCRIPTION", options.description),
    ...either(options.format, "FORMAT", "NOFORMAT"),
    ...either(options.init, "INIT", "NOINIT"),
    ...either(options.skip, "SKIP", "NOSKIP"),
    ...number("RETAINDAYS", options.retainDays),
    ...text("MEDIADESCRIPTION", options.mediaDescription),
    ...sharedOptions(options),
  ];
}

function compressionOption(compression: BackupStatement["options"]["compression"]): string[] {
  if (compression === null) {
    return [];
  }
  if (compression.kind === "none") {
    return ["NO_COMPRESSION"];
  }
  const { algorithm } = compression;
  return [algorithm === null ? "COMPRESSION" : `COMPRESSION (ALGORITHM = ${algorithm})`];
}

function encryptionOption({
  algorithm,
  encryptor,
  name,
}: NonNullable<BackupStatement["options"]["encryption"]>): string {
  const by = encryptor === "certificate" ? "SERVER CERTIFICATE" : "SERVER ASYMMETRIC KEY";
  return `ENCRYPTION (ALGORITHM = ${algorithm}, ${by} = ${quoteName(name)})`;
}

function restoreOptions(options: RestoreStatement["options"]): string[] {
  return [
    ...number("FILE", options.fileNumber),
    ...options.moves.map(
      ({ logicalName, to }) => `MOVE ${quoteText(logicalName)} TO ${quoteText(to)}`,
    ),
    ...recoveryOption(options.recovery),
    ...when(options.replace, "REPLACE"),
    ...when(options.restart, "RESTART"),
    ...when(options.restrictedUser, "RESTRICTED_USER"),
    ...when(options.keepReplication, "KEEP_REPLICATION"),
    ...when(options.loadHistory, "LOADHISTORY"),
    ...stopOption(options.stopAt),
    ...sharedOptions(options),
  ];
}

function recoveryOption(recovery: RestoreStatement["options"]["recovery"]): string[] {
  switch (recovery?.kind) {
    case undefined:
      return [];
    case "recovery":
      return ["RECOVERY"];
    case "noRecovery":
      return ["NORECOVERY"];
    case "standby":
      return [`STANDBY = ${quoteText(recovery.file)}`];
  }
}

function stopOption(stopAt: RestoreStatement["options"]["stopAt"]): string[] {
  if (stopAt === null) {
    return [];
  }
  if (stopAt.kind === "time") {
    return [`STOPAT = ${quoteText(stopAt.at)}`];
  }
  const word = stopAt.kind === "mark" ? "STOPATMARK" : "STOPBEFOREMARK";
  const after = stopAt.after === null ? "" : ` AFTER ${quoteText(stopAt.after)}`;
  return [`${word} = ${quoteText(stopAt.mark)}${after}`];
}

type SharedOptions = Pick<
  BackupStatement["options"],
  "checksum" | "onError" | "blockSize" | "bufferCount" | "maxTransferSize" | "stats" | "mediaName"
>;

function sharedOptions(options: SharedOptions): string[] {
  const stop = options.onError === null ? null : options.onError === "stop";
  return [
    ...text("MEDIANAME", options.mediaName),
    ...either(options.checksum, "CHECKSUM", "NO_CHECKSUM"),
    ...either(stop, "STOP_ON_ERROR", "CONTINUE_AFTER_ERROR"),
    ...number("BLOCKSIZE", options.blockSize),
    ...number("BUFFERCOUNT", options.bufferCount),
    ...number("MAXTRANSFERSIZE", options.maxTransferSize),
    ...number("STATS", options.stats),
  ];
}

function when(is: boolean, word: string): string[] {
  return is ? [word] : [];
}

function either(is: boolean | null, yes: string, no: string): string[] {
  return is === null ? [] : [is ? yes : no];
}

function text(word: string, value: string | null): string[] {
  return value === null ? [] : [`${word} = ${quoteText(value)}`];
}

function number(word: string, value: number | null): string[] {
  return value === null ? [] : [`${word} = ${value}`];
}
