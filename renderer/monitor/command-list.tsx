import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, Filter, Pause } from "lucide-react";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { FilterField } from "../filter/filter-field.tsx";
import { type FilterState, useFilter } from "../filter/use-filter.ts";
import { rowAt } from "../trace/command-row.ts";
import { detach, type Picture } from "../trace/picture.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSmall } from "../ui/icons.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import "./command-list.css";
import { chooseCommand, useChosenRow } from "./chosen-row.ts";
import { CommandRowView } from "./command-row-view.tsx";
import { filterRows, listFields, measure, scaleOf } from "./list-model.ts";
import { useSelectionStore } from "./selection.ts";

interface CommandListProps {
  readonly picture: Picture;
  readonly isCompact: boolean;
}

const rowHeights = { wide: 26, compact: 24 } as const;
/** Scrolled further than this, the list is held where it is. */
const followPx = 8;

/**
 * Commands newest first. It follows the newest until the user scrolls away or holds it; then it stands still,
 * and the run goes on.
 */
export const CommandList = memo(function CommandList({
  picture: newest,
  isCompact,
}: CommandListProps): React.JSX.Element {
  const words = useWords();
  const w = words.monitor.list;
  const scroll = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Picture | null>(null);
  const [isFilterOpen, setIsFilterOpen] = useState(false);
  const filterState = useFilter(listFields);
  const { filter } = filterState;
  const picture = held ?? newest;
  const shown = useMemo(
    () => (filter === null ? null : filterRows(picture, filter)),
    [picture, filter],
  );
  const count = shown?.length ?? picture.rows.length;
  const measures = useMemo(() => measure(picture), [picture]);
  const scaleMs = useScale(measures);
  const rowHeight = isCompact ? rowHeights.compact : rowHeights.wide;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 4,
  });
  const nthOf = (index: number): number => shown?.[index] ?? index;

  const hold = (): void => setHeld((before) => before ?? detach(newest));
  const follow = (): void => {
    setHeld(null);
    scroll.current?.scrollTo({ top: 0 });
  };
  const onScroll = (): void => {
    const top = scroll.current?.scrollTop ?? 0;
    if (top > followPx && held === null) hold();
  };
  useViewAction("filter", () => setIsFilterOpen(true));
  const selection = useSelectionStore();
  const chosen = useChosenRow(picture);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || count === 0) return;
    event.preventDefault();
    hold();
    const at = chosen.indexIn(count, nthOf);
    const next = Math.min(count - 1, Math.max(0, at < 0 ? 0 : at + step));
    chooseCommand(selection, rowAt(picture, nthOf(next)));
    rows.scrollToIndex(next);
  };
  return (
    <section className="commands" aria-label={w.title} data-region tabIndex={-1}>
      <ListHead
        picture={picture}
        isCompact={isCompact}
        isHeld={held !== null}
        filter={isFilterOpen ? filterState : null}
        shownCount={shown?.length ?? null}
        onFilter={(isOpen) => {
          setIsFilterOpen(isOpen);
          filterState.setText("");
        }}
        onFollow={() => (held === null ? hold() : follow())}
      />
      <div
        className="command-grid"
        role="grid"
        aria-label={w.title}
        aria-rowcount={count + 1}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <ColumnHeads isCompact={isCompact} scaleMs={scaleMs} />
        {count > 0 && (
          <div
            className="command-scroll"
            role="rowgroup"
            ref={scroll}
            onScroll={onScroll}
            tabIndex={0}
          >
            <div role="presentation" style={{ height: rows.getTotalSize(), position: "relative" }}>
              {rows.getVirtualItems().map((item) => {
                const row = rowAt(picture, nthOf(item.index));
                return (
                  <CommandRowView
                    key={item.index}
                    row={row}
                    top={item.start}
                    ordinal={item.index}
                    isCompact={isCompact}
                    scaleMs={scaleMs}
                    measures={measures}
                    isSelected={chosen.is(row)}
                    onChoose={() => {
                      hold();
                      chooseCommand(selection, row);
                    }}
                  />
                );
              })}
            </div>
          </div>
        )}
      </div>
      {count === 0 && (
        <Empty
          title={filter === null ? words.monitor.noCommands : w.nothing}
          text={filter === null ? words.monitor.noCommandsText : w.nothingText}
        />
      )}
    </section>
  );
});

