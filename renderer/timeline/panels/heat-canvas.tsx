import { useId, useRef, useState } from "react";
import { useFormat, useWords } from "../../app-context.ts";
import type { Palette } from "../../monitor/strip-painter.ts";
import type { SpanName } from "../../trace/stage-readers.ts";
import { useSize } from "../../ui/use-size.ts";
import { Canvas } from "../canvas.tsx";
import { boundsOf, countAt, type HeatMap, sliceFrom, sliceNsFor } from "./heat.ts";
import { cellText, type HeatCell } from "./heat-words.ts";
import { roundText } from "./texts.ts";

const gutterPx = 72;
const axisPx = 20;
/** Half a label stands above the first row. */
const topPx = 8;
const rowPx = { least: 9, most: 30 } as const;
/** A row's bounds are written where they have this much room. */
const labelPx = 12;
const tipPx = 300;
const tipHeightPx = 52;
const columnLabelPx = 90;

interface HeatCanvasProps {
  readonly map: HeatMap;
  readonly stage: SpanName;
  readonly width: number;
  readonly isChosen: (cell: HeatCell) => boolean;
  readonly onChoose: (cell: HeatCell) => void;
}

interface Grid {
  readonly columnWidth: number;
  readonly rowHeight: number;
  readonly width: number;
  readonly height: number;
}

/** The counts as shades; the cell at the cursor is told in words. */
export function HeatCanvas(props: HeatCanvasProps): React.JSX.Element {
  const { map, stage, isChosen, onChoose } = props;
  const { panels: w } = useWords();
  const format = useFormat();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const { height } = useSize(box);
  const [cursor, setCursor] = useState<HeatCell | null>(null);
  const grid = gridOf(map, props.width, height);
  const at = cursor === null ? null : inside(map, cursor);
  const text = at === null ? "" : cellText(map, at, w, format);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = steps(map)[event.key];
    if (by !== undefined) {
      const from = at ?? fullestOf(map);
      setCursor(
        at === null ? from : inside(map, { slice: at.slice + by[0], bucket: at.bucket + by[1] }),
      );
    } else if (event.key === "Enter") onChoose(at ?? fullestOf(map));
    else return;
    event.preventDefault();
  };
  return (
    <div className="heat-box" ref={box}>
      <div
        role="application"
        aria-label={w.heatLabel(w.stages[stage], format.count(map.slices), format.count(map.count))}
        aria-describedby={`${id}-cell`}
        className="heat-map"
        style={{ height: topPx + grid.height + axisPx, width: gutterPx + grid.width }}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setCursor((before) => before ?? fullestOf(map))}
        onBlur={() => setCursor(null)}
        onMouseLeave={({ currentTarget }) => {
          // The keyboard's place stays where the pointer happened to pass.
          if (currentTarget !== document.activeElement) setCursor(null);
        }}
      >
        <RowLabels map={map} grid={grid} />
        <div className="heat-canvas" style={{ left: gutterPx, top: topPx }}>
          <Canvas
            wide={grid.width}
            high={grid.height}
            aria-hidden
            onMouseMove={({ nativeEvent: { offsetX, offsetY } }) =>
              setCursor(cellAt(map, grid, offsetX, offsetY))
            }
            onClick={({ nativeEvent: { offsetX, offsetY } }) =>
              onChoose(cellAt(map, grid, offsetX, offsetY))
            }
            paint={(context, palette) =>
              paint(context, palette, { map, grid, cursor: at, isChosen })
            }
          />
        </div>
        <ColumnLabels map={map} grid={grid} />
        {at !== null && (
          <div className="tooltip heat-tip" style={tipPlace(map, grid, at)} aria-hidden>
            {text}
          </div>
        )}
      </div>
      <p id={`${id}-cell`} className="visually-hidden" role="status">
        {text}
      </p>
    </div>
  );
}

function gridOf(map: HeatMap, width: number, height: number): Grid {
  const wide = Math.max(0, width - gutterPx - 1);
  const rowHeight = Math.max(
    rowPx.least,
    Math.min(rowPx.most, Math.floor((height - axisPx - topPx) / map.buckets)),
  );
  return {
    columnWidth: wide / map.slices,
    rowHeight,
    width: wide,
    height: rowHeight * map.buckets,
  };
}

/** Rows count upwards: the longest latencies are on top. */
function rowY(map: HeatMap, grid: Grid, bucket: number): number {
  return (map.firstBucket + map.buckets - 1 - bucket) * grid.rowHeight;
}

function inside(map: HeatMap, { slice, bucket }: HeatCell): HeatCell {
  return {
    slice: Math.max(0, Math.min(map.slices - 1, slice)),
    bucket: Math.max(map.firstBucket, Math.min(map.firstBucket + map.buckets - 1, bucket)),
  };
}

