import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { ownerOfPlace, PlaceSign, RowTag } from "../monitor/command-row-view.tsx";
import { chooseCommand, useChosenRow } from "../monitor/chosen-row.ts";
import { useSelectionStore } from "../monitor/selection.ts";
import { commandName, rowAt, type CommandRow } from "../trace/command-row.ts";
import type { Picture } from "../trace/picture.ts";
import { Empty } from "../ui/empty.tsx";

const rowHeight = 24;

/** Commands newest first; choosing one selects its buffer everywhere. */
export function CommandsPane({ picture }: { readonly picture: Picture }): React.JSX.Element {
  const words = useWords();
  const w = words.buffers;
  const selection = useSelectionStore();
  const chosen = useChosenRow(picture);
  const scroll = useRef<HTMLDivElement>(null);
  const count = picture.rows.length;
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
    const at = chosen.indexIn(count, (index) => index);
    const next = Math.min(count - 1, Math.max(0, at < 0 ? 0 : at + step));
    chooseCommand(selection, rowAt(picture, next));
    rows.scrollToIndex(next);
  };
  return (
    <section className="commands-pane" aria-label={w.commands} data-region tabIndex={-1}>
      <div className="pane-head">
        <h2>{w.commands}</h2>
        <span className="caption ellipsis">{w.commandsText}</span>
      </div>
      {count === 0 ? (
        <Empty title={words.monitor.noCommands} text={words.monitor.noCommandsText} />
      ) : (
        <div
          className="commands-grid"
          role="grid"
          aria-label={w.commands}
          aria-rowcount={count}
          tabIndex={0}
          ref={scroll}
          onKeyDown={onKeyDown}
        >
          <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
            {rows.getVirtualItems().map((item) => {
              const row = rowAt(picture, item.index);
              return (
                <Row
                  key={item.index}
                  row={row}
                  top={item.start}
                  ordinal={item.index + 1}
                  isSelected={chosen.is(row)}
                  onChoose={() => chooseCommand(selection, row)}
                />
              );
            })}
          </div>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly row: CommandRow;
  readonly top: number;
  readonly ordinal: number;
  readonly isSelected: boolean;
  readonly onChoose: () => void;
}

function Row({ row, top, ordinal, isSelected, onChoose }: RowProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const owner = ownerOfPlace(row);
  return (
    <div
      role="row"
      aria-rowindex={ordinal}
      aria-selected={isSelected}
      className={`bytes-command${isSelected ? " selected" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onChoose}
    >
      <span role="gridcell" className="number">
        {format.count(row.sequence)}
      </span>
      <span role="gridcell">{row.device + 1}</span>
      <span role="gridcell" className="ellipsis">
        {commandName(row.commandCode)}
      </span>
      <span role="gridcell">
        <RowTag row={row} owner={owner} />
      </span>
      <span role="gridcell" title={words.monitor.list.places[row.place]}>
        <PlaceSign place={row.place} owner={owner} />
        <span className="visually-hidden">{words.monitor.list.places[row.place]}</span>
      </span>
    </div>
  );
}
