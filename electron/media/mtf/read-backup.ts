/**
 * A whole backup stream as facts: its media, its sets with both copies of their configuration, where their data
 * lie, and everything that is wrong with its structure.
 *
 * Runs in: command line and main process. Pure but for the source. Memory: facts and one window; each list has a
 * limit. Pages and log are not read here: see verify-backup.ts.
 */
import {
  dataPrefixBytes,
  mediaFamily,
  mediaFamilyBytes,
  startOfSet,
  startOfSetOsData,
  streamIs,
  tape,
  transactionLog,
  volume,
} from "../../contract/mtf/blocks.ts";
import type { Damage, DamageCode } from "../../contract/mtf/damage.ts";
import { type Layout, layoutBytes, readLayout, type ValuesOf } from "../../contract/mtf/layout.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { type ByteSource, SourceWindow } from "./source.ts";
import { type BlockSeen, isInPlace, type StreamSeen, walk } from "./walk.ts";

/** Data of one MQDA or MQTL stream, without its two leading bytes. */
export interface DataStream {
  readonly at: number;
  readonly bytes: number;
  readonly isPages: boolean;
  /** What the CSUM stream behind it says and where; null without one. */
  checksum: { readonly value: number; readonly at: number } | null;
}

/** A run of blocks of one kind. */
export interface Region {
  readonly type: string;
  readonly at: number;
  bytes: number;
  /** How many blocks. */
  count: number;
}

export interface BackupSet {
  /** Where its SSET lies, and its number there. */
  readonly at: number;
  readonly start: ValuesOf<typeof startOfSet>;
  readonly backupSetId: string | null;
  machineName: string | null;
  /** The copies at the start and at the end; the last one decides. */
  first: Configuration | null;
  final: Configuration | null;
  readonly data: DataStream[];
  /** Its second ESET was there. */
  isEnded: boolean;
  /** From SSET to MSLS, as backupSize counts. */
  bytes: number;
}

export interface BackupStream {
  readonly bytes: number;
  /** Device block; null when the TAPE block does not say. */
  readonly blockSize: number | null;
  readonly media: {
    readonly mediaName: string | null;
    readonly softwareName: string | null;
    readonly family: ValuesOf<typeof mediaFamily> | null;
    readonly familyId: number;
  } | null;
  readonly sets: readonly BackupSet[];
  readonly regions: readonly Region[];
  readonly damage: readonly Damage[];
  /** More was wrong than `damage` lists. */
  readonly damageLeftOut: number;
  /** Headers of blocks and streams that were looked at. */
  readonly headers: number;
}

/** What is kept of a stream, however it was damaged on purpose. */
const limits = { damage: 1_000, sets: 10_000, regions: 10_000, dataStreams: 200_000 } as const;
/** Blocks inside a set: their logical address counts from its SSET. */
const blocksOfSet = new Set(["VOLB", "MSCI", "MSDA", "MSTL", "MSLS"]);
/** 32,767 files with a record of some 1,300 bytes each. */
const configurationBytesMax = 64 * 1_048_576;

/** Reads the structure of a stream. Never fails on bytes; a source that cannot be read is thrown. */
export async function readBackup(source: ByteSource): Promise<BackupStream> {
  const reader = new BackupReader(new SourceWindow(source));
  await reader.read();
  return reader.result();
}

class BackupReader {
  readonly #window: SourceWindow;
  readonly #sets: BackupSet[] = [];
  readonly #regions: Region[] = [];
  readonly #damage: Damage[] = [];
  #damageLeftOut = 0;
  #media: BackupStream["media"] = null;
  #blockSize: number | null = null;
  #headers = 0;
  #block: BlockSeen | null = null;
  #endsSeen = 0;
  /** The last data stream said that its checksum follows. */
  #checksumDue: DataStream | null = null;

  constructor(window: SourceWindow) {
    this.#window = window;
  }

