/**
 * What the beginning of a backup stream says about itself: the label, the backup set, its files. Everything that RESTORE
 * LABELONLY, HEADERONLY and FILELISTONLY tell lies before the first page.
 *
 * Source: Microsoft Tape Format 1.00a with SQL Server's streams in it, VDI reference 9; integers little-endian.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { readStreamHead } from "../../media/stream-head.ts";
import { failure } from "../tsql/values.ts";

/** Label, set and configuration of a database with some hundred files fit into this. */
export const mediaHeadBytes = 256 * 1024;

const headerBytes = 52;
const streamHeaderBytes = 22;
/** Blocks begin at multiples of this. */
const blockStep = 512;

export interface MediaLabel {
  readonly name: string;
  readonly description: string;
  readonly software: string;
  readonly writtenAt: Date;
  readonly mediaSetId: string;
  readonly familyCount: number;
  readonly familyNumber: number;
}

export interface MediaFile {
  readonly logicalName: string;
  readonly physicalName: string;
  readonly fileId: number;
  readonly filegroupId: number;
  readonly filegroup: string | null;
  readonly bytes: bigint;
  readonly backedUpBytes: bigint;
}

export interface MediaHead {
  readonly label: MediaLabel;
  readonly set: {
    readonly name: string;
    readonly description: string;
    readonly user: string;
    readonly machine: string;
    readonly id: string;
    readonly isCopyOnly: boolean;
    readonly version: readonly [major: number, minor: number, build: number];
    readonly type: "D" | "I" | "L";
    readonly database: string;
    readonly server: string;
    readonly databaseVersion: number;
    readonly databaseCreatedAt: Date;
    readonly startedAt: Date;
    readonly compatibility: number;
    /** First, last, checkpoint and database backup, as the 25 digits that views show. */
    readonly lsns: readonly [bigint, bigint, bigint, bigint];
    readonly recoveryFork: string;
  };
  readonly files: readonly MediaFile[];
}

/**
 * Reads the beginning of a stream in a file; null for one that the server compressed, which tells nothing without its key
 * to the compression.
 *
 * @throws SqlError 3241 when the stream is no backup
 */
