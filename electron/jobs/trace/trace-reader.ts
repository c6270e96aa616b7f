/**
 * Reads a trace file: first everything but its events, then the events in batches.
 *
 * A file that is still being written, or whose program was killed, counts up to its last whole block; where it stops
 * making sense is told as damage. Memory: one text block and a few blocks of events at a time, each within what
 * native/trace/block.h allows for its size in the file; messages, notes and processes within limits.ts.
 */
import { open, type FileHandle } from "node:fs/promises";
import { FaultError } from "../../contract/fault.ts";
import type { PeekRecord } from "../../contract/recorded-peek.ts";
import {
  traceFileVersion,
  traceRecordSchema,
  type TraceDamage,
  type TraceHeader,
  type TraceInfo,
  type TraceRecord,
} from "../../contract/trace-file.ts";
import { errnoOf } from "../../media/manifest.ts";
import type { Addon } from "../../vdi/addon.ts";
import {
  blockHeadBytes,
  blockKind,
  isOfEvents,
  jsonDepth,
  prefixBytes,
  readBlockHead,
  readPrefix,
  type BlockHead,
} from "./block.ts";
import { traceLimits } from "./limits.ts";
import { TraceDigest } from "./trace-digest.ts";

/** What unpacks blocks; the addon is one. */
export type BlockUnpacker = Pick<Addon, "unpackTraceBlock" | "foldTraceBlock">;
type Unpack = (block: ArrayBuffer) => Promise<ArrayBuffer>;

/** Where a block lies in the file, its head included. */
interface Block extends BlockHead {
  readonly at: number;
}

/** A recorded copy without its bytes, and where it lies in the file: from `at` to before `end`. */
interface BarePeek {
  readonly record: PeekRecord;
  /** Of its block. */
  readonly index: number;
  readonly at: number;
  readonly end: number;
}

/** Of the recorded copies: those of `info.peeks` in its order, and those above the limits of a file, which are not in it. */
interface PeekBlocks {
  readonly listed: Block[];
  readonly unlisted: Block[];
}

/** A file without its events. */
interface Words {
  readonly blocks: readonly Block[];
  readonly peekBlocks: PeekBlocks;
  readonly info: TraceInfo;
}

export class TraceReader {
  readonly info: TraceInfo;
  readonly #handle: FileHandle;
  readonly #unpacker: BlockUnpacker;
  readonly #blocks: readonly Block[];
  readonly #peekBlocks: PeekBlocks;
  #damage: TraceDamage | null;

  private constructor(
    opened: { handle: FileHandle; unpacker: BlockUnpacker },
    { blocks, peekBlocks, info }: Words,
  ) {
    this.#handle = opened.handle;
    this.#unpacker = opened.unpacker;
    this.#blocks = blocks.filter((block) => isOfEvents(block.kind));
    this.#peekBlocks = peekBlocks;
    this.#damage = info.damage;
    this.info = info;
  }

  /**
   * Opens a file and reads all that it says in words.
   *
   * @throws FaultError TRACE_MISSING, TRACE_UNREADABLE, TRACE_DAMAGED, TRACE_VERSION
   */
  static async open(file: string, unpacker: BlockUnpacker): Promise<TraceReader> {
    const handle = await open(file, "r").catch((error: unknown) => {
      throw errnoOf(error) === "ENOENT"
        ? new FaultError("TRACE_MISSING", { file })
        : unreadable(file, error);
    });
    try {
      return new TraceReader({ handle, unpacker }, await readWords(file, handle, unpacker));
    } catch (error) {
      await handle.close();
      throw error instanceof FaultError ? error : unreadable(file, error);
    }
  }

  /** Where the file stops making sense. Known of all blocks once `events` has come to its end. */
  get damage(): TraceDamage | null {
    return this.#damage;
  }

  /**
   * The events in the order of the file, one ArrayBuffer a block. Ends before the first block that is not whole.
   *
   * @throws FaultError TRACE_UNREADABLE
   */
  events(): AsyncGenerator<ArrayBuffer> {
    return this.#each((block) => this.#unpacker.unpackTraceBlock(block));
  }

