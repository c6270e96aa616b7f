/**
 * Where the tiles of shared memory lie: one strip with its segments in brackets while it fits, else a map of
 * small cells that is drawn on a canvas. Pure.
 */

interface Segment {
  readonly bytes: number;
  readonly buffers: number;
}

export interface StripLayout {
  readonly kind: "tiles" | "cells";
  readonly count: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** From one cell to the next. */
  readonly pitchX: number;
  readonly pitchY: number;
  readonly columns: number;
  readonly rows: number;
  readonly height: number;
  /** Left edge of each segment's first tile, in `tiles`. */
  readonly segments: readonly {
    readonly left: number;
    readonly width: number;
    readonly first: number;
    readonly buffers: number;
    readonly bytes: number;
  }[];
}

const tileMax = 32;
const tileMin = 24;
const tileHeight = 36;
const tileGap = 2;
const segmentGap = { most: 18, least: 6 };
const cellMax = 27;
const cellMin = { strip: 3, map: 2 };
const mapHeightMax = 80;

/** Lays out all buffers of the set in `width` pixels. */
export function layOutStrip(segments: readonly Segment[], width: number): StripLayout {
  const count = segments.reduce((sum, segment) => sum + segment.buffers, 0);
  return (
    tiles(segments, count, width) ??
    cells(count, { width, heightMax: mapHeightMax, sizeMin: cellMin.strip })
  );
}

/** Lays out all buffers as a map of cells in `width` x `height` pixels, with the segments' borders in it. */
export function layOutMap(
  segments: readonly Segment[],
  width: number,
  height: number,
): StripLayout {
  const count = segments.reduce((sum, segment) => sum + segment.buffers, 0);
  let first = 0;
  const placed = segments.map(({ bytes, buffers }) => {
    first += buffers;
    return { left: 0, width: 0, first: first - buffers, buffers, bytes };
  });
  return { ...cells(count, { width, heightMax: height, sizeMin: cellMin.map }), segments: placed };
}

/** Top left corner of a buffer's cell. */
export function cellAt(layout: StripLayout, buffer: number): { x: number; y: number } {
  if (layout.kind === "cells") {
    return {
      x: (buffer % layout.columns) * layout.pitchX,
      y: Math.floor(buffer / layout.columns) * layout.pitchY,
    };
  }
  const segment = layout.segments.findLast((each) => each.first <= buffer);
  return { x: (segment?.left ?? 0) + (buffer - (segment?.first ?? 0)) * layout.pitchX, y: 0 };
}

/** The buffer under a point, null between cells. */
export function bufferAt(layout: StripLayout, x: number, y: number): number | null {
  const column = Math.floor(x / layout.pitchX);
  const row = Math.floor(y / layout.pitchY);
  if (column < 0 || column >= layout.columns || row < 0) return null;
  const buffer = row * layout.columns + column;
  return buffer < layout.count ? buffer : null;
}

function tiles(segments: readonly Segment[], count: number, width: number): StripLayout | null {
  if (count === 0) return null;
  const gaps = Math.max(0, segments.length - 1);
  // The last tile of a segment has no gap of its own.
  const room = width - gaps * segmentGap.least + segments.length * tileGap;
  const cellWidth = Math.min(tileMax, Math.floor(room / count) - tileGap);
  if (cellWidth < tileMin) return null;
  const used = count * (cellWidth + tileGap) - segments.length * tileGap;
  const gap = Math.min(segmentGap.most, Math.floor((width - used) / Math.max(1, gaps)));
  const pitchX = cellWidth + tileGap;
  let left = 0;
  let first = 0;
  const placed = segments.map(({ bytes, buffers }) => {
    const segment = { left, width: buffers * pitchX - tileGap, first, buffers, bytes };
    left += segment.width + gap;
    first += buffers;
    return segment;
  });
  return {
    kind: "tiles",
    count,
    cellWidth,
    cellHeight: tileHeight,
    pitchX,
    pitchY: tileHeight,
    columns: count,
    rows: 1,
    height: tileHeight,
    segments: placed,
  };
}

/** The largest square cells that stay below the map's height. */
function cells(
  count: number,
  room: { readonly width: number; readonly heightMax: number; readonly sizeMin: number },
): StripLayout {
  const { width, heightMax, sizeMin } = room;
  for (let size = cellMax; ; size--) {
    const gap = size >= 8 ? 2 : 1;
    const pitch = size + gap;
    const columns = Math.max(1, Math.floor((width + gap) / pitch));
    const rows = Math.ceil(count / columns);
    if (rows * pitch > heightMax && size > sizeMin) continue;
    return {
      kind: "cells",
      count,
      cellWidth: size,
      cellHeight: size,
      pitchX: pitch,
      pitchY: pitch,
      columns,
      rows,
      height: Math.max(0, rows * pitch - gap),
      segments: [],
    };
  }
}
