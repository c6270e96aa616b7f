/** Where a buffer's zones lie in its stride, and the lens on its first blocks, in bytes from the data start. Pure. */

export interface Zones {
  /** Bytes from one data start to the next in the segment. */
  readonly stride: number;
  readonly prefixZone: number;
  /** The largest transfer. */
  readonly dataBytes: number;
  /** Room that belongs to neither zone. */
  readonly spareBytes: number;
}

export interface Lens {
  /** First and last byte that it shows; `from` is minus the prefix zone. */
  readonly from: number;
  readonly to: number;
  /** Multiples of the alignment from 0 on; the last one is not the end. */
  readonly ticks: readonly number[];
}

const ticksMax = 4;
const blocksShown = 3;

export function zonesOf(stride: number, prefixZone: number, dataBytes: number): Zones {
  return {
    stride,
    prefixZone,
    dataBytes,
    spareBytes: Math.max(0, stride - prefixZone - dataBytes),
  };
}

/** The prefix zone and the first blocks. @param alignment in bytes, 0 where none was asked for */
export function lensOf({ prefixZone, dataBytes }: Zones, alignment: number): Lens {
  const step = alignment > 0 ? alignment : 512;
  // So far that the prefix zone takes a quarter of it, but at least three blocks.
  const wanted = Math.max(blocksShown * step, blocksShown * prefixZone);
  const to = Math.min(dataBytes, Math.ceil(wanted / step) * step);
  const every = Math.max(1, Math.ceil(to / step / ticksMax)) * step;
  const ticks: number[] = [];
  for (let at = 0; at < to; at += every) ticks.push(at);
  return { from: -prefixZone, to, ticks };
}

/** Place of a byte in the lens as a share of its width. */
export function shareIn(lens: Lens, at: number): number {
  const span = lens.to - lens.from;
  return span === 0 ? 0 : (at - lens.from) / span;
}

/** Segments with the index of their first buffer. */
export function withFirst<S extends { readonly buffers: number }>(
  segments: readonly S[],
): (S & { readonly first: number })[] {
  let first = 0;
  const placed: (S & { readonly first: number })[] = [];
  for (const segment of segments) {
    placed.push({ ...segment, first });
    first += segment.buffers;
  }
  return placed;
}

export interface BufferPlace {
  readonly segment: number;
  /** Of the buffer in its segment. */
  readonly ordinal: number;
  /** Of its data start from the segment's beginning, in bytes. */
  readonly offset: number;
}

/** Segment and place of a buffer; null beyond the last one. */
export function placeOf(
  segments: readonly { readonly buffers: number }[],
  { stride, dataOffset }: { readonly stride: number; readonly dataOffset: number },
  buffer: number,
): BufferPlace | null {
  let first = 0;
  for (const [segment, { buffers }] of segments.entries()) {
    if (buffer < first + buffers) {
      const ordinal = buffer - first;
      return { segment, ordinal, offset: dataOffset + ordinal * stride };
    }
    first += buffers;
  }
  return null;
}
