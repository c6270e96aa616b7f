/**
 * What a BACKUP or RESTORE must pass before anything is opened, in SQL Server's order and with its numbers.
 */
import type {
  BackupStatement,
  MediaStatement,
  RestoreStatement,
} from "../../sql/statement/spec.ts";
import { deviceNameCharsMax } from "../../sql/statement/spec.ts";
import { vdLimit } from "../../contract/vdi.ts";
import type { Source } from "../../contract/job.ts";
import { failure } from "../tsql/values.ts";
import type { Database } from "./catalog.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./sessions.ts";

/** 1844: an option that is right and that this server does not have. */
function unsupported(what: string): Error {
  return failure(1844, `${what} is not supported by the embedded server.`);
}

/** Rights, devices and numbers: the same for both statements. @throws SqlError */
export function checkStatement(spec: MediaStatement, session: Session): void {
  if (session.transactionCount > 0) {
    const verb = spec.kind === "backup" ? "a backup" : "a restore";
    throw failure(3021, `Within a transaction ${verb} cannot be run.`, 0);
  }
  checkDevices(spec);
  const hasVirtual = spec.devices.some(({ kind }) => kind === "virtual");
  if (hasVirtual && !session.login.isSysadmin) {
    const text = `The login ${session.login.name} lacks the authority for this: VIRTUAL_DEVICE needs a member of sysadmin.`;
    throw failure(3265, text);
  }
  checkNumbers(spec);
}

function checkDevices({ devices }: MediaStatement): void {
  if (devices.length > vdLimit.deviceCountMax) {
    throw failure(
      3205,
      `${devices.length} backup devices are too many: at most ${vdLimit.deviceCountMax} are allowed.`,
    );
  }
  const isVirtual = devices.map(({ kind }) => kind === "virtual");
  if (isVirtual.includes(true) && isVirtual.includes(false)) {
    throw failure(3011, "All backup devices of a statement must be of one class.");
  }
  if (!isVirtual.includes(true)) {
    throw unsupported("DISK");
  }
  for (const { name } of devices) {
    if (name.length === 0 || name.length > deviceNameCharsMax) {
      const text = `A device name has ${name.length} characters: 1 to ${deviceNameCharsMax} are allowed.`;
      throw failure(3057, text);
    }
  }
  const names = devices.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw failure(3244, `The device "${twice}" is named twice.`);
  }
}

function checkNumbers({ options }: MediaStatement): void {
  const { blockSize, bufferCount, maxTransferSize, stats } = options;
  const { blockSizeMin, blockSizeMax, transferSizeStep, transferSizeMax, bufferCountMax } = vdLimit;
  if (blockSize !== null) {
    checkRange("BLOCKSIZE", blockSize, [blockSizeMin, blockSizeMax]);
    if ((blockSize & (blockSize - 1)) !== 0) {
      throw failure(3253, `The block size ${blockSize} is not a power of two.`);
    }
  }
  checkRange("BUFFERCOUNT", bufferCount, [1, bufferCountMax]);
  checkRange("MAXTRANSFERSIZE", maxTransferSize, [transferSizeStep, transferSizeMax]);
  if (maxTransferSize !== null && maxTransferSize % transferSizeStep !== 0) {
    throw failure(3217, `MAXTRANSFERSIZE must be a multiple of ${transferSizeStep}.`);
  }
  checkRange("STATS", stats, [1, 100]);
}

function checkRange(
  what: string,
  value: number | null,
  [low, high]: readonly [number, number],
): void {
  if (value !== null && !(value >= low && value <= high)) {
    throw failure(3250, `The value ${value} of ${what} is out of range: ${low} to ${high}.`);
  }
}