interface ListHeadProps {
  readonly picture: Picture;
  readonly isCompact: boolean;
  readonly isHeld: boolean;
  /** null while the field is closed. */
  readonly filter: FilterState | null;
  readonly shownCount: number | null;
  readonly onFilter: (isOpen: boolean) => void;
  readonly onFollow: () => void;
}

function ListHead({
  picture,
  isCompact,
  isHeld,
  filter,
  shownCount,
  onFilter,
  onFollow,
}: ListHeadProps): React.JSX.Element {
  const { monitor } = useWords();
  const format = useFormat();
  const w = monitor.list;
  const field = useRef<HTMLInputElement>(null);
  const isOpen = filter !== null;
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);
  const every = format.count(picture.keptEvery);
  const isAll = picture.keptEvery <= 1;
  const sampled = isCompact
    ? isAll
      ? w.allShort
      : w.oneInShort(every)
    : isAll
      ? w.all
      : w.oneIn(every);
  const caption =
    shownCount === null
      ? sampled
      : w.matches(format.count(shownCount), format.count(picture.rows.length));
  return (
    <div className="pane-head">
      <h2>{w.title}</h2>
      <span className="caption ellipsis">{caption}</span>
      <span className="spring" />
      {isOpen ? (
        <FilterField
          text={filter.text}
          onText={filter.setText}
          error={filter.error}
          known={listFields}
          count=""
          onClear={() => onFilter(false)}
          onEscape={() => onFilter(false)}
          field={field}
        />
      ) : (
        <Button
          size="small"
          tone="quiet"
          icon={<Filter {...iconSmall} />}
          onClick={() => onFilter(true)}
          {...(isCompact ? { label: w.filter } : {})}
        >
          {isCompact ? undefined : w.filter}
        </Button>
      )}
      <Button
        size="small"
        tone="quiet"
        aria-pressed={!isHeld}
        data-tip={isHeld ? w.follow : w.hold}
        icon={isHeld ? <Pause {...iconSmall} /> : <ArrowDown {...iconSmall} />}
        onClick={onFollow}
      >
        {isHeld ? w.held : w.following}
      </Button>
    </div>
  );
}

function ColumnHeads({
  isCompact,
  scaleMs,
}: {
  readonly isCompact: boolean;
  readonly scaleMs: number;
}): React.JSX.Element {
  const { monitor } = useWords();
  const format = useFormat();
  const w = monitor.list;
  const scale = w.scale(scaleMs < 1 ? String(scaleMs) : format.count(scaleMs));
  const heads: readonly (readonly [text: string, tip: string, isNumber: boolean])[] = isCompact
    ? [
        [w.sequence, "", true],
        [w.device, "", false],
        [w.position, "", true],
        [w.handle, "", false],
        [w.nowAt, "", false],
        [w.leaseUs, w.tips.lease, true],
        [w.moveUs, w.tips.move, true],
        [w.total, "", true],
      ]
    : [
        [w.sequence, "", true],
        [w.device, "", false],
        [w.command, "", false],
        [w.position, "", true],
        [w.handle, "", false],
        [w.nowAt, "", false],
        [w.handleStage, w.tips.handleStage, true],
        [w.lease, w.tips.lease, true],
        [w.map, w.tips.map, true],
        [w.move, w.tips.move, true],
        [w.doneUs, w.tips.done, true],
        [w.total, "", true],
        [scale, "", false],
      ];
  return (
    <div role="rowgroup">
      <div className="command-row head" role="row" aria-rowindex={1}>
        {heads.map(([text, tip, isNumber]) => (
          <span
            key={text}
            role="columnheader"
            className={isNumber ? "number" : ""}
            data-tip={tip === "" ? undefined : tip}
          >
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The bar's scale, changed as seldom as can be. */
function useScale(measures: ReturnType<typeof measure>): number {
  const [scale, setScale] = useState(0);
  const wanted = scaleOf(measures, scale);
  if (wanted !== scale) setScale(wanted);
  return wanted;
}
