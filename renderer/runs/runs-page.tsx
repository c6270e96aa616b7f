import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { RunSummary } from "../../electron/contract/run.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { activeRowId } from "../ui/active-row.ts";
import { Empty } from "../ui/empty.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { filterRuns } from "./filter-runs.ts";
import { NoRuns } from "./no-runs.tsx";
import { RunCells, RunHead } from "./run-row.tsx";
import { useMinute } from "./use-minute.ts";
import { rowAfter } from "../ui/row-after.ts";

const rowHeight = 26;
const idOf = (index: number): string => `run-row-${index}`;

/** Every run of the journal, newest first, from the window and the command line. */
export function RunsPage(): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const { runs, problem } = useStore(app.journal);
  const [filter, setFilter] = useState("");
  const shown = useMemo(() => filterRuns(runs ?? [], filter, words), [runs, filter, words]);
  const w = words.runsPage;
  return (
    <div className="runs-page">
      <header className="page-head">
        <h1>{words.shell.runs}</h1>
        <span className="caption">
          {runs === null
            ? ""
            : filter === ""
              ? w.count(format.count(runs.length))
              : w.shown(format.count(shown.length), format.count(runs.length))}
        </span>
        <span className="spring" />
        <SearchField label={w.filter} value={filter} onChange={setFilter} />
      </header>
      {problem !== null && <Empty title={w.unreadable} text={problem} />}
      {problem === null && runs !== null && runs.length === 0 && <NoRuns />}
      {runs !== null && runs.length > 0 && shown.length === 0 && (
        <Empty title={w.noMatch} text={w.noMatchText} />
      )}
      {shown.length > 0 && <RunList runs={shown} />}
    </div>
  );
}

function RunList({ runs }: { readonly runs: readonly RunSummary[] }): React.JSX.Element {
  const { shell } = useWords();
  const [, navigate] = useLocation();
  const nowMs = useMinute();
  const scroll = useRef<HTMLDivElement>(null);
  const [chosen, setAt] = useState(0);
  // A filter may leave fewer rows than were there when it was chosen.
  const at = Math.min(chosen, runs.length - 1);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  });
  const open = (run: RunSummary | undefined): void => {
    if (run !== undefined) navigate(`/run/${encodeURIComponent(run.runId)}`);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const height = scroll.current?.clientHeight ?? 0;
    const next = rowAfter(event.key, { at, count: runs.length, height, rowHeight });
    if (event.key === "Enter" && event.target === event.currentTarget) open(runs[at]);
    else if (next !== null) {
      setAt(next);
      rows.scrollToIndex(next);
    } else return;
    event.preventDefault();
  };
  return (
    <div
      role="grid"
      aria-label={shell.runs}
      aria-rowcount={runs.length + 1}
      className="run-grid"
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={activeRowId(rows, at, idOf)}
    >
      <div className="run-scroll" ref={scroll}>
        <RunHead />
        <div className="run-space" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const run = runs[item.index];
            return run === undefined ? null : (
              <div
                key={run.runId}
                id={idOf(item.index)}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === at}
                className="run-row"
                style={{ transform: `translateY(${item.start}px)` }}
                onMouseDown={() => setAt(item.index)}
                onClick={() => open(run)}
              >
                <RunCells run={run} nowMs={nowMs} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