/** @throws SqlError @returns the database and the stream that this backup gives */
export function checkBackup(
  spec: BackupStatement,
  { catalog, history }: ServerState,
): { database: Database; source: Source } {
  const database = catalog.find(spec.database);
  if (database === null) {
    throw failure(911, `There is no database '${spec.database}'. Check its name.`, 11);
  }
  if (database.name === "tempdb") {
    throw failure(3147, "tempdb cannot be backed up or restored.");
  }
  if (database.state !== "ONLINE") {
    throw failure(
      927,
      `The database '${database.name}' cannot be opened: it is being restored.`,
      2,
    );
  }
  const { compression, encryption } = spec.options;
  if (compression?.kind === "on") {
    throw unsupported("BACKUP WITH COMPRESSION");
  }
  if (encryption !== null) {
    throw unsupported("BACKUP WITH ENCRYPTION");
  }
  if (spec.files.length > 0 || spec.filegroups.length > 0) {
    throw unsupported("A backup of files or filegroups");
  }
  const source = sourceOf(spec, database, history.hasBase(database.name));
  if (source.kind === "replay" && source.files.length !== spec.devices.length) {
    const count = source.files.length;
    const text = `The database '${database.name}' was recorded on ${count} device(s) and can be replayed to as many only, not to ${spec.devices.length}.`;
    throw failure(3204, text);
  }
  checkIdle(database);
  return { database, source };
}

function sourceOf(spec: BackupStatement, { name, streams }: Database, hasBase: boolean): Source {
  if (spec.what === "log") {
    if (streams.log === undefined) {
      throw failure(4208, `BACKUP LOG is not allowed: the recovery model of '${name}' is SIMPLE.`);
    }
    if (!hasBase && !spec.options.copyOnly) {
      throw failure(4214, `BACKUP LOG cannot be done: '${name}' has no full backup yet.`);
    }
    return streams.log;
  }
  if (!spec.options.differential) {
    return streams.full;
  }
  if (!hasBase) {
    const text = `A differential backup of '${name}' cannot be done: it has no full backup yet.`;
    throw failure(3035, text);
  }
  if (streams.differential === undefined) {
    throw unsupported(`A differential backup of '${name}', for which none was recorded,`);
  }
  return streams.differential;
}

function checkIdle({ name, busy }: Database): void {
  if (busy === "restore") {
    throw failure(3101, `Exclusive access to '${name}' could not be had: a restore uses it.`);
  }
  if (busy === "backup") {
    const text = `Backups and changes of files of one database go one after the other, and another backup of '${name}' is running. Run the statement again when that has ended.`;
    throw failure(3023, text, 2);
  }
}

/** @throws SqlError @returns the database where it exists */
export function checkRestore(spec: RestoreStatement, { catalog }: ServerState): Database | null {
  const { options } = spec;
  if (options.fileNumber !== null && options.fileNumber !== 1) {
    throw failure(4038, `There is no backup set ${options.fileNumber} on the device.`);
  }
  if (spec.database === null) {
    return null;
  }
  checkWhole(spec);
  const database = catalog.find(spec.database);
  if (database !== null) {
    checkOverwrite(spec, database);
  }
  if (spec.what === "log" && (database === null || database.state === "ONLINE")) {
    const text = `The log cannot be restored: no files of '${spec.database}' are ready for it. Restore the database WITH NORECOVERY first.`;
    throw failure(3117, text);
  }
  return database;
}

function checkWhole({ options, files, filegroups }: RestoreStatement): void {
  if (options.stopAt !== null) {
    throw unsupported("RESTORE to a point in time");
  }
  if (files.length > 0 || filegroups.length > 0) {
    throw unsupported("RESTORE of files or filegroups");
  }
}

function checkOverwrite({ what, options }: RestoreStatement, database: Database): void {
  if (database.isSystem) {
    throw database.name === "tempdb"
      ? failure(3147, "tempdb cannot be backed up or restored.")
      : unsupported(`RESTORE of ${database.name}`);
  }
  checkIdle(database);
  const hasTail = database.streams.log !== undefined && database.state === "ONLINE";
  if (what === "database" && hasTail && !options.replace) {
    const text = `The tail of the log of '${database.name}' has not been backed up. Back it up WITH NORECOVERY, or use WITH REPLACE.`;
    throw failure(3159, text);
  }
}
