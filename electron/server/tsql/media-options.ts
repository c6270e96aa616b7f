/**
 * The options after WITH, one row each: what the word reads from the text and which part of the specification it makes.
 */
import {
  compressionAlgorithms,
  encryptionAlgorithms,
  type BackupStatement,
  type RestoreStatement,
} from "../../sql/statement/spec.ts";
import type { Cursor } from "./cursor.ts";

/** What an option's row reads with. */
export interface MediaReader {
  readonly cursor: Cursor;
  text(): string;
  number(): number;
}

type Reads<O> = (reader: MediaReader, soFar: O) => Partial<O>;
type BackupOptions = BackupStatement["options"];
type RestoreOptions = RestoreStatement["options"];

type SharedOptions = Pick<BackupOptions, keyof BackupOptions & keyof RestoreOptions>;

function textAfterEquals(reader: MediaReader): string {
  reader.cursor.expectSymbol("=");
  return reader.text();
}

function numberAfterEquals(reader: MediaReader): number {
  reader.cursor.expectSymbol("=");
  return reader.number();
}

/** STATS without a number means every 10 percent. */
const statsDefault = 10;

/** Options that both statements have. */
const shared: Readonly<Record<string, Reads<SharedOptions>>> = {
  CHECKSUM: () => ({ checksum: true }),
  NO_CHECKSUM: () => ({ checksum: false }),
  STOP_ON_ERROR: () => ({ onError: "stop" }),
  CONTINUE_AFTER_ERROR: () => ({ onError: "continue" }),
  BLOCKSIZE: (reader) => ({ blockSize: numberAfterEquals(reader) }),
  BUFFERCOUNT: (reader) => ({ bufferCount: numberAfterEquals(reader) }),
  MAXTRANSFERSIZE: (reader) => ({ maxTransferSize: numberAfterEquals(reader) }),
  MEDIANAME: (reader) => ({ mediaName: textAfterEquals(reader) }),
  STATS: (reader) => ({
    stats: reader.cursor.isSymbol("=") ? numberAfterEquals(reader) : statsDefault,
  }),
};

/** Words that change nothing about a virtual device: tapes are rewound and unloaded nowhere here. */
const ofTapes = ["REWIND", "NOREWIND", "UNLOAD", "NOUNLOAD"];

/** Words come from outside: no prototype may answer to them. */
function bare<T>(rows: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, rows);
}

const nothing = Object.fromEntries(ofTapes.map((word) => [word, () => ({})]));

export const backupOptions = bare<Reads<BackupOptions>>({
  ...nothing,
  ...shared,
  DIFFERENTIAL: () => ({ differential: true }),
  COPY_ONLY: () => ({ copyOnly: true }),
  COMPRESSION: (reader) => ({ compression: { kind: "on", algorithm: algorithmOf(reader) } }),
  NO_COMPRESSION: () => ({ compression: { kind: "none" } }),
  ENCRYPTION: (reader) => ({ encryption: encryptionOf(reader) }),
  NAME: (reader) => ({ name: textAfterEquals(reader) }),
  DESCRIPTION: (reader) => ({ description: textAfterEquals(reader) }),
  MEDIADESCRIPTION: (reader) => ({ mediaDescription: textAfterEquals(reader) }),
  FORMAT: () => ({ format: true }),
  NOFORMAT: () => ({ format: false }),
  INIT: () => ({ init: true }),
  NOINIT: () => ({ init: false }),
  SKIP: () => ({ skip: true }),
  NOSKIP: () => ({ skip: false }),
  RETAINDAYS: (reader) => ({ retainDays: numberAfterEquals(reader) }),
  NORECOVERY: () => ({ noRecovery: true }),
  NO_TRUNCATE: () => ({ noTruncate: true }),
});

export const restoreOptions = bare<Reads<RestoreOptions>>({
  ...nothing,
  ...shared,
  MOVE: (reader, { moves }) => {
    const logicalName = reader.text();
    reader.cursor.expectWord("TO");
    return { moves: [...moves, { logicalName, to: reader.text() }] };
  },
  RECOVERY: () => ({ recovery: { kind: "recovery" } }),
  NORECOVERY: () => ({ recovery: { kind: "noRecovery" } }),
  STANDBY: (reader) => ({ recovery: { kind: "standby", file: textAfterEquals(reader) } }),
  REPLACE: () => ({ replace: true }),
  RESTART: () => ({ restart: true }),
  RESTRICTED_USER: () => ({ restrictedUser: true }),
  KEEP_REPLICATION: () => ({ keepReplication: true }),
  LOADHISTORY: () => ({ loadHistory: true }),
  FILE: (reader) => ({ fileNumber: numberAfterEquals(reader) }),
  STOPAT: (reader) => ({ stopAt: { kind: "time", at: textAfterEquals(reader) } }),
  STOPATMARK: (reader) => ({ stopAt: markOf(reader, "mark") }),
  STOPBEFOREMARK: (reader) => ({ stopAt: markOf(reader, "beforeMark") }),
});

function markOf(
  reader: MediaReader,
  kind: "mark" | "beforeMark",
): NonNullable<RestoreOptions["stopAt"]> {
  const mark = textAfterEquals(reader);
  return { kind, mark, after: reader.cursor.acceptWords("AFTER") ? reader.text() : null };
}

/** `COMPRESSION`, `COMPRESSION (ALGORITHM = ZSTD)`. */
function algorithmOf({ cursor }: MediaReader): (typeof compressionAlgorithms)[number] | null {
  if (!cursor.acceptSymbol("(")) {
    return null;
  }
  cursor.expectWord("ALGORITHM");
  cursor.expectSymbol("=");
  const algorithm = oneOf(cursor, compressionAlgorithms);
  cursor.expectSymbol(")");
  return algorithm;
}

/** `ENCRYPTION (ALGORITHM = AES_256, SERVER CERTIFICATE = [name])`. */
function encryptionOf({ cursor }: MediaReader): NonNullable<BackupOptions["encryption"]> {
  cursor.expectSymbol("(");
  cursor.expectWord("ALGORITHM");
  cursor.expectSymbol("=");
  const algorithm = oneOf(cursor, encryptionAlgorithms);
  cursor.expectSymbol(",");
  cursor.expectWord("SERVER");
  const isCertificate = cursor.acceptWords("CERTIFICATE");
  if (!isCertificate) {
    cursor.expectWord("ASYMMETRIC");
    cursor.expectWord("KEY");
  }
  cursor.expectSymbol("=");
  const name = cursor.name();
  cursor.expectSymbol(")");
  return { algorithm, encryptor: isCertificate ? "certificate" : "asymmetricKey", name };
}

function oneOf<T extends string>(cursor: Cursor, words: readonly T[]): T {
  const found = words.find((word) => cursor.isWord(word));
  if (found === undefined) {
    throw cursor.unexpected();
  }
  cursor.take();
  return found;
}
