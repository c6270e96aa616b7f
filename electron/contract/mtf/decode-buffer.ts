/**
 * What a bounded copy of backup bytes holds, as a tree of named byte ranges: for a picture of tree and bytes
 * side by side.
 *
 * Pure, in every process and the page. The copy may begin and end anywhere in a stream: what is recognised is
 * decoded, what goes on beyond the copy is marked `isCut`, what cannot be recognised is "data". Never throws;
 * work and nodes are bounded by the copy's length.
 */
import {
  blockBodies,
  blockHeader,
  blockHeaderBytes,
  dataPrefixBytes,
  mediaFamily,
  startOfSetOsData,
  streamHeader,
  streamHeaderBytes,
  streamIds,
} from "./blocks.ts";
import { Bytes, hexNumber, xorWords } from "./bytes.ts";
import { fieldNodes, layoutBytes, layoutWithin } from "./layout.ts";
import type { MtfNode } from "./node.ts";
import { looksLikePage, pageBytes, pageHead, pageHeadBytes, pageTypes } from "./page.ts";
import { recordBodies, recordHead, recordHeadBytes, recordLayout } from "./records.ts";

/** Where the search for something known goes on after bytes that are not. */
const searchStep = 512;

/**
 * Decodes all of a copy of backup bytes.
 *
 * @param raw bytes of a backup stream, from any place of it; offsets of the nodes count from its beginning
 * @returns what lies one after the other: blocks (their streams are children), streams whose block began before
 *   the copy, pages, data. Ascending, without gaps or overlaps except padding of up to 3 bytes
 */
export function decodeBuffer(raw: Uint8Array): MtfNode[] {
  const data = new Bytes(raw);
  const nodes: MtfNode[] = [];
  let at = 0;
  while (at < data.length) {
    const known = decodeAt(data, at) ?? unknownData(data, at, nodes.at(-1)?.kind === "page");
    nodes.push(known.node);
    at = Math.max(at + 1, known.next);
  }
  return nodes;
}

/** A node and where the next thing begins. */
interface Decoded {
  readonly node: MtfNode;
  readonly next: number;
}

function decodeAt(data: Bytes, at: number): Decoded | null {
  if (isBlock(data, at)) return decodeBlock(data, at);
  if (isStream(data, at)) return decodeStream(data, at);
  return looksLikePage(data, at) ? decodePage(data, at) : null;
}

function isBlock(data: Bytes, at: number): boolean {
  if (!data.has(at, blockHeaderBytes)) return false;
  const isNamed = Object.hasOwn(blockBodies, data.ascii(at, 4));
  return isNamed && data.u16(at + 8) >= blockHeaderBytes && data.u8(at + 10) === 14;
}

function isStream(data: Bytes, at: number): boolean {
  if (!data.has(at, streamHeaderBytes)) return false;
  return streamIds.includes(data.ascii(at, 4)) && data.u16(at + 4) === 0;
}

/** Goes on to where something is known again. Right after a page whole pages are stepped over: not allocated ones. */
function unknownData(data: Bytes, at: number, isAmongPages: boolean): Decoded {
  const step = isAmongPages ? pageBytes : searchStep;
  let end = at + step;
  while (end < data.length && !isAmongPages && !isKnown(data, end)) end += step;
  end = Math.min(end, data.length);
  const isZero = data.isZero(at, end - at);
  const value = isAmongPages ? "page that is not allocated" : isZero ? "zeros" : "";
  return { node: plain("data", "data", at, end - at, value), next: end };
}

function isKnown(data: Bytes, at: number): boolean {
  return isBlock(data, at) || isStream(data, at) || looksLikePage(data, at);
}

function plain(
  kind: MtfNode["kind"],
  name: string,
  ...[at, bytes, value]: [number, number, string]
): MtfNode {
  return { kind, name, at, bytes, value, wrong: null, isCut: false, children: [] };
}

