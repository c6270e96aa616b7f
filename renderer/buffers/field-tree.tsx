import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { MtfNode } from "../../electron/contract/mtf/node.ts";
import { useWords } from "../app-context.ts";
import { activeRowId } from "../ui/active-row.ts";
import { iconSmall } from "../ui/icons.ts";
import { offsetText } from "./hex-model.ts";
import { rowsOf, type TreeRow } from "./tree-model.ts";
import type { FieldChoice } from "./use-field-choice.ts";

const rowHeight = 22;

interface FieldTreeProps {
  readonly nodes: readonly MtfNode[];
  /** Offset of the copy in the data zone. */
  readonly base: number;
  readonly choice: FieldChoice;
}

/** The decoded structures; arrows go through them, open and close them. */
export function FieldTree({ nodes, base, choice }: FieldTreeProps): React.JSX.Element {
  const { buffers } = useWords();
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(nodes, choice.open), [nodes, choice.open]);
  const at = rows.findIndex(({ path }) => path === choice.path);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (actOn(event.key, rows, at, choice)) event.preventDefault();
  };
  const active = activeRowId(virtual, at, () => `field-${choice.path}`);
  return (
    <div
      className="field-tree"
      role="tree"
      aria-label={buffers.tree}
      aria-activedescendant={active}
      tabIndex={0}
      ref={scroll}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return (
            row !== undefined && (
              <FieldRow
                key={row.path}
                row={row}
                top={item.start}
                base={base}
                isChosen={row.path === choice.path}
                choice={choice}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** @returns whether the key did something */
function actOn(key: string, rows: readonly TreeRow[], at: number, choice: FieldChoice): boolean {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? 0 : at - 1,
    Home: 0,
    End: rows.length - 1,
  };
  const row = rows[at];
  const isInto = key === "ArrowRight" && row?.isOpen === true;
  const target = isInto ? at + 1 : targets[key];
  if (target === undefined) return row !== undefined && openOrClose(key, row, choice);
  const next = rows[Math.min(rows.length - 1, Math.max(0, target))];
  if (next !== undefined) choice.choose(next.path);
  return next !== undefined;
}

function openOrClose(key: string, row: TreeRow, choice: FieldChoice): boolean {
  const { path, isOpen, depth, node } = row;
  if (key === "ArrowRight") {
    if (node.children.length > 0) choice.setOpen(path, true);
    return true;
  }
  if (key === "ArrowLeft") {
    if (isOpen) choice.setOpen(path, false);
    else if (depth > 0) choice.choose(path.slice(0, path.lastIndexOf(".")));
    return true;
  }
  if (key === "Enter") choice.setOpen(path, !isOpen);
  return key === "Enter";
}

interface FieldRowProps {
  readonly row: TreeRow;
  readonly top: number;
  readonly base: number;
  readonly isChosen: boolean;
  readonly choice: FieldChoice;
}

function FieldRow({ row, top, base, isChosen, choice }: FieldRowProps): React.JSX.Element {
  const { buffers } = useWords();
  const { node, path, depth, isOpen } = row;
  const hasChildren = node.children.length > 0;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div
      id={`field-${path}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={row.ordinal}
      aria-setsize={row.siblings}
      aria-selected={isChosen}
      aria-expanded={hasChildren ? isOpen : undefined}
      className={`field-row ${node.kind}${isChosen ? " chosen" : ""}`}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 12 + depth * 16 }}
      data-tip={`0x${offsetText(base + node.at)}`}
      onClick={() => {
        choice.choose(path);
        if (hasChildren) choice.setOpen(path, isChosen ? !isOpen : true);
      }}
    >
      <span className="field-mark">{hasChildren && <Chevron {...iconSmall} />}</span>
      <span className="field-name ellipsis">{node.name}</span>
      <span className="field-value ellipsis">
        {node.wrong === null ? node.value : <span className="err">{node.wrong}</span>}
        {node.isCut && <span className="caption"> {buffers.cut}</span>}
      </span>
    </div>
  );
}