function cellAt(map: HeatMap, grid: Grid, x: number, y: number): HeatCell {
  return inside(map, {
    slice: Math.floor(x / grid.columnWidth),
    bucket: map.firstBucket + map.buckets - 1 - Math.floor(y / grid.rowHeight),
  });
}

/** Where the cursor begins: in the fullest cell of the highest latency, which is what one looks for. */
function fullestOf(map: HeatMap): HeatCell {
  const bucket = map.firstBucket + map.buckets - 1;
  let slice = 0;
  for (let each = 0; each < map.slices; each++)
    if (countAt(map, each, bucket) > countAt(map, slice, bucket)) slice = each;
  return { slice, bucket };
}

function steps(map: HeatMap): Readonly<Record<string, readonly [slices: number, buckets: number]>> {
  return {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
    PageUp: [-10, 0],
    PageDown: [10, 0],
    Home: [-map.slices, 0],
    End: [map.slices, 0],
  };
}

/** Above its cell; below it where there is no room. */
function tipPlace(map: HeatMap, grid: Grid, { slice, bucket }: HeatCell): React.CSSProperties {
  const x = gutterPx + (slice + 0.5) * grid.columnWidth;
  const left = Math.max(tipPx / 2, Math.min(gutterPx + grid.width - tipPx / 2, x));
  const top = topPx + rowY(map, grid, bucket);
  return top < tipHeightPx
    ? { left, top: top + grid.rowHeight + 4, transform: "translateX(-50%)" }
    : { left, top: top - 4, transform: "translate(-50%, -100%)" };
}

interface Painted {
  readonly map: HeatMap;
  readonly grid: Grid;
  readonly cursor: HeatCell | null;
  readonly isChosen: (cell: HeatCell) => boolean;
}

function paint(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { map, grid, cursor, isChosen }: Painted,
): void {
  const { columnWidth, rowHeight } = grid;
  context.clearRect(0, 0, grid.width, grid.height);
  context.fillStyle = palette.line1;
  for (let row = 0; row <= map.buckets; row++)
    context.fillRect(0, Math.min(grid.height - 1, row * rowHeight), grid.width, 1);
  context.fillStyle = palette.ink;
  const outline = ({ slice, bucket }: HeatCell, lineWidth: number): void => {
    context.globalAlpha = 1;
    context.lineWidth = lineWidth;
    context.strokeStyle = palette.ink;
    context.strokeRect(slice * columnWidth, rowY(map, grid, bucket), columnWidth, rowHeight);
  };
  for (let slice = 0; slice < map.slices; slice++)
    for (let at = 0; at < map.buckets; at++) {
      const bucket = map.firstBucket + at;
      const count = countAt(map, slice, bucket);
      if (count === 0) continue;
      // One command must be seen beside thousands: the shade grows with the logarithm.
      context.globalAlpha = 0.22 + (0.78 * Math.log(count)) / Math.max(1, Math.log(map.most));
      const x = slice * columnWidth;
      context.fillRect(x, rowY(map, grid, bucket), Math.max(1, columnWidth - 1), rowHeight - 1);
      if (isChosen({ slice, bucket })) outline({ slice, bucket }, 3);
    }
  if (cursor !== null) outline(cursor, 1.5);
}

function RowLabels({
  map,
  grid,
}: {
  readonly map: HeatMap;
  readonly grid: Grid;
}): React.JSX.Element {
  const format = useFormat();
  const every = Math.ceil(labelPx / grid.rowHeight);
  const labels = Array.from({ length: map.buckets + 1 }, (_, at) => map.firstBucket + at).filter(
    (bucket, at) => bucket > 0 && at % every === 0,
  );
  return (
    <>
      {labels.map((bucket) => (
        <span
          key={bucket}
          className="caption heat-row"
          style={{ top: topPx + rowY(map, grid, bucket) + grid.rowHeight, width: gutterPx - 8 }}
          aria-hidden
        >
          {roundText(format, boundsOf(bucket).fromNs)}
        </span>
      ))}
    </>
  );
}

function ColumnLabels({
  map,
  grid,
}: {
  readonly map: HeatMap;
  readonly grid: Grid;
}): React.JSX.Element {
  const format = useFormat();
  // Moments that are 1, 2 or 5 times a power of ten apart, too.
  const stepNs = sliceNsFor(
    map.slices * map.sliceNs,
    Math.max(1, Math.floor(grid.width / columnLabelPx)),
  );
  const slices = Array.from({ length: map.slices }, (_, slice) => slice).filter(
    (slice) =>
      sliceFrom(map, slice) % stepNs === 0 &&
      slice * grid.columnWidth < grid.width - columnLabelPx / 2,
  );
  return (
    <>
      {slices.map((slice) => (
        <span
          key={slice}
          className="caption heat-column"
          style={{ left: gutterPx + slice * grid.columnWidth, top: topPx + grid.height + 2 }}
          aria-hidden
        >
          {roundText(format, sliceFrom(map, slice))}
        </span>
      ))}
    </>
  );
}
