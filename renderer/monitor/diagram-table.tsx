import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { bufferText, dash, handleText } from "../format.ts";
import { baseName } from "../shell/run-figures.ts";
import { HeldTable } from "../step/held-table.tsx";
import { isHolding, useShownControl } from "../step/use-control.ts";
import type { Picture } from "../trace/picture.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import { ownerName } from "./buffer-strip.tsx";
import { cellsOf, lastSecondary, ownerOf } from "./cells.ts";
import { deviceShare, deviceStatus } from "./device-status.ts";
import { ownersOf } from "./diagram-layout.ts";
import "./monitor-tables.css";
import { chooseBuffer, useSelection, useSelectionStore } from "./selection.ts";

interface DiagramTableProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly feed: TraceFeed;
}

const rowHeight = 24;

/** The diagram as tables: what each device holds where, each buffer with its addresses, and what stands still. */
export function DiagramTable(props: DiagramTableProps): React.JSX.Element {
  const { monitor } = useWords();
  const control = useShownControl();
  return (
    <section
      className="diagram-tables"
      aria-label={monitor.diagram.title}
      data-region
      tabIndex={-1}
    >
      <DevicesTable {...props} />
      <BuffersTable {...props} />
      {control !== null && <HeldTable control={control} />}
    </section>
  );
}

function DevicesTable({ run, picture }: DiagramTableProps): React.JSX.Element {
  const isHeld = isHolding(useShownControl());
  const words = useWords();
  const format = useFormat();
  const { diagram, tables } = words.monitor;
  const cells = useMemo(() => cellsOf(picture, run.devices.length), [picture, run.devices.length]);
  const owners = ownersOf(run);
  return (
    <div className="table-scroll" role="group" aria-label={tables.devices} tabIndex={0}>
      <table className="monitor-table" aria-label={tables.devices}>
        <thead>
          <tr>
            <th scope="col">{words.common.device}</th>
            <th scope="col" className="number">
              {words.parts.server}
            </th>
            <th scope="col" className="number">
              {words.parts.primary}
            </th>
            <th scope="col">{tables.secondary}</th>
            <th scope="col" className="number">
              {diagram.holders.waiting}
            </th>
            <th scope="col" className="number">
              {diagram.holders.held}
            </th>
            <th scope="col">{tables.file}</th>
            <th scope="col" className="number">
              {tables.done}
            </th>
            <th scope="col">{tables.rate}</th>
          </tr>
        </thead>
        <tbody>
          {run.devices.map((device) => {
            const cell = cells[device.index];
            const share = deviceShare(device);
            const owner = owners[device.index] ?? -1;
            return (
              <tr key={device.index}>
                <th scope="row">{device.index + 1}</th>
                <td className="number">{format.count(cell?.server.length ?? 0)}</td>
                <td className="number">{format.count(cell?.primary.length ?? 0)}</td>
                <td>{owner < 0 ? dash : words.parts.secondaryN(owner + 1)}</td>
                <td className="number">{format.count(cell?.waiting.length ?? 0)}</td>
                <td className="number">{format.count(cell?.held.length ?? 0)}</td>
                <td className="mono">{baseName(device.file)}</td>
                <td className="number">{share === null ? dash : `${format.percentOne(share)}%`}</td>
                <td>{deviceStatus(device, { run, cells, words, format, isHeld }).text}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function BuffersTable({ run, picture, feed }: DiagramTableProps): React.JSX.Element {
  const words = useWords();
  const { tables } = words.monitor;
  const store = useSelectionStore();
  const selected = useSelection((state) => state.buffer);
  const count = run.set?.bufferCount ?? 0;
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || count === 0) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, (selected ?? -step) + step));
    chooseBuffer(store, next);
    rows.scrollToIndex(next);
  };
  const heads = [
    tables.buffer,
    tables.owner,
    words.common.device,
    words.monitor.list.sequence,
    words.monitor.list.handle,
    tables.serverAddress,
    tables.primaryAddress,
    tables.secondaryAddress,
  ];
  return (
    <div className="buffer-grid" role="grid" aria-label={tables.buffers} aria-rowcount={count + 1}>
      <div role="rowgroup">
        <div className="buffer-row head" role="row" aria-rowindex={1}>
          {heads.map((head) => (
            <span key={head} role="columnheader">
              {head}
            </span>
          ))}
        </div>
      </div>
      <div
        className="buffer-scroll"
        role="rowgroup"
        aria-label={tables.buffers}
        ref={scroll}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map((item) => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === selected}
              className={`buffer-row${item.index === selected ? " selected" : ""}`}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => chooseBuffer(store, item.index)}
            >
              {bufferCells(item.index, picture, feed, words).map((text, index) => (
                <span key={index} role="gridcell">
                  {text}
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function bufferCells(
  buffer: number,
  picture: Picture,
  feed: TraceFeed,
  words: ReturnType<typeof useWords>,
): string[] {
  const isSeen = buffer < picture.seen;
  const { server, primary, secondary } = feed.state.buffers.addressesOf(
    buffer,
    lastSecondary(picture, buffer) ?? 0,
  );
  const handle = picture.handle[buffer] ?? 0;
  const sequence = picture.sequence[buffer] ?? 0;
  const address = (value: number): string =>
    value === 0 ? words.parts.notMapped : `0x${value.toString(16)}`;
  return [
    bufferText(buffer),
    ownerName(ownerOf(picture, buffer), words),
    isSeen && sequence > 0 ? String((picture.device[buffer] ?? 0) + 1) : dash,
    isSeen && sequence > 0 ? String(sequence) : dash,
    handle === 0 ? dash : handleText(handle, true),
    address(server),
    address(primary),
    address(secondary),
  ];
}