export function readMediaHead(file: string): MediaHead | null {
  const buffer = Buffer.alloc(mediaHeadBytes);
  const descriptor = openSync(file, "r");
  try {
    const length = readSync(descriptor, buffer);
    const head = buffer.subarray(0, length);
    return readStreamHead(head).container === "compressed" ? null : parseMediaHead(head);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws SqlError 3241 */
function parseMediaHead(bytes: Buffer): MediaHead {
  try {
    const tape = blockAt(bytes, 0, "TAPE");
    const set = findBlock(bytes, blockStep, "SSET");
    const volume = findBlock(bytes, set.at, "VOLB");
    const configuration = findBlock(bytes, set.at, "MSCI");
    const chunks = chunksOf(configuration);
    const info = chunks.find(({ tag }) => tag === "SCIN");
    if (info === undefined) {
      throw new RangeError("no SCIN");
    }
    return { label: labelOf(tape), set: setOf(set, volume, info.bytes), files: filesOf(chunks) };
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    throw failure(3241, "The media family on the device is incorrectly formed. It cannot be read.");
  }
}

interface Block {
  readonly at: number;
  readonly bytes: Buffer;
}

function blockAt(bytes: Buffer, at: number, type: string): Block {
  const header = bytes.subarray(at, at + headerBytes);
  let sum = 0;
  for (let word = 0; word < headerBytes - 2; word += 2) {
    sum ^= header.readUInt16LE(word);
  }
  if (header.toString("latin1", 0, 4) !== type || sum !== header.readUInt16LE(headerBytes - 2)) {
    throw new RangeError(`no ${type}`);
  }
  return { at, bytes: bytes.subarray(at) };
}

function findBlock(bytes: Buffer, from: number, type: string): Block {
  for (let at = from; at + headerBytes <= bytes.length; at += blockStep) {
    if (bytes.toString("latin1", at, at + 4) === type) {
      return blockAt(bytes, at, type);
    }
  }
  throw new RangeError(`no ${type}`);
}

/** A tape address: size and offset of a UTF-16 text from the start of its block or chunk. */
function textAt(bytes: Buffer, at: number): string {
  const size = bytes.readUInt16LE(at);
  const offset = bytes.readUInt16LE(at + 2);
  if (offset + size > bytes.length) {
    throw new RangeError("a text lies outside");
  }
  return bytes.toString("utf16le", offset, offset + size).replace(/\0+$/, "");
}

/** Five bytes, big-endian: year 14 bits, month 4, day 5, hour 5, minute 6, second 6. */
function dateAt(bytes: Buffer, at: number): Date {
  const packed = bytes.readUIntBE(at, 5);
  const field = (shift: number, bits: number): number =>
    Math.floor(packed / 2 ** shift) % 2 ** bits;
  return new Date(
    Date.UTC(field(26, 14), field(22, 4) - 1, field(17, 5), field(12, 5), field(6, 6), field(0, 6)),
  );
}

function guidAt(bytes: Buffer, at: number): string {
  const part = (from: number, to: number): string => bytes.toString("hex", at + from, at + to);
  const first = bytes.readUInt32LE(at).toString(16).padStart(8, "0");
  const second = bytes
    .readUInt16LE(at + 4)
    .toString(16)
    .padStart(4, "0");
  const third = bytes
    .readUInt16LE(at + 6)
    .toString(16)
    .padStart(4, "0");
  return [first, second, third, part(8, 10), part(10, 16)].join("-").toUpperCase();
}

/** {u32 file, u32 block, u16 slot} in decimal places of 10, 10 and 5. */
function lsnAt(bytes: Buffer, at: number): bigint {
  const file = BigInt(bytes.readUInt32LE(at));
  const block = BigInt(bytes.readUInt32LE(at + 4));
  return (file * 10_000_000_000n + block) * 100_000n + BigInt(bytes.readUInt16LE(at + 8));
}

function labelOf({ bytes }: Block): MediaLabel {
  const raid = bytes.readUInt16LE(8);
  if (bytes.toString("latin1", raid, raid + 4) !== "RAID") {
    throw new RangeError("no RAID");
  }
  const data = raid + streamHeaderBytes;
  return {
    name: textAt(bytes, 68),
    description: textAt(bytes, 72),
    software: textAt(bytes, 80),
    writtenAt: dateAt(bytes, 88),
    mediaSetId: guidAt(bytes, data),
    familyCount: bytes.readUInt16LE(data + 20),
    familyNumber: bytes.readUInt16LE(data + 24),
  };
}

const copyOnlyAttribute = 2;

function setOf({ bytes }: Block, volume: Block, info: Buffer): MediaHead["set"] {
  const type = info.toString("latin1", 87, 88);
  if (type !== "D" && type !== "I" && type !== "L") {
    throw new RangeError(`type ${type}`);
  }
  return {
    name: textAt(bytes, 64),
    description: textAt(bytes, 68),
    user: textAt(bytes, 76),
    machine: textAt(volume.bytes, 64),
    id: guidAt(bytes, 100),
    isCopyOnly: (bytes.readUInt32LE(52) & copyOnlyAttribute) !== 0,
    version: [info.readUInt8(27), info.readUInt8(26), info.readUInt16LE(24)],
    type,
    database: textAt(info, 104),
    server: textAt(info, 108),
    databaseVersion: info.readUInt16LE(94),
    databaseCreatedAt: dateAt(info, 72),
    startedAt: dateAt(info, 77),
    compatibility: info.readUInt8(91),
    lsns: [lsnAt(info, 32), lsnAt(info, 42), lsnAt(info, 52), lsnAt(info, 62)],
    recoveryFork: guidAt(info, 156),
  };
}

interface Chunk {
  readonly tag: string;
  readonly bytes: Buffer;
}

function chunksOf({ bytes }: Block): Chunk[] {
  const stream = bytes.readUInt16LE(8);
  const length = Number(bytes.readBigUInt64LE(stream + 8));
  const start = stream + streamHeaderBytes;
  if (bytes.toString("latin1", stream, stream + 4) !== "MQCI" || start + length > bytes.length) {
    throw new RangeError("no MQCI");
  }
  const data = bytes.subarray(start, start + length);
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= data.length;) {
    const size = data.readUInt32LE(at + 4);
    if (size < 8 || at + size > data.length) {
      break;
    }
    chunks.push({ tag: data.toString("latin1", at, at + 4), bytes: data.subarray(at, at + size) });
    at += size;
  }
  return chunks;
}

const pageBytes = 8_192n;

function filesOf(chunks: readonly Chunk[]): MediaFile[] {
  const filegroups = new Map(
    chunks
      .filter(({ tag }) => tag === "SFGI")
      .map(({ bytes }) => [bytes.readUInt32LE(12), textAt(bytes, 16)]),
  );
  return chunks
    .filter(({ tag }) => tag === "SFIN")
    .map(({ bytes }) => {
      const filegroupId = bytes.readUInt32LE(36);
      return {
        logicalName: textAt(bytes, 48),
        physicalName: textAt(bytes, 52),
        fileId: bytes.readUInt32LE(20),
        filegroupId,
        filegroup: filegroups.get(filegroupId) ?? null,
        bytes: bytes.readBigUInt64LE(40),
        backedUpBytes: BigInt(bytes.readUInt32LE(24)) * pageBytes,
      };
    });
}
