import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { bufferText, dash, handleText } from "../format.ts";
import { ownerName } from "../monitor/buffer-strip.tsx";
import { ownerOf } from "../monitor/cells.ts";
import { chooseBuffer, useSelection, useSelectionStore } from "../monitor/selection.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import { leaseAgeNs } from "./colouring.ts";
import { placeOf } from "./geometry.ts";
import { ageText, type MapProps } from "./map-props.ts";

const rowHeight = 26;

/** The map as a table: one row a buffer, with all that the map says by place and colour. */
export function MapTable(map: MapProps): React.JSX.Element {
  const { run } = map;
  const words = useWords();
  const w = words.buffers;
  const store = useSelectionStore();
  const selected = useSelection((state) => state.buffer);
  const scroll = useRef<HTMLDivElement>(null);
  const count = run.set?.segments.reduce((sum, { buffers }) => sum + buffers, 0) ?? 0;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, (selected ?? -1) + step));
    chooseBuffer(store, next);
    rows.scrollToIndex(next);
  };
  const { buffer, segment, owner, device, sequence, handle, lease } = w.columns;
  return (
    <div
      className="map-table"
      role="grid"
      aria-label={w.mapTable}
      aria-rowcount={count + 1}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="map-row head">
          {[buffer, segment, owner, device, lease, sequence, handle].map((text) => (
            <span key={text} role="columnheader">
              {text}
            </span>
          ))}
        </div>
      </div>
      <div className="map-scroll" role="rowgroup" tabIndex={0} ref={scroll}>
        <div role="presentation" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map((item) => (
            <MapRow
              key={item.index}
              {...map}
              buffer={item.index}
              top={item.start}
              isSelected={item.index === selected}
              onChoose={() => chooseBuffer(store, item.index)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface MapRowProps extends MapProps {
  readonly buffer: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly onChoose: () => void;
}

function MapRow(props: MapRowProps): React.JSX.Element {
  const { run, picture, nowNs, buffer, top, isSelected, onChoose } = props;
  const words = useWords();
  const format = useFormat();
  const owner = ownerOf(picture, buffer);
  const place = placeOf(run.set?.segments ?? [], { stride: 0, dataOffset: 0 }, buffer);
  const handle = picture.handle[buffer] ?? 0;
  const sequence = picture.sequence[buffer] ?? 0;
  return (
    <div
      role="row"
      aria-rowindex={buffer + 2}
      aria-selected={isSelected}
      className={`map-row${isSelected ? " selected" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onChoose}
    >
      <code role="gridcell">{bufferText(buffer)}</code>
      <span role="gridcell">{place?.segment ?? dash}</span>
      <span role="gridcell" className="owner">
        <OwnerSign owner={owner} />
        {ownerName(owner, words)}
      </span>
      <span role="gridcell">
        {sequence === 0 ? dash : format.count((picture.device[buffer] ?? 0) + 1)}
      </span>
      <span role="gridcell">{ageText(leaseAgeNs(picture, buffer, nowNs), format)}</span>
      <span role="gridcell">{sequence === 0 ? dash : format.count(sequence)}</span>
      <code role="gridcell">{handle === 0 ? dash : handleText(handle, true)}</code>
    </div>
  );
}
