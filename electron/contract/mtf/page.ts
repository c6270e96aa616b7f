/** SQL Server's data pages: 8 KiB each, with a head of 96 bytes. */
import type { Bytes } from "./bytes.ts";
import { field, type Layout } from "./layout.ts";

export const pageBytes = 8_192;
export const pageHeadBytes = 96;

export const pageHead = {
  headerVersion: field("u8", 0),
  type: field("u8", 1),
  typeFlags: field("u8", 2),
  level: field("u8", 3),
  flags: field("hex16", 4),
  indexId: field("u16", 6),
  previousPage: field("u32", 8),
  previousFile: field("u16", 12),
  fixedBytes: field("u16", 14),
  nextPage: field("u32", 16),
  nextFile: field("u16", 20),
  slots: field("u16", 22),
  objectId: field("u32", 24),
  freeBytes: field("u16", 28),
  freeAt: field("u16", 30),
  pageId: field("u32", 32),
  fileId: field("u16", 36),
  reservedBytes: field("u16", 38),
  lsn: field("lsn", 40),
  transactionReserved: field("u16", 50),
  ghostRows: field("u16", 58),
  checksum: field("hex32", 60),
} satisfies Layout;

/** What a page is for, by its type. Filler completes the last transfer and belongs to no file. */
export const pageTypes: ReadonlyMap<number, string> = new Map([
  [1, "data"],
  [2, "index"],
  [3, "text"],
  [4, "text tree"],
  [7, "sort"],
  [8, "GAM"],
  [9, "SGAM"],
  [10, "IAM"],
  [11, "PFS"],
  [13, "boot"],
  [15, "file header"],
  [16, "differential map"],
  [17, "bulk-logged map"],
  [18, "unlinked"],
  [19, "being freed"],
  [20, "bulk load"],
  [0x65, "filler"],
]);

/** Can the bytes at `at` be a page's head? Pages that are not allocated hold anything. */
export function looksLikePage(data: Bytes, at: number): boolean {
  if (!data.has(at, pageHeadBytes)) return false;
  const isKind = data.u8(at) === 1 && pageTypes.has(data.u8(at + 1));
  return isKind && data.u16(at + 36) < 0x8000 && data.u16(at + 28) <= pageBytes;
}