  async read(): Promise<void> {
    for await (const event of walk(this.#window)) {
      if (event.kind === "damage") this.#note(event.damage);
      else if (event.kind === "block") this.#onBlock(event);
      else if (event.kind === "stream") await this.#onStream(event);
      else this.#onEnd(event.at);
    }
    this.#checkEnd();
  }

  result(): BackupStream {
    return {
      bytes: this.#window.bytes,
      blockSize: this.#blockSize,
      media: this.#media,
      sets: this.#sets,
      regions: this.#regions,
      damage: this.#damage,
      damageLeftOut: this.#damageLeftOut,
      headers: this.#headers,
    };
  }

  get #set(): BackupSet | undefined {
    return this.#sets.at(-1);
  }

  #note(damage: Damage): void {
    if (this.#damage.length < limits.damage) this.#damage.push(damage);
    else this.#damageLeftOut += 1;
  }

  #damaged(code: DamageCode, subject: string | number, offset: number): void {
    this.#note({ code, subject: String(subject), offset });
  }

  #onBlock(block: BlockSeen): void {
    this.#headers += 1;
    this.#block = block;
    const set = this.#set;
    if (blocksOfSet.has(block.type)) this.#checkPlace(block, set);
    if (block.type === "TAPE") this.#onTape(block);
    else if (block.type === "SSET") this.#onSet(block);
    else if (block.type === "VOLB") this.#onVolume(block);
    else if (block.type === "MSLS" && set !== undefined) set.bytes = block.at - set.at;
    else if (block.type === "ESET" && set !== undefined) this.#onSetEnd(set);
  }

  #checkPlace(block: BlockSeen, set: BackupSet | undefined): void {
    if (set === undefined) this.#damaged("beforeSet", block.type, block.at);
    else if (!isInPlace(block, set.at)) {
      this.#damaged("misplaced", block.type, block.at);
    }
  }

  #onTape(block: BlockSeen): void {
    const values = this.#values(tape, block);
    if (values === null || this.#media !== null) return;
    const size = values.softFilemarkSize * 512;
    const isLegal = size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
    if (!isLegal) this.#damaged("filemarkSize", size, block.at + 64);
    this.#blockSize = isLegal ? size : null;
    this.#media = {
      mediaName: values.mediaName.text,
      softwareName: values.softwareName.text,
      family: null,
      familyId: values.mediaFamilyId,
    };
  }

  #onSet(block: BlockSeen): void {
    const values = this.#values(startOfSet, block);
    if (values === null) return;
    if (this.#sets.length === limits.sets) {
      this.#damaged("limit", "sets", block.at);
      return;
    }
    const { data } = block;
    const offset = data.u16(46);
    const hasId = data.u16(44) >= 16 && data.has(offset, layoutBytes(startOfSetOsData));
    this.#endsSeen = 0;
    this.#sets.push({
      at: block.at,
      start: values,
      backupSetId: hasId ? readLayout(startOfSetOsData, data, offset).backupSetId : null,
      machineName: null,
      first: null,
      final: null,
      data: [],
      isEnded: false,
      bytes: 0,
    });
  }

  #onVolume(block: BlockSeen): void {
    const set = this.#set;
    const values = this.#values(volume, block);
    if (set !== undefined && values !== null) set.machineName = values.machineName.text;
  }

  #onSetEnd(set: BackupSet): void {
    this.#endsSeen += 1;
    set.isEnded = this.#endsSeen >= 2;
  }

  #values<L extends Layout>(layout: L, { data, type, at }: BlockSeen): ValuesOf<L> | null {
    if (data.length >= layoutBytes(layout)) return readLayout(layout, data, 0);
    this.#damaged("blockShort", type, at);
    return null;
  }

  async #onStream(stream: StreamSeen): Promise<void> {
    this.#headers += 1;
    if (this.#checksumDue !== null && stream.id !== "CSUM") this.#missesChecksum(stream.dataAt);
    const type = this.#block?.type;
    if (stream.id === "RAID" && type === "TAPE") await this.#onFamily(stream);
    else if (stream.id === "MQCI") await this.#onConfiguration(stream, type === "MSLS");
    else if (stream.id === "MQDA" || stream.id === "MQTL") this.#onData(stream);
    else if (stream.id === "CSUM") await this.#onChecksum(stream);
  }

  async #onFamily({ dataAt, bytes }: StreamSeen): Promise<void> {
    const data = bytes < mediaFamilyBytes ? null : await this.#window.get(dataAt, mediaFamilyBytes);
    const family = data === null ? null : readLayout(mediaFamily, data, 0);
    const isLegal =
      family !== null &&
      family.familyCount >= 1 &&
      family.familyCount <= 64 &&
      family.familySequence >= 1 &&
      family.familySequence <= family.familyCount;
    if (!isLegal) this.#damaged("family", "", dataAt);
    else if (this.#media !== null) this.#media = { ...this.#media, family };
  }

  async #onConfiguration({ dataAt, bytes }: StreamSeen, isFinal: boolean): Promise<void> {
    const set = this.#set;
    if (set === undefined) return;
    const data = bytes > configurationBytesMax ? null : await this.#window.getLong(dataAt, bytes);
    if (data === null) {
      this.#damaged("configurationSize", bytes, dataAt);
      return;
    }
    const read = readConfiguration(data);
    if ("code" in read) this.#note({ ...read, offset: dataAt + read.offset });
    else if (isFinal) set.final = read;
    else set.first = read;
  }

  #onData({ id, attributes, dataAt, bytes }: StreamSeen): void {
    const set = this.#set;
    if (set === undefined || bytes === 0) return;
    const isPages = id === "MQDA";
    const length = Math.max(0, bytes - dataPrefixBytes);
    if (!isPages) this.#checkLog(dataAt, length);
    if (isPages && length % 8_192 !== 0) {
      this.#damaged("partialPages", "", dataAt);
    }
    if (set.data.length === limits.dataStreams) {
      this.#damaged("limit", "data streams", dataAt);
      return;
    }
    const whole = isPages ? length - (length % 8_192) : length;
    const data = { at: dataAt + dataPrefixBytes, bytes: whole, isPages, checksum: null };
    set.data.push(data);
    this.#checksumDue = (attributes & streamIs.checksumFollows) === 0 ? null : data;
  }

  /** Log streams are padded: they hold at least what their block says. */
  #checkLog(at: number, bytes: number): void {
    const block = this.#block;
    if (block?.type !== "MSTL" || block.data.length < layoutBytes(transactionLog)) return;
    const { logBegin, logEnd } = readLayout(transactionLog, block.data, 0);
    const isInside = logEnd >= logBegin && logEnd - logBegin <= bytes;
    if (!isInside) this.#damaged("logShort", "", at);
  }

  async #onChecksum({ dataAt, bytes }: StreamSeen): Promise<void> {
    const due = this.#checksumDue;
    this.#checksumDue = null;
    const data = bytes < 4 ? null : await this.#window.get(dataAt, 4);
    if (due === null || data === null) {
      this.#damaged("checksumOrphan", "", dataAt);
      return;
    }
    due.checksum = { value: data.u32(0), at: dataAt };
  }

  #missesChecksum(at: number): void {
    this.#checksumDue = null;
    this.#damaged("checksumMissing", "", at);
  }

  #onEnd(end: number): void {
    const block = this.#block;
    if (block === null) return;
    const last = this.#regions.at(-1);
    if (block.type === "MSTL" && last?.type === "MSTL" && last.at + last.bytes === block.at) {
      last.bytes = end - last.at;
      last.count += 1;
    } else if (this.#regions.length < limits.regions) {
      this.#regions.push({ type: block.type, at: block.at, bytes: end - block.at, count: 1 });
    }
  }

  /** What a whole stream has and this one lacks. */
  #checkEnd(): void {
    const end = this.#window.bytes;
    if (this.#media === null) this.#damaged("noTape", "", 0);
    else if (this.#media.family === null) this.#damaged("noFamily", "", 0);
    if (this.#media !== null && this.#sets.length === 0) this.#damaged("noSet", "", end);
    for (const set of this.#sets) {
      const number = set.start.setNumber;
      if (set.first === null && set.final === null) {
        this.#damaged("noConfiguration", number, set.at);
      } else if (set.final === null) {
        this.#damaged("noFinal", number, end);
      }
      if (!set.isEnded) this.#damaged("noEnd", number, end);
    }
  }
}
