import { useMemo } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { bufferText, handleText } from "../format.ts";
import { holder } from "../trace/buffer-map.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import { AddressChip } from "../ui/chips.tsx";
import { BufferStrip, ownerName } from "./buffer-strip.tsx";
import { lastSecondary, ownerOf } from "./cells.ts";
import { centreOf, type DiagramLayout } from "./diagram-layout.ts";
import { place, type DiagramPart } from "./diagram-parts.ts";
import { OwnerLegend } from "./owner-legend.tsx";
import { dropOffset } from "./rail-lines.tsx";
import { cellAt, layOutStrip, type StripLayout } from "./strip-layout.ts";

interface BufferSectionProps extends DiagramPart {
  readonly feed: TraceFeed;
}

/** Heights of the section, from its top: chips, strip. */
const heights = {
  wide: { chip: 18, strip: 76 },
  compact: { chip: 12, strip: 58 },
} as const;
const chipHeight = 24;
const chipWidth = 146;

/**
 * Under the rows: the selected buffer's address in each process, joined to its tile in the one strip of shared
 * memory; at the right its name and who holds how many.
 */
export function BufferSection({ feed, ...part }: BufferSectionProps): React.JSX.Element {
  const { run, layout, picture, selected } = part;
  const { columns, isCompact } = layout;
  const stripWidth = columns.secondaries.left + columns.secondaries.width;
  const segments = run.set?.segments;
  const strip = useMemo(() => layOutStrip(segments ?? [], stripWidth), [segments, stripWidth]);
  const at = isCompact ? heights.compact : heights.wide;
  const words = useWords();
  const isKnown = selected !== null && selected < strip.count;
  return (
    <div
      className="buffer-section"
      style={{ minHeight: at.strip + strip.height + (strip.count > 0 ? 34 : 0) }}
    >
      <RailCaptions layout={layout} tokenEvery={picture.tokenEvery} />
      {isKnown && <AddressRow part={part} feed={feed} strip={strip} buffer={selected} top={at} />}
      {strip.count === 0 ? (
        <p className="caption" style={{ position: "absolute", top: at.chip }}>
          {words.monitor.diagram.noBuffers}
        </p>
      ) : (
        <div className="strip" style={{ top: at.strip, width: stripWidth }}>
          <BufferStrip layout={strip} picture={picture} selected={selected} />
          <Segments strip={strip} part={part} />
        </div>
      )}
      <div
        className="selected-buffer"
        style={{ ...place(columns.media), top: isCompact ? 14 : 13 }}
      >
        {isKnown && <BufferName buffer={selected} part={part} />}
        {strip.count > 0 && <OwnerLegend {...part} bufferCount={strip.count} />}
      </div>
    </div>
  );
}

/** What travels back, and how many of the tokens are drawn. */
function RailCaptions({
  layout,
  tokenEvery,
}: {
  readonly layout: DiagramLayout;
  readonly tokenEvery: number;
}): React.JSX.Element {
  const { monitor } = useWords();
  const format = useFormat();
  const { columns, isCompact } = layout;
  return (
    <>
      {!isCompact && (
        <code className="rail-foot" style={place(columns.commandRail)}>
          CompleteCommand
        </code>
      )}
      <div className="rail-foot" style={place(columns.handleRail)}>
        {!isCompact && <span>{monitor.diagram.statusBack}</span>}
        {tokenEvery > 1 && <span>{monitor.diagram.shown(format.count(tokenEvery))}</span>}
      </div>
    </>
  );
}

interface AddressRowProps {
  readonly part: DiagramPart;
  readonly feed: TraceFeed;
  readonly strip: StripLayout;
  readonly buffer: number;
  readonly top: { readonly chip: number; readonly strip: number };
}

