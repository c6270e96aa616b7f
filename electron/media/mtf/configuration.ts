/**
 * The records of an MQCI stream: what was backed up. A set carries two copies, of which the final one decides:
 * SQL Server 2019 and later write stale LSNs into the first.
 */
import type { Bytes } from "../../contract/mtf/bytes.ts";
import type { Damage } from "../../contract/mtf/damage.ts";
import { layoutBytes, readLayout, type ValuesOf } from "../../contract/mtf/layout.ts";
import {
  databaseFile,
  filegroup,
  recordHeadBytes,
  recordLayout,
  setInformation,
} from "../../contract/mtf/records.ts";

export type SetInformation = ValuesOf<typeof setInformation>;
export type DatabaseFile = ValuesOf<typeof databaseFile> & { readonly filegroup: string | null };

export interface Configuration {
  readonly set: SetInformation;
  /** Bytes before compression differ from these only WITH COMPRESSION; null before SQL Server 2008. */
  readonly compressedBytes: number | null;
  readonly files: readonly DatabaseFile[];
}

/** SQL Server's own limit of files of a database. */
const filesMax = 32_767;

/**
 * Parses the data of an MQCI stream.
 *
 * @returns the configuration, or what is wrong and where, counted from the data's beginning
 */
export function readConfiguration(data: Bytes): Configuration | Damage {
  let set: SetInformation | null = null;
  let compressedBytes: number | null = null;
  let group: string | null = null;
  const files: DatabaseFile[] = [];
  for (let at = 0; at + recordHeadBytes <= data.length;) {
    const length = data.u32(at + 4);
    const tag = data.ascii(at, 4);
    if (length < recordHeadBytes || at + length > data.length) {
      return { code: "recordLength", subject: tag, offset: at };
    }
    const layout = { SCIN: setInformation, SFGI: filegroup, SFIN: databaseFile }[tag];
    if (layout !== undefined && length < layoutBytes(layout)) {
      return { code: "recordShort", subject: tag, offset: at };
    }
    if (tag === "SCIN") {
      set = readLayout(setInformation, data, at);
      compressedBytes = compressedOf(data, at, length);
    } else if (tag === "SFGI") {
      group = readLayout(filegroup, data, at).filegroupName.text;
    } else if (tag === "SFIN") {
      if (files.length === filesMax) return { code: "limit", subject: "files", offset: at };
      const file = readLayout(databaseFile, data, at);
      files.push({ ...file, filegroup: file.filegroupId === 0 ? null : group });
    }
    at += length;
  }
  return set === null
    ? { code: "recordMissing", subject: "SCIN", offset: 0 }
    : { set, compressedBytes, files };
}

function compressedOf(data: Bytes, at: number, length: number): number | null {
  const { compressedSize } = recordLayout(data, at, length);
  return compressedSize === undefined ? null : data.u64(at + compressedSize.at);
}
