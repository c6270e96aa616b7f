/**
 * Descriptor blocks and stream headers of Microsoft Tape Format as SQL Server writes them.
 *
 *   block:  | common header, 52 bytes, XOR of its words 0 | body, strings | stream | stream | SPAD |
 *   stream: | header, 22 bytes, XOR of its words 0 | data | up to 3 bytes to a multiple of 4 |
 *
 * Source: Microsoft Tape Format Specification 1.00a; VDI reference 9; offsets checked on real backups.
 */
import { field, type Layout } from "./layout.ts";

export const blockHeaderBytes = 52;
export const streamHeaderBytes = 22;
/** Data streams begin with this many bytes that belong to no page and no checksum. */
export const dataPrefixBytes = 2;
/** Blocks of a set lie at multiples of this, counted from its SSET. */
export const logicalBlockBytes = 1_024;

export const blockHeader = {
  type: field("letters4", 0),
  attributes: field("hex32", 4),
  firstEvent: field("u16", 8),
  osId: field("u8", 10),
  osVersion: field("u8", 11),
  displayableSize: field("u64", 12),
  logicalAddress: field("u64", 20),
  controlBlockId: field("u32", 36),
  osDataSize: field("u16", 44),
  osDataOffset: field("u16", 46),
  stringType: field("u8", 48),
  headerChecksum: field("hex16", 50),
} satisfies Layout;

export const tape = {
  mediaFamilyId: field("hex32", 52),
  tapeAttributes: field("hex32", 56),
  mediaSequence: field("u16", 60),
  passwordAlgorithm: field("u16", 62),
  softFilemarkSize: field("u16", 64),
  catalogType: field("u16", 66),
  mediaName: field("text", 68),
  mediaDescription: field("text", 72),
  softwareName: field("text", 80),
  logicalBlockSize: field("u16", 84),
  vendor: field("hex16", 86),
  written: field("date", 88),
  majorVersion: field("u8", 93),
} satisfies Layout;

export const startOfSet = {
  setAttributes: field("hex32", 52),
  passwordAlgorithm: field("u16", 56),
  compression: field("u16", 58),
  vendor: field("hex16", 60),
  setNumber: field("u16", 62),
  setName: field("text", 64),
  setDescription: field("text", 68),
  userName: field("text", 76),
  position: field("u64", 80),
  written: field("date", 88),
  serverMajor: field("u8", 93),
  serverMinor: field("u8", 94),
  timeZoneQuarters: field("i8", 95),
  catalogVersion: field("u8", 97),
} satisfies Layout;

/** What the SSET's OS data address points at. */
export const startOfSetOsData = {
  backupSetId: field("guid", 0),
  expires: field("date", 16),
} satisfies Layout;

export const volume = {
  volumeAttributes: field("hex32", 52),
  device: field("text", 56),
  volumeLabel: field("text", 60),
  machineName: field("text", 64),
  written: field("date", 68),
} satisfies Layout;

export const transactionLog = {
  logBegin: field("u64", 60),
  logEnd: field("u64", 68),
  logFileId: field("u32", 76),
} satisfies Layout;

export const filemark = {
  capacity: field("u32", 52),
  used: field("u32", 56),
} satisfies Layout;

export const endOfSet = {
  endAttributes: field("hex32", 52),
  setMapPosition: field("u64", 60),
  setNumber: field("u16", 78),
  written: field("date", 80),
} satisfies Layout;

export const streamHeader = {
  id: field("letters4", 0),
  fileSystemAttributes: field("hex16", 4),
  mediaAttributes: field("hex16", 6),
  length: field("u64", 8),
  encryption: field("u16", 16),
  compression: field("u16", 18),
  headerChecksum: field("hex16", 20),
} satisfies Layout;

/** Media attributes of a stream. */
export const streamIs = { variable: 0x2, variableEnd: 0x4, checksumFollows: 0x100 } as const;

/** The RAID stream of TAPE: which stripe of which media set this is. */
export const mediaFamily = {
  mediaSetId: field("guid", 0),
  familyCount: field("u16", 20),
  mirrorCount: field("u16", 22),
  familySequence: field("u16", 24),
} satisfies Layout;

export const mediaFamilyBytes = 32;

/** The body of each block by its letters; MSCI, MSDA and MSLS have none that says anything. */
export const blockBodies: Readonly<Record<string, Layout>> = {
  TAPE: tape,
  SSET: startOfSet,
  VOLB: volume,
  MSCI: {},
  MSDA: {},
  MSTL: transactionLog,
  MSLS: {},
  SFMB: filemark,
  ESET: endOfSet,
  EOTM: {},
};

export const streamIds: readonly string[] = [
  "RAID",
  "SPAD",
  "APAD",
  "MQCI",
  "MQDA",
  "MQTL",
  "CSUM",
  "OTCP",
  "TSMP",
];
