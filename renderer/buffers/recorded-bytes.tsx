import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { decodeBuffer } from "../../electron/contract/mtf/decode-buffer.ts";
import type { RecordedPeek } from "../../electron/contract/recorded-peek.ts";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { dash, handleText } from "../format.ts";
import { commandName } from "../trace/command-row.ts";
import { activeRowId } from "../ui/active-row.ts";
import { Empty } from "../ui/empty.tsx";
import "./buffers.css";
import { FieldTree } from "./field-tree.tsx";
import { HexGrid } from "./hex-grid.tsx";
import { offsetText } from "./hex-model.ts";
import { nodeAt } from "./tree-model.ts";
import { useFieldChoice } from "./use-field-choice.ts";

const rowHeight = 24;
const idOf = (index: number): string => `peek-${index}`;

interface Shown {
  readonly bytes: Uint8Array;
}

/** The copies of buffers' bytes that are in a trace: their list, the decoded fields, and the bytes. */
export function RecordedBytes({ trace }: { readonly trace: OpenTrace }): React.JSX.Element {
  const { buffers: w } = useWords();
  const format = useFormat();
  const { peeks } = trace.info;
  const [nth, setNth] = useState(0);
  const copy = useRecorded(trace, nth);
  const nodes = useMemo(() => (copy === null ? [] : decodeBuffer(copy.bytes)), [copy]);
  const choice = useFieldChoice(copy, nodes);
  const chosen = nodeAt(nodes, choice.path);
  const about = peeks[nth];
  if (about === undefined) return <Empty title={w.noneRecorded} text={w.noneRecordedText} />;
  return (
    <div className="bytes-panes recorded-panes">
      <PeekList trace={trace} nth={nth} onChoose={setNth} />
      <section className="decoded-pane" aria-label={w.decoded} data-region tabIndex={-1}>
        <div className="pane-head">
          <h2>{w.decoded}</h2>
        </div>
        {copy === null ? (
          <Empty title={w.leftOut} text={w.leftOutText} />
        ) : (
          <FieldTree nodes={nodes} base={about.offset} choice={choice} />
        )}
      </section>
      <section className="bytes-pane" aria-label={w.bytes} data-region tabIndex={-1}>
        <div className="pane-head">
          <h2>{w.bytes}</h2>
          <span className="caption ellipsis">
            {copy !== null &&
              w.recordedCopy(format.count(copy.bytes.length), offsetText(about.offset))}
          </span>
        </div>
        {copy === null ? (
          <Empty title={w.leftOut} text={w.leftOutText} />
        ) : (
          <HexGrid
            bytes={copy.bytes}
            base={about.offset}
            lit={chosen === null ? null : { at: chosen.at, bytes: chosen.bytes }}
            structures={nodes}
            cursor={choice.cursor}
            onByte={choice.chooseByte}
          />
        )}
      </section>
    </div>
  );
}

/** The bytes of one recorded copy; null until they are read, and where they were left out. */
function useRecorded({ traceId }: OpenTrace, nth: number): Shown | null {
  const { bridge, attempt } = useApp();
  const [shown, setShown] = useState<{ nth: number; copy: Shown | null } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void attempt(() => bridge.call("tracePeek", { traceId, nth })).then((bytes) => {
      const copy = bytes === undefined || bytes === null ? null : { bytes };
      if (isWanted) setShown({ nth, copy });
    });
    return () => {
      isWanted = false;
    };
  }, [bridge, attempt, traceId, nth]);
  return shown?.nth === nth ? shown.copy : null;
}

interface PeekListProps {
  readonly trace: OpenTrace;
  readonly nth: number;
  readonly onChoose: (nth: number) => void;
}

/** All recorded copies in the order in which they were taken; arrows choose. */
function PeekList({ trace, nth, onChoose }: PeekListProps): React.JSX.Element {
  const { buffers: w } = useWords();
  const { peeks, header } = trace.info;
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: peeks.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      Home: -peeks.length,
      End: peeks.length,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(peeks.length - 1, Math.max(0, nth + step));
    onChoose(next);
    rows.scrollToIndex(next);
  };
  return (
    <section className="commands-pane" aria-label={w.recordedCopies} data-region tabIndex={-1}>
      <div className="pane-head">
        <h2>{w.recordedCopies}</h2>
        <span className="caption ellipsis">{w.recordedWarning}</span>
      </div>
      <div
        className="commands-grid"
        role="grid"
        aria-label={w.recordedCopies}
        aria-rowcount={peeks.length}
        aria-activedescendant={activeRowId(rows, nth, idOf)}
        tabIndex={0}
        ref={scroll}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const peek = peeks[index];
            if (peek === undefined) return null;
            return (
              <PeekRow
                key={index}
                peek={peek}
                atMs={(peek.takenNs - header.startedAtNs) / 1e6}
                place={{ index, top: start, isSelected: index === nth }}
                onChoose={() => onChoose(index)}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface PeekRowProps {
  readonly peek: RecordedPeek;
  /** Since the run's start. */
  readonly atMs: number;
  readonly place: { readonly index: number; readonly top: number; readonly isSelected: boolean };
  readonly onChoose: () => void;
}

function PeekRow({ peek, atMs, place, onChoose }: PeekRowProps): React.JSX.Element {
  const { buffers: w } = useWords();
  const format = useFormat();
  const { command } = peek;
  return (
    <div
      role="row"
      id={idOf(place.index)}
      aria-rowindex={place.index + 1}
      aria-selected={place.isSelected}
      className={`bytes-command recorded${place.isSelected ? " selected" : ""}`}
      style={{ transform: `translateY(${place.top}px)` }}
      onClick={onChoose}
    >
      <span role="gridcell" className="number">
        {format.moment(atMs)}
      </span>
      <span role="gridcell" className="ellipsis">
        {command === null
          ? w.byHandle
          : `${commandName(command.command)} ${format.count(command.sequence)}, ${w.deviceN(command.device + 1)}`}
      </span>
      <code role="gridcell">{handleText(peek.handle, true)}</code>
      <span role="gridcell" className="number">
        {peek.byteCount === null ? dash : format.count(peek.byteCount)}
      </span>
    </div>
  );
}
