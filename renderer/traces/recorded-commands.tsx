import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { handleText } from "../format.ts";
import type { TraceModel } from "../timeline/trace-model.ts";
import { stage, type Stage } from "../trace/command-columns.ts";
import { commandName, describeRow } from "../trace/command-row.ts";
import { activeRowId } from "../ui/active-row.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { CommandList, type CommandOrder } from "./command-order.ts";
import { NoCommands } from "./no-commands.tsx";
import "./traces.css";
import { rowAfter } from "../ui/row-after.ts";

const rowHeight = 26;
const idOf = (index: number): string => `recorded-${index}`;
const orders: readonly CommandOrder[] = ["time", "slowest"];
const { received, handleTaken, leased, mapped, moved, completed } = stage;
/** Stages whose times have a column of their own. */
const stages = [
  ["handle", received, handleTaken],
  ["lease", handleTaken, leased],
  ["map", leased, mapped],
  ["move", mapped, moved],
  ["complete", moved, completed],
] as const;

interface RecordedCommandsProps {
  readonly model: TraceModel;
  /** All of the trace is in the model: only then are its commands put in order. */
  readonly isWhole: boolean;
}

/** Every command of a trace, in the order of time or the slowest first. */
export function RecordedCommands({ model, isWhole }: RecordedCommandsProps): React.JSX.Element {
  const { traces: w } = useWords();
  const [order, setOrder] = useState<CommandOrder>("time");
  const list = useMemo(
    () => (isWhole ? new CommandList(model, order) : null),
    [model, order, isWhole],
  );
  return (
    <section className="pane recorded-commands" aria-label={w.views.commands}>
      <div className="pane-head">
        <h2>{w.views.commands}</h2>
        <span className="spring" />
        <SegmentedControl
          label={w.order}
          value={order}
          options={orders.map((value) => ({ value, text: w.orders[value] }))}
          onChange={setOrder}
        />
      </div>
      {list === null || list.count === 0 ? (
        <NoCommands isWhole={isWhole} />
      ) : (
        <Grid model={model} list={list} />
      )}
    </section>
  );
}

function Grid({
  model,
  list,
}: {
  readonly model: TraceModel;
  readonly list: CommandList;
}): React.JSX.Element {
  const { traces: w } = useWords();
  const scroll = useRef<HTMLDivElement>(null);
  const [chosen, setAt] = useState(0);
  const at = Math.min(chosen, list.count - 1);
  const rows = useVirtualizer({
    count: list.count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const height = scroll.current?.clientHeight ?? 0;
    const next = rowAfter(event.key, { at, count: list.count, height, rowHeight });
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    rows.scrollToIndex(next);
  };
  return (
    <div
      role="grid"
      className="recorded-grid"
      aria-label={w.views.commands}
      aria-rowcount={list.count + 1}
      aria-activedescendant={activeRowId(rows, at, idOf)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Heads />
      <div className="recorded-scroll" role="rowgroup" ref={scroll} tabIndex={0}>
        <div role="presentation" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map((item) => (
            <div
              key={item.index}
              id={idOf(item.index)}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === at}
              className="recorded-row"
              style={{ transform: `translateY(${item.start}px)` }}
              onMouseDown={() => setAt(item.index)}
            >
              <Cells model={model} list={list} place={item.index} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Heads(): React.JSX.Element {
  const { traces: w } = useWords();
  const numbers = [w.at, w.sequence, w.device];
  const after = [w.position, w.size];
  return (
    <div role="rowgroup" className="recorded-heads">
      <div role="row" className="recorded-row head" aria-rowindex={1}>
        {numbers.map((text) => (
          <span key={text} role="columnheader" className="number">
            {text}
          </span>
        ))}
        <span role="columnheader">{w.command}</span>
        {after.map((text) => (
          <span key={text} role="columnheader" className="number">
            {text}
          </span>
        ))}
        <span role="columnheader">{w.handle}</span>
        {stages.map(([name]) => (
          <span key={name} role="columnheader" className="number" data-tip={w.stageWords[name]}>
            {w.shortStages[name]}
          </span>
        ))}
        <span role="columnheader" className="number">
          {w.took}
        </span>
        <span role="columnheader">{w.completion}</span>
      </div>
    </div>
  );
}

function Cells({
  model,
  list,
  place,
}: {
  readonly model: TraceModel;
  readonly list: CommandList;
  readonly place: number;
}): React.JSX.Element | null {
  const { traces: w } = useWords();
  const format = useFormat();
  const kept = list.at(place);
  if (kept === null) return null;
  const { columns, row } = kept;
  const number = (text: string, key: string, quiet = false): React.JSX.Element => (
    <span key={key} role="gridcell" className={quiet ? "number quiet" : "number"}>
      {text}
    </span>
  );
  const time = (ns: number): string => format.text(format.latency(ns > 0 ? ns / 1000 : null));
  const span = (from: Stage, to: Stage): string => {
    const [fromNs, toNs] = [columns.timeOf(row, from), columns.timeOf(row, to)];
    return time(fromNs > 0 && toNs >= fromNs ? Math.max(1, toNs - fromNs) : 0);
  };
  const command = describeRow(columns, row);
  const { position, handle, completion } = command;
  const isCompleted = columns.timeOf(row, completed) !== 0;
  return (
    <>
      {number(format.moment((columns.startOf(row) - model.firstNs) / 1e6), "at", true)}
      {number(format.count(command.sequence), "sequence")}
      {number(String(command.device + 1), "device")}
      <span role="gridcell">{commandName(command.commandCode)}</span>
      {number(format.count(position < 0 ? null : position), "position", true)}
      {number(format.count(command.size), "size", true)}
      <span role="gridcell" className="mono">
        {handle === 0 ? "" : handleText(handle)}
      </span>
      {stages.map(([name, from, to]) => number(span(from, to), name, true))}
      {number(span(received, completed), "took")}
      <span role="gridcell" className={completion > 0 ? "err" : "quiet"}>
        {isCompleted ? (completion === 0 ? w.completed : completion) : w.notCompleted}
      </span>
    </>
  );
}
