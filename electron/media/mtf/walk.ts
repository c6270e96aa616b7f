/**
 * Walks over the descriptor blocks and streams of a whole backup stream, from header to header.
 *
 * Reads headers only, never the data between them, unless a damaged header has to be stepped over: then it
 * searches for the next right block. Each step goes forward, so that time is bounded by the stream's length.
 */
import {
  blockBodies,
  blockHeaderBytes,
  logicalBlockBytes,
  streamHeaderBytes,
  streamIds,
} from "../../contract/mtf/blocks.ts";
import { type Bytes, xorWords } from "../../contract/mtf/bytes.ts";
import type { Damage } from "../../contract/mtf/damage.ts";
import { readBytesMax, type SourceWindow } from "./source.ts";

/** A descriptor block up to its first stream. */
export interface BlockSeen {
  readonly kind: "block";
  readonly type: string;
  readonly at: number;
  readonly data: Bytes;
}

/** A stream of the block before. Its data are not read. */
export interface StreamSeen {
  readonly kind: "stream";
  readonly id: string;
  readonly attributes: number;
  readonly dataAt: number;
  readonly bytes: number;
}

export type WalkEvent =
  | BlockSeen
  | StreamSeen
  | { readonly kind: "end"; readonly at: number }
  | { readonly kind: "damage"; readonly damage: Damage };

/** Blocks begin at multiples of this, whatever the device block. */
const blockStep = 512;

/**
 * Everything in a stream in its order; "end" closes each block and says where the next one is expected.
 *
 * After damage the walk goes on with the next block that is right.
 */
export async function* walk(window: SourceWindow): AsyncGenerator<WalkEvent> {
  let at = 0;
  while (at < window.bytes) {
    const block = await blockAt(window, at);
    if ("code" in block) {
      yield { kind: "damage", damage: block };
      at = await nextBlock(window, at);
      continue;
    }
    if (block.sum !== 0) yield damaged("blockChecksum", block.seen.type, at);
    yield block.seen;
    const streams = walkStreams(window, block.seen);
    let next = await streams.next();
    while (next.done !== true) {
      yield next.value;
      next = await streams.next();
    }
    at = next.value;
    yield { kind: "end", at };
  }
}

interface Block {
  readonly seen: BlockSeen;
  /** XOR over the header: 0 when it is right. */
  readonly sum: number;
}

/** @returns the block, or why there is none */
async function blockAt(window: SourceWindow, at: number): Promise<Block | Damage> {
  const head = await window.get(at, blockHeaderBytes);
  if (head === null) return { code: "cut", subject: "a block", offset: at };
  const type = head.ascii(0, 4);
  if (!Object.hasOwn(blockBodies, type)) return { code: "noBlock", subject: "", offset: at };
  const firstEvent = head.u16(8);
  if (firstEvent < blockHeaderBytes) return { code: "blockLength", subject: type, offset: at };
  const data = await window.get(at, firstEvent);
  if (data === null) return { code: "cut", subject: type, offset: at };
  return { seen: { kind: "block", type, at, data }, sum: xorWords(head, 0, blockHeaderBytes) };
}

/** @returns where the next block is expected */
async function* walkStreams(
  window: SourceWindow,
  block: BlockSeen,
): AsyncGenerator<WalkEvent, number> {
  let at = block.at + block.data.length;
  if (block.type === "SFMB") return at;
  for (;;) {
    const head = await window.get(at, streamHeaderBytes);
    if (head === null) {
      yield damaged("cut", block.type, window.bytes);
      return window.bytes;
    }
    const id = head.ascii(0, 4);
    const wrong = await wrongStream(window, head, at);
    if (wrong !== null) {
      yield damaged(wrong.code, id, at);
      if (!wrong.canFollow) return nextBlock(window, at);
    }
    const dataAt = at + streamHeaderBytes;
    const bytes = head.u64(8);
    if (dataAt + bytes > window.bytes) {
      yield damaged("cut", `${id}, ${block.type}`, window.bytes);
      return window.bytes;
    }
    yield { kind: "stream", id, attributes: head.u16(6), dataAt, bytes };
    at = Math.ceil((dataAt + bytes) / 4) * 4;
    if (id === "SPAD") return at;
  }
}

function damaged(code: Damage["code"], subject: string, offset: number): WalkEvent {
  return { kind: "damage", damage: { code, subject, offset } };
}

/** What is wrong with a stream header, and whether its length leads to something right all the same. */
async function wrongStream(
  window: SourceWindow,
  head: Bytes,
  at: number,
): Promise<{ code: "streamChecksum" | "noStream"; canFollow: boolean } | null> {
  const id = head.ascii(0, 4);
  const isKnown = streamIds.includes(id);
  if (isKnown && xorWords(head, 0, streamHeaderBytes) === 0) return null;
  const code = isKnown ? "streamChecksum" : "noStream";
  const end = Math.ceil((at + streamHeaderBytes + head.u64(8)) / 4) * 4;
  return { code, canFollow: isKnown && end > at && (await isRight(window, end)) };
}

/** Is there a right header of a stream or block? */
async function isRight(window: SourceWindow, at: number): Promise<boolean> {
  const stream = await window.get(at, streamHeaderBytes);
  if (stream === null) return false;
  if (streamIds.includes(stream.ascii(0, 4))) return xorWords(stream, 0, streamHeaderBytes) === 0;
  const block = await window.get(at, blockHeaderBytes);
  return block !== null && isRightBlock(block, 0);
}

function isRightBlock(data: Bytes, at: number): boolean {
  return (
    Object.hasOwn(blockBodies, data.ascii(at, 4)) && xorWords(data, at, blockHeaderBytes) === 0
  );
}

/** Where the next right block after `at` begins; the stream's end when there is none. */
async function nextBlock(window: SourceWindow, after: number): Promise<number> {
  let from = (Math.floor(after / blockStep) + 1) * blockStep;
  while (from + blockHeaderBytes <= window.bytes) {
    const length = Math.min(readBytesMax, window.bytes - from);
    const data = await window.get(from, length);
    if (data === null) break;
    for (let at = 0; at + blockHeaderBytes <= length; at += blockStep) {
      if (isCapital(data.u8(at)) && isRightBlock(data, at)) return from + at;
    }
    from += Math.floor(length / blockStep) * blockStep;
    if (length < readBytesMax) break;
  }
  return window.bytes;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** Does a block of a set lie where its logical address says? Counted from the set's SSET. */
export function isInPlace(block: BlockSeen, setAt: number): boolean {
  return setAt + block.data.u64(20) * logicalBlockBytes === block.at;
}