/** Three chips and the curves that join them to the one tile. */
function AddressRow({ part, feed, strip, buffer, top }: AddressRowProps): React.JSX.Element {
  const { layout, picture } = part;
  const words = useWords();
  const { columns } = layout;
  const secondary = lastSecondary(picture, buffer);
  const addresses = feed.state.buffers.addressesOf(buffer, secondary ?? 0);
  const right = columns.secondaries.left + columns.secondaries.width;
  const chips = [
    {
      owner: { kind: "server" } as const,
      address: addresses.server,
      x: centreOf(columns.server),
      isFromAbove: true,
    },
    {
      owner: { kind: "primary" } as const,
      address: addresses.primary,
      x: centreOf(columns.primary),
      isFromAbove: true,
    },
    {
      owner: { kind: "secondary", index: secondary ?? 0 } as const,
      address: addresses.secondary,
      x: right - chipWidth / 2 - (layout.isCompact ? 18 : 38),
      isFromAbove: false,
    },
  ];
  const cell = cellAt(strip, buffer);
  const target = { x: cell.x + strip.cellWidth / 2, y: top.strip - 2 };
  const middle = top.chip + chipHeight / 2;
  return (
    <>
      <svg className="joins" width={layout.width} height={target.y + 4 + cell.y} aria-hidden>
        {chips.map(({ x, isFromAbove }) => (
          <g key={x}>
            {isFromAbove && <path className="join" d={`M${x + 0.5} 0V${top.chip}`} />}
            <path className="join" d={curve(x, top.chip + chipHeight, target.x, target.y)} />
          </g>
        ))}
        {cell.y > 0 && (
          <path className="join" d={`M${target.x} ${target.y}V${top.strip + cell.y}`} />
        )}
        {secondary !== null && (
          <path
            className="join"
            d={`M${right + dropOffset + 0.5} 0V${middle - 4}q0 4 -4 4H${right - 60}`}
          />
        )}
      </svg>
      {chips.map(({ owner, address, x }) => (
        <span key={owner.kind} className="chip-place" style={{ left: x, top: top.chip }}>
          <AddressChip
            owner={owner}
            address={address === 0 ? null : BigInt(address)}
            label={ownerName(owner, words)}
          />
        </span>
      ))}
    </>
  );
}

function curve(x: number, y: number, toX: number, toY: number): string {
  const bend = (toY - y) * 0.62;
  return `M${x + 0.5} ${y}C${x + 0.5} ${y + bend} ${toX} ${toY - bend} ${toX} ${toY}`;
}

/** Brackets under the tiles, or one line of words under the map. */
function Segments({
  strip,
  part,
}: {
  readonly strip: StripLayout;
  readonly part: DiagramPart;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.diagram;
  const segments = part.run.set?.segments ?? [];
  const sampled =
    part.picture.sampleEvery > 1 ? `, ${w.sampled(format.count(part.picture.sampleEvery))}` : "";
  if (strip.kind === "cells") {
    const size = format.text(format.sizeRound(segments[0]?.bytes ?? 0));
    const count = format.count(strip.count);
    const text =
      segments.length === 1
        ? w.segmentOne(count, size)
        : w.segmentsOf(count, format.count(segments.length), size);
    return (
      <p className="caption segments-text">
        {text}
        {sampled}
      </p>
    );
  }
  return (
    <div className="segments">
      {strip.segments.map((segment, index) => {
        const size = format.text(format.sizeRound(segment.bytes));
        return (
          <span
            key={segment.first}
            className="segment"
            style={{ left: segment.left, width: segment.width }}
            title={w.segment(index, size)}
          >
            {segmentText(segment.width, w, index, size)}
          </span>
        );
      })}
      {sampled !== "" && <span className="caption segments-sampled">{sampled.slice(2)}</span>}
    </div>
  );
}

function segmentText(
  width: number,
  w: {
    segment: (n: number, size: string) => string;
    segmentShort: (n: number) => string;
  },
  index: number,
  size: string,
): string {
  if (width >= 120) return w.segment(index, size);
  return width >= 80 ? w.segmentShort(index) : String(index);
}

/** Name, handle and owner of the selected buffer, also as a sentence for screen readers. */
function BufferName({
  buffer,
  part,
}: {
  readonly buffer: number;
  readonly part: DiagramPart;
}): React.JSX.Element {
  const { layout, picture } = part;
  const words = useWords();
  const w = words.monitor.diagram;
  const handle = picture.handle[buffer] ?? 0;
  const held = picture.holder[buffer] ?? holder.free;
  const isOut = held === holder.primary || held === holder.waiting || held === holder.held;
  const index = bufferText(buffer);
  const label =
    handle === 0 || layout.isCompact
      ? w.buffer(index)
      : isOut
        ? w.bufferHandle(index)
        : w.lastHandle(index);
  return (
    <>
      <h3 className="buffer-name">
        {label} {handle !== 0 && <code>{handleText(handle, true)}</code>}
      </h3>
      <p className="quiet">{layout.isCompact ? w.sameBytesShort : w.sameBytes}</p>
      <p className="visually-hidden">
        {w.sentence(index, ownerName(ownerOf(picture, buffer), words))}
      </p>
    </>
  );
}