function decodeBlock(data: Bytes, at: number): Decoded {
  const type = data.ascii(at, 4);
  const firstEvent = data.u16(at + 8);
  const children = [
    ...fieldNodes(blockHeader, data, at),
    ...fieldNodes(layoutWithin(blockBodies[type] ?? {}, firstEvent), data, at),
    ...osData(data, at, type),
  ];
  let next = at + firstEvent;
  while (type !== "SFMB" && next < data.length && isStream(data, next)) {
    const stream = decodeStream(data, next);
    children.push(stream.node);
    next = stream.next;
    if (stream.node.name === "SPAD") break;
  }
  const end = Math.min(next, data.length);
  return {
    node: {
      ...plain("block", type, at, end - at, ""),
      wrong: wrongHeader(data, at, blockHeaderBytes),
      isCut: next > data.length,
      children,
    },
    next,
  };
}

function osData(data: Bytes, at: number, type: string): MtfNode[] {
  const offset = at + data.u16(at + 46);
  const isThere = type === "SSET" && data.u16(at + 44) >= layoutBytes(startOfSetOsData);
  return isThere ? fieldNodes(startOfSetOsData, data, offset) : [];
}

function wrongHeader(data: Bytes, at: number, bytes: number): string | null {
  const sum = xorWords(data, at, bytes);
  if (sum === 0) return null;
  const stored = data.u16(at + bytes - 2);
  return `header checksum is ${hexNumber(stored, 4)}, the bytes give ${hexNumber(stored ^ sum, 4)}`;
}

function decodeStream(data: Bytes, at: number): Decoded {
  const id = data.ascii(at, 4);
  const length = data.u64(at + 8);
  const from = at + streamHeaderBytes;
  const wrong = wrongHeader(data, at, streamHeaderBytes);
  // A header that is wrong is not followed: what comes is looked for.
  const end = wrong === null ? from + length : from;
  const there = Math.min(end, data.length);
  return {
    node: {
      ...plain("stream", id, at, there - at, ""),
      wrong,
      isCut: end > data.length,
      children: [...fieldNodes(streamHeader, data, at), ...content(data, id, from, there)],
    },
    next: Math.ceil(end / 4) * 4,
  };
}

function content(data: Bytes, id: string, from: number, to: number): MtfNode[] {
  if (to <= from) return [];
  switch (id) {
    case "RAID":
      return fieldNodes(mediaFamily, data, from);
    case "MQCI":
      return records(data, from, to);
    case "MQDA":
      return pages(data, from + dataPrefixBytes, to);
    case "CSUM":
      return to - from < 4
        ? []
        : [plain("field", "backup checksum", from, 4, hexNumber(data.u32(from), 8))];
    case "MQTL":
      return [plain("data", "log", from, to - from, "")];
    case "TSMP":
      return [plain("data", "set map", from, to - from, "")];
    default:
      return [plain("data", "padding", from, to - from, "")];
  }
}

function records(data: Bytes, from: number, to: number): MtfNode[] {
  const nodes: MtfNode[] = [];
  let at = from;
  while (at + recordHeadBytes <= to) {
    const tag = data.ascii(at, 4);
    const length = data.u32(at + 4);
    if (!Object.hasOwn(recordBodies, tag) || length < recordHeadBytes) break;
    const end = Math.min(at + length, to);
    nodes.push({
      ...plain("record", tag, at, end - at, ""),
      isCut: at + length > to,
      children: fieldNodes({ ...recordHead, ...recordLayout(data, at, end - at) }, data, at),
    });
    at += length;
  }
  if (at < to) nodes.push(plain("data", "data", at, to - at, ""));
  return nodes;
}

function pages(data: Bytes, from: number, to: number): MtfNode[] {
  const nodes: MtfNode[] = [];
  for (let at = from; at < to; at += pageBytes) {
    const bytes = Math.min(pageBytes, to - at);
    const isPage = bytes >= pageHeadBytes && looksLikePage(data, at);
    const other = plain("data", "data", at, bytes, "page that is not allocated");
    nodes.push(isPage ? decodePage(data, at).node : { ...other, isCut: bytes < pageBytes });
  }
  return nodes;
}

function decodePage(data: Bytes, at: number): Decoded {
  const next = at + pageBytes;
  const end = Math.min(next, data.length);
  const type = pageTypes.get(data.u8(at + 1)) ?? "";
  const id = `${data.u16(at + 36)}:${data.u32(at + 32)}`;
  return {
    node: {
      ...plain("page", `page ${id}`, at, end - at, type),
      isCut: next > data.length,
      children: fieldNodes(pageHead, data, at),
    },
    next,
  };
}
