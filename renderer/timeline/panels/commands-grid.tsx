import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useRef, useState } from "react";
import { useFormat, useWords } from "../../app-context.ts";
import type { Field } from "../../filter/fields.ts";
import type { Filter } from "../../filter/parse.ts";
import { handleText } from "../../format.ts";
import { commandName, describeRow } from "../../trace/command-row.ts";
import { spanNames, type SpanName } from "../../trace/stage-readers.ts";
import { activeRowId } from "../../ui/active-row.ts";
import { Empty } from "../../ui/empty.tsx";
import { firstInOrder, type Order } from "./order.ts";
import { pick } from "./pick.ts";
import { useSliced } from "./sliced.ts";
import { type CommandRef, type CommandsSource, isSame, type Span } from "./source.ts";
import { spanText } from "./texts.ts";
import { rowAfter } from "../../ui/row-after.ts";

/** Rows that a table lists: more say nothing that the first ones do not. */
const rowsMax = 1_000;
const rowHeight = 24;
const idOf = (index: number): string => `listed-command-${index}`;

export interface ListProps {
  readonly model: CommandsSource;
  readonly version: number;
  /** Commands that begin in it are listed. */
  readonly span: Span;
  readonly filter: Filter | null;
  readonly chosen: CommandRef | null;
  readonly onChoose: (chosen: CommandRef) => void;
}

interface CommandsGridProps extends ListProps {
  readonly label: string;
  /** In which the table begins; a column's head changes it. */
  readonly order: Order;
}

/** The filter's name of each span. */
export const fieldOfSpan = {
  server: "queue",
  handle: "take",
  lease: "lease",
  map: "map",
  move: "move",
  done: "done",
  total: "latency",
} as const satisfies Record<SpanName, Field>;

const firstColumns = ["seq", "dev", "cmd", "handle", "at"] as const satisfies readonly Field[];
/** Sorted by these, the first is the longest; by others the least. */
const spanFields: readonly Field[] = Object.values(fieldOfSpan);

/** Commands of a span as a table, the first of an order that its heads choose. */
export function CommandsGrid(props: CommandsGridProps): React.JSX.Element {
  const { model, version, span, filter, label } = props;
  const { panels: w } = useWords();
  const format = useFormat();
  const [order, setOrder] = useState(props.order);
  const { fromNs, toNs } = span;
  const begin = useCallback(
    function* () {
      const picked = yield* pick(model, { fromNs, toNs }, filter);
      return yield* firstInOrder(model, picked, order, rowsMax);
    },
    [model, fromNs, toNs, filter, order],
  );
  const { result, isBusy } = useSliced(begin, version);
  const rows = result?.rows ?? [];
  const sortBy = (by: Field): void =>
    setOrder((before) => ({
      by,
      isDescending: before.by === by ? !before.isDescending : spanFields.includes(by),
    }));
  const caption =
    result === null
      ? w.counting
      : w.slowestOf(format.count(rows.length), format.count(result.count));
  return (
    <div className="commands-list" aria-busy={isBusy}>
      <h2 className="visually-hidden">{label}</h2>
      <p className="caption">{caption}</p>
      <Rows {...props} label={label} rows={rows} order={order} onSort={sortBy} />
      {result !== null && rows.length === 0 && <Empty title={w.nothing} text={w.nothingText} />}
    </div>
  );
}

interface RowsProps extends ListProps {
  readonly label: string;
  readonly rows: readonly CommandRef[];
  readonly order: Order;
  readonly onSort: (by: Field) => void;
}

function Rows(props: RowsProps): React.JSX.Element {
  const { model, rows, chosen, onChoose, label, order, onSort } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const at = rows.findIndex((ref) => isSame(ref, chosen));
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target instanceof HTMLButtonElement) return;
    const height = scroll.current?.clientHeight ?? 0;
    const next = rowAfter(event.key, { at, count: rows.length, height, rowHeight });
    const ref = next === null ? undefined : rows[next];
    if (next === null || ref === undefined) return;
    event.preventDefault();
    onChoose(ref);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      role="grid"
      className="commands-table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={activeRowId(virtual, at, idOf)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Heads order={order} onSort={onSort} />
      {rows.length > 0 && (
        <div className="commands-scroll" role="rowgroup" ref={scroll} tabIndex={0}>
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {virtual.getVirtualItems().map((item) => {
              const ref = rows[item.index];
              return (
                ref !== undefined && (
                  <Row
                    key={item.index}
                    model={model}
                    command={ref}
                    index={item.index}
                    top={item.start}
                    isSelected={item.index === at}
                    onChoose={onChoose}
                  />
                )
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

function Heads({
  order,
  onSort,
}: {
  readonly order: Order;
  readonly onSort: (by: Field) => void;
}): React.JSX.Element {
  const { panels: w } = useWords();
  const columns: readonly (readonly [field: Field, text: string, tip?: string])[] = [
    ...firstColumns.map((field) => [field, w.grid[field]] as const),
    ...spanNames.map((name) => [fieldOfSpan[name], w.shortStages[name], w.stages[name]] as const),
    ["state", w.grid.state],
  ];
  return (
    <div role="rowgroup">
      <div role="row" className="listed-command head" aria-rowindex={1}>
        {columns.map(([field, text, tip]) => {
          const isBy = order.by === field;
          const direction = order.isDescending ? "descending" : "ascending";
          return (
            <span key={field} role="columnheader" aria-sort={isBy ? direction : "none"}>
              <button type="button" data-tip={tip} onClick={() => onSort(field)}>
                {text}
                <span aria-hidden>{isBy ? (order.isDescending ? " ↓" : " ↑") : ""}</span>
              </button>
            </span>
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly model: CommandsSource;
  readonly command: CommandRef;
  readonly index: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly onChoose: (chosen: CommandRef) => void;
}

function Row(props: RowProps): React.JSX.Element | null {
  const { model, command, index, top, isSelected, onChoose } = props;
  const { panels: w } = useWords();
  const format = useFormat();
  const ring = model.devices[command.device];
  if (ring === undefined) return null;
  const row = describeRow(ring.columns, ring.rowOf(command.ordinal));
  const us = { ...row.stages, total: row.totalMs === null ? null : row.totalMs * 1_000 };
  const cells = [
    format.count(row.sequence),
    String(row.device + 1),
    commandName(row.commandCode),
    row.handle === 0 ? "" : handleText(row.handle),
    format.twoDecimals((ring.startOf(command.ordinal) - model.firstNs) / 1e6),
    ...spanNames.map((name) => spanText(format, (us[name] ?? Number.NaN) * 1_000)),
    w.states[row.place],
  ];
  return (
    <div
      role="row"
      id={idOf(index)}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={`listed-command${isSelected ? " selected" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(command)}
    >
      {cells.map((text, column) => (
        <span
          key={column}
          role="gridcell"
          className={row.place === "failed" && column === cells.length - 1 ? "err" : ""}
        >
          {text}
        </span>
      ))}
    </div>
  );
}