  /** The same, folded to commands on native threads: see contract/folded-commands.ts. */
  commands(): AsyncGenerator<ArrayBuffer> {
    return this.#each((block) => this.#unpacker.foldTraceBlock(block));
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async *#each(unpack: Unpack): AsyncGenerator<ArrayBuffer> {
    const ahead: Promise<ArrayBuffer | null>[] = [];
    let next = 0;
    for (let at = 0; at < this.#blocks.length; at += 1) {
      for (; next < Math.min(at + traceLimits.readAhead, this.#blocks.length); next += 1) {
        const block = this.#blocks[next];
        const unpacked = block === undefined ? Promise.resolve(null) : this.#unpack(block, unpack);
        unpacked.catch(() => undefined); // looked at below, in its turn
        ahead.push(unpacked);
      }
      const events = await ahead.shift();
      if (events === undefined || events === null) {
        this.#damage = { at: this.#blocks[at]?.at ?? 0, kind: "altered" };
        break;
      }
      yield events;
    }
    await Promise.allSettled(ahead);
  }

  /**
   * One of `info.peeks`, with its bytes.
   *
   * @returns null where there is none, or it is not whole
   * @throws FaultError TRACE_UNREADABLE
   */
  async peek(nth: number): Promise<PeekRecord | null> {
    const block = this.#peekBlocks.listed[nth];
    if (block === undefined) return null;
    try {
      const record = await readRecord(this.#handle, block, this.#unpacker);
      return record?.type === "peek" ? record : null;
    } catch (error) {
      throw unreadable(this.info.path, error);
    }
  }

  /** Whether bytes of a database may be in the file. */
  get hasPeeks(): boolean {
    return this.#peekBlocks.listed.length > 0 || this.#peekBlocks.unlisted.length > 0;
  }

  /**
   * Every recorded copy of the file, listed or not, in its order.
   *
   * @throws FaultError TRACE_UNREADABLE, TRACE_DAMAGED when one is not whole any more
   */
  async *barePeeks(): AsyncGenerator<BarePeek> {
    const { listed, unlisted } = this.#peekBlocks;
    const { path: file } = this.info;
    for (const block of [...listed, ...unlisted].sort((a, b) => a.at - b.at)) {
      const { at, index, storedBytes } = block;
      const record = await readRecord(this.#handle, block, this.#unpacker).catch(
        (error: unknown) => {
          throw unreadable(file, error);
        },
      );
      if (record?.type !== "peek") {
        throw new FaultError("TRACE_DAMAGED", { file, reason: "it was altered meanwhile" });
      }
      yield {
        record: { ...record, bytes: null },
        index,
        at,
        end: at + blockHeadBytes + storedBytes,
      };
    }
  }

  async #unpack(block: Block, unpack: Unpack): Promise<ArrayBuffer | null> {
    try {
      return await unpackAt(this.#handle, block, unpack);
    } catch (error) {
      throw unreadable(this.info.path, error);
    }
  }
}

function unreadable(file: string, error: unknown): FaultError {
  return new FaultError("TRACE_UNREADABLE", { file, reason: errnoOf(error) }, { cause: error });
}

async function readWords(
  file: string,
  handle: FileHandle,
  unpacker: BlockUnpacker,
): Promise<Words> {
  const { size } = await handle.stat();
  const version = readPrefix(await readAt(handle, 0, Math.min(prefixBytes, size)));
  if (version === null) {
    throw new FaultError("TRACE_DAMAGED", { file, reason: "it does not begin like one" });
  }
  if (version < 1 || version > traceFileVersion) {
    throw new FaultError("TRACE_VERSION", { file, version, known: traceFileVersion });
  }
  const found = await findBlocks(handle, size);
  const first = found.blocks[0];
  const header = first === undefined ? null : await readRecord(handle, first, unpacker);
  if (header?.type !== "header") {
    throw new FaultError("TRACE_DAMAGED", { file, reason: "its header is not whole" });
  }
  const { digest, peekBlocks, damage } = await digestOf(handle, { header, ...found }, unpacker);
  const info = { path: file, bytes: size, header, damage, ...digest.result() };
  const whole = damage === null ? found.blocks : found.blocks.filter(({ at }) => at < damage.at);
  const events = whole.reduce((sum, block) => sum + block.count, 0);
  return { blocks: whole, peekBlocks, info: { ...info, events } };
}

/** All texts up to the first that is not whole. */
async function digestOf(
  handle: FileHandle,
  found: { header: TraceHeader; blocks: readonly Block[]; damage: TraceDamage | null },
  unpacker: BlockUnpacker,
): Promise<{ digest: TraceDigest; peekBlocks: PeekBlocks; damage: TraceDamage | null }> {
  const digest = new TraceDigest();
  const peekBlocks: PeekBlocks = { listed: [], unlisted: [] };
  for (const block of found.blocks.slice(1)) {
    if (block.kind === blockKind.text) {
      const record = await readRecord(handle, block, unpacker);
      if (record === null) {
        return { digest, peekBlocks, damage: { at: block.at, kind: "altered" } };
      }
      digest.add(record);
      if (record.type === "peek") {
        const isListed = digest.peekCount > peekBlocks.listed.length;
        (isListed ? peekBlocks.listed : peekBlocks.unlisted).push(block);
      }
    }
  }
  return { digest, peekBlocks, damage: found.damage };
}

/** Goes from head to head, which says nothing yet of what is between them. */
async function findBlocks(
  handle: FileHandle,
  size: number,
): Promise<{ blocks: Block[]; damage: TraceDamage | null }> {
  const blocks: Block[] = [];
  let window = Buffer.alloc(0);
  let windowAt = 0;
  for (let at = prefixBytes; at < size;) {
    if (at + blockHeadBytes > size) {
      return { blocks, damage: { at, kind: "torn" } };
    }
    if (at + blockHeadBytes > windowAt + window.length) {
      windowAt = at;
      window = await readAt(handle, at, Math.min(traceLimits.headBytesStep, size - at));
    }
    const head = readBlockHead(window, at - windowAt);
    if (head?.index !== blocks.length) {
      return { blocks, damage: { at, kind: "altered" } };
    }
    const end = at + blockHeadBytes + head.storedBytes;
    if (end > size) {
      return { blocks, damage: { at, kind: "torn" } };
    }
    blocks.push({ ...head, at });
    at = end;
  }
  return { blocks, damage: null };
}

/** @returns null when the block is not whole or says nothing that is known here */
async function readRecord(
  handle: FileHandle,
  block: Block,
  unpacker: BlockUnpacker,
): Promise<TraceRecord | null> {
  const bytes =
    block.kind === blockKind.text
      ? await unpackAt(handle, block, (text) => unpacker.unpackTraceBlock(text))
      : null;
  const text = bytes === null ? "" : Buffer.from(bytes).toString("utf8");
  if (text === "" || jsonDepth(text) > traceLimits.jsonDepthMax) {
    return null;
  }
  try {
    const parsed = traceRecordSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** @returns null when the block is torn or altered */
async function unpackAt(
  handle: FileHandle,
  block: Block,
  unpack: Unpack,
): Promise<ArrayBuffer | null> {
  const bytes = await readAt(handle, block.at, blockHeadBytes + block.storedBytes);
  try {
    return await unpack(bytes.buffer);
  } catch (error) {
    if (errnoOf(error) === "EBADMSG") {
      return null;
    }
    throw error;
  }
}

/** Exactly so many bytes, in a buffer of their own; fewer when the file has become shorter meanwhile. */
async function readAt(
  handle: FileHandle,
  at: number,
  length: number,
): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  return bytesRead === length
    ? bytes
    : Buffer.from(new Uint8Array(bytes.subarray(0, bytesRead)).buffer);
}
