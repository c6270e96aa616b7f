import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useId, useRef } from "react";
import { activeRowId } from "../ui/active-row.ts";
import { useSize } from "../ui/use-size.ts";
import "./data-grid.css";
import { rowAfter } from "../ui/row-after.ts";

export interface Column<T> {
  readonly key: string;
  readonly head: ReactNode;
  /** A track of the grid: "88px", "minmax(80px, 1fr)". */
  readonly width: string;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isSpared?: boolean;
  readonly cell: (row: T) => ReactNode;
  /** What the cell says in full, where it may be cut. */
  readonly tip?: (row: T) => string;
}

interface DataGridProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly rowHeight: number;
  /** Key of the row that the arrows stand on; null before any was chosen. */
  readonly current: string | null;
  readonly onCurrent: (row: T) => void;
  /** Enter or a double click. */
  readonly onOpen?: (row: T) => void;
  /** Rows that are ticked; Space ticks. Left out: none can be. */
  readonly ticked?: ReadonlySet<string>;
  readonly onTick?: (row: T) => void;
}

/** Below this width of a grid, columns are left out. */
export const wholeWidthMin = 860;

/** A list with columns: only the rows in sight are in the document, the arrows move in all of them. */
export function DataGrid<T>(props: DataGridProps<T>): React.JSX.Element {
  const { label, rows, keyOf, rowHeight, current, ticked } = props;
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroll);
  const isNarrow = width < wholeWidthMin;
  const columns = props.columns.filter(({ isSpared }) => !isNarrow || isSpared !== true);
  const found = current === null ? -1 : rows.findIndex((row) => keyOf(row) === current);
  const at = Math.max(0, found);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: rowHeight,
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    // The head lies in the scroller too.
    const height = (scroll.current?.clientHeight ?? 0) - rowHeight;
    const to = rowAfter(event.key, { at, count: rows.length, height, rowHeight });
    const row = rows[to ?? at];
    if (row === undefined) return;
    if (to !== null) {
      props.onCurrent(row);
      list.scrollToIndex(to);
    } else if (event.key === "Enter" && props.onOpen !== undefined) props.onOpen(row);
    else if (event.key === " " && props.onTick !== undefined) {
      props.onCurrent(row);
      props.onTick(row);
    } else return;
    event.preventDefault();
  };
  const idOf = (index: number): string => `${id}-${index}`;
  const gridTemplateColumns = columns.map(({ width }) => width).join(" ");
  return (
    <div
      role="grid"
      className="data-grid"
      ref={scroll}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable={ticked === undefined ? undefined : true}
      aria-activedescendant={activeRowId(list, at, idOf)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="data-head">
        <div role="row" aria-rowindex={1} className="data-row" style={{ gridTemplateColumns }}>
          {columns.map((column) => (
            <span
              key={column.key}
              role="columnheader"
              className={column.isNumber === true ? "number" : ""}
            >
              {column.head}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="data-space" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = keyOf(row);
          const isTicked = ticked?.has(key) ?? item.index === found;
          return (
            <div
              key={key}
              id={idOf(item.index)}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={isTicked}
              className={`data-row${item.index === found ? " current" : ""}`}
              style={{
                gridTemplateColumns,
                height: rowHeight,
                transform: `translateY(${item.start}px)`,
              }}
              onClick={() => props.onCurrent(row)}
              onDoubleClick={() => props.onOpen?.(row)}
            >
              {columns.map((column) => (
                <span
                  key={column.key}
                  role="gridcell"
                  className={column.isNumber === true ? "number" : ""}
                  data-tip={column.tip?.(row)}
                >
                  {column.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
