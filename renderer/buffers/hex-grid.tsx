import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef } from "react";
import type { MtfNode } from "../../electron/contract/mtf/node.ts";
import { useWords } from "../app-context.ts";
import { activeRowId } from "../ui/active-row.ts";
import { byteText, letterOf, offsetText, rowBytes, rowCount, stepByte } from "./hex-model.ts";

const rowHeight = 20;

interface HexGridProps {
  readonly bytes: Uint8Array;
  /** Offset of the copy in the data zone. */
  readonly base: number;
  /** The chosen field, in bytes of the copy. */
  readonly lit: { readonly at: number; readonly bytes: number } | null;
  /** What is recognised is set off from what is not. */
  readonly structures: readonly MtfNode[];
  readonly cursor: number;
  readonly onByte: (at: number) => void;
}

/** Offset, sixteen bytes and their letters a row; arrows go from byte to byte. */
export function HexGrid(props: HexGridProps): React.JSX.Element {
  const { bytes, base, lit, structures, cursor, onByte } = props;
  const { buffers } = useWords();
  const scroll = useRef<HTMLDivElement>(null);
  const count = rowCount(bytes.length);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const cursorRow = Math.floor(cursor / rowBytes);
  useEffect(() => {
    virtual.scrollToIndex(cursorRow);
  }, [cursorRow, virtual]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const next = stepByte(event.key, cursor, bytes.length);
    if (next === null) return;
    event.preventDefault();
    onByte(next);
  };
  return (
    <div
      className="hex-grid"
      role="grid"
      aria-label={buffers.hex}
      aria-rowcount={count}
      aria-activedescendant={activeRowId(virtual, cursorRow, () => `hex-${cursor}`)}
      tabIndex={0}
      ref={scroll}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const from = item.index * rowBytes;
          const inRow = (at: number): number => Math.min(rowBytes, Math.max(0, at - from));
          return (
            <HexRow
              key={item.index}
              bytes={bytes}
              from={from}
              top={item.start}
              offset={offsetText(base + from)}
              litFrom={lit === null ? 0 : inRow(lit.at)}
              litTo={lit === null ? 0 : inRow(lit.at + lit.bytes)}
              known={knownIn(structures, from)}
              cursor={item.index === cursorRow ? cursor % rowBytes : -1}
              onByte={onByte}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Bits of a row's bytes that belong to a structure. */
function knownIn(structures: readonly MtfNode[], from: number): number {
  let mask = 0;
  for (const node of structures) {
    if (node.kind === "data") continue;
    const start = Math.max(0, node.at - from);
    const end = Math.min(rowBytes, node.at + headBytes(node) - from);
    for (let at = start; at < end; at++) mask |= 1 << at;
    for (const child of node.children) {
      if (child.children.length > 0) mask |= knownIn([child], from);
    }
  }
  return mask;
}

/** Bytes of a structure's own fields: what its contents begin behind. */
function headBytes(node: MtfNode): number {
  let end = node.at;
  for (const child of node.children) {
    if (child.kind === "field" || child.kind === "text")
      end = Math.max(end, child.at + child.bytes);
  }
  return end - node.at;
}

interface HexRowProps {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly top: number;
  readonly offset: string;
  /** Lit bytes of the row: from .. to - 1. */
  readonly litFrom: number;
  readonly litTo: number;
  readonly known: number;
  /** Byte of the row with the cursor, -1 for none. */
  readonly cursor: number;
  readonly onByte: (at: number) => void;
}

const HexRow = memo(function HexRow(props: HexRowProps): React.JSX.Element {
  const { bytes, from, top, offset, litFrom, litTo, known, cursor, onByte } = props;
  const row = [...bytes.subarray(from, from + rowBytes)];
  const lookOf = (index: number): string => {
    const looks = [
      index >= litFrom && index < litTo ? "lit" : "",
      row[index] === 0 ? "zero" : "",
      ((known >>> index) & 1) === 1 ? "known" : "",
      index === cursor ? "cursor" : "",
      index === 8 ? "second" : "",
    ];
    return looks.filter((look) => look !== "").join(" ");
  };
  return (
    <div
      role="row"
      aria-rowindex={from / rowBytes + 1}
      className="hex-row"
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="rowheader" className="hex-offset">
        {offset}
      </span>
      <span role="presentation" className="hex-bytes">
        {row.map((byte, index) => (
          <span
            key={index}
            id={`hex-${from + index}`}
            role="gridcell"
            aria-selected={index >= litFrom && index < litTo}
            className={lookOf(index)}
            onClick={() => onByte(from + index)}
          >
            {byteText(byte)}
          </span>
        ))}
      </span>
      <span role="presentation" aria-hidden className="hex-text">
        {row.map((byte, index) => (
          <span key={index} className={lookOf(index)} onClick={() => onByte(from + index)}>
            {letterOf(byte)}
          </span>
        ))}
      </span>
    </div>
  );
});
