import type { ReactNode } from "react";
import type { RunProcess } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { bufferText } from "../format.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import { ownerClass, type Owner } from "../ui/owner.ts";
import { Tag } from "../ui/tag.tsx";
import { mergeCells, ownerOf } from "./cells.ts";
import { place, type DiagramPart } from "./diagram-parts.ts";
import { secondariesOf, type DiagramLayout, type DiagramRow } from "./diagram-layout.ts";
import { chooseBuffer, useSelection, useSelectionStore } from "./selection.ts";

const tagWidth = 66;
const tileWidth = 30;

/** The server's cell of each row: buffers that it filled (or wants filled) and that wait for the primary. */
export function ServerColumn({ layout, cells, selected }: DiagramPart): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.diagram;
  const tilesMax = fit(
    layout.columns.server.width - (layout.form === "tags" ? 118 : 24),
    tileWidth,
  );
  return (
    <div className="process-box" style={place(layout.columns.server)}>
      {layout.rows.map((row) => {
        const { server } = mergeCells(row.devices.map((device) => cells[device]));
        return (
          <Cell
            key={row.top}
            row={row}
            layout={layout}
            name={rowName(row, layout, words.common.deviceN, w.devicesList)}
            count={w.sends(format.count(server.length))}
          >
            <Few items={server} max={tilesMax}>
              {(buffer) => (
                <BufferTile
                  key={buffer}
                  buffer={buffer}
                  owner={{ kind: "server" }}
                  isSelected={buffer === selected}
                />
              )}
            </Few>
          </Cell>
        );
      })}
    </div>
  );
}

/** The primary's cell of each row: commands whose handle it holds. */
export function PrimaryColumn({
  layout,
  cells,
  selected,
  picture,
}: DiagramPart): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.diagram;
  const name = layout.isCompact ? w.thread : w.deviceThread;
  const tagsMax = fit(layout.columns.primary.width - (layout.form === "tags" ? 90 : 24), tagWidth);
  return (
    <div className="process-box" style={place(layout.columns.primary)}>
      {layout.rows.map((row) => {
        const { primary } = mergeCells(row.devices.map((device) => cells[device]));
        return (
          <Cell
            key={row.top}
            row={row}
            layout={layout}
            name={rowName(row, layout, layout.form === "tags" ? w.thread : name, w.devicesList)}
            count={w.holds(format.count(primary.length))}
          >
            <Few items={primary} max={tagsMax}>
              {(buffer) => (
                <BufferTag
                  key={buffer}
                  buffer={buffer}
                  handle={picture.handle[buffer] ?? 0}
                  state="held"
                  owner={{ kind: "primary" }}
                  isSelected={buffer === selected}
                />
              )}
            </Few>
          </Cell>
        );
      })}
    </div>
  );
}

/** A box for each secondary over its devices: what it moves, filled, and what waits in its rings, hollow. */
export function SecondaryBoxes(part: DiagramPart): React.JSX.Element {
  const { run, layout } = part;
  const processes = secondariesOf(run);
  const gap = layout.form === "counts" ? 2 : 3;
  return (
    <>
      {layout.boxes.map((box) => {
        const process = processes.find((each) => each.index === box.secondary);
        const rows = layout.rows.filter((row) => row.secondary === box.secondary);
        const style = {
          ...place(layout.columns.secondaries),
          top: box.top + gap - 2,
          height: box.height - 2 * gap,
        };
        return (
          <div key={box.secondary} className="secondary-box" style={style}>
            {rows.map((row, index) => (
              <SecondaryCell
                key={row.top}
                part={part}
                row={row}
                process={index === 0 ? process : undefined}
                isFirst={index === 0}
              />
            ))}
          </div>
        );
      })}
    </>
  );
}

interface SecondaryCellProps {
  readonly part: DiagramPart;
  readonly row: DiagramRow;
  /** The secondary's process in its first row, else undefined. */
  readonly process: RunProcess | undefined;
  readonly isFirst: boolean;
}

function SecondaryCell({ part, row, process, isFirst }: SecondaryCellProps): React.JSX.Element {
  const { layout, cells } = part;
  const { held, waiting } = mergeCells(row.devices.map((device) => cells[device]));
  return (
    <div className="secondary-cell" style={{ height: layout.rowHeight }}>
      <SecondaryLine
        layout={layout}
        row={row}
        process={process}
        isFirst={isFirst}
        held={held.length}
        waiting={waiting.length}
      />
      {layout.form !== "counts" && <SecondaryTags part={part} held={held} waiting={waiting} />}
    </div>
  );
}

interface SecondaryLineProps extends Omit<SecondaryCellProps, "part"> {
  readonly layout: DiagramLayout;
  readonly held: number;
  readonly waiting: number;
}

/** Sign, name, pid and counts; only the sign where tags stand beside it. */
function SecondaryLine({
  layout,
  row,
  process,
  isFirst,
  held,
  waiting,
}: SecondaryLineProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.diagram;
  const isCounts = layout.form === "counts";
  const name = isFirst
    ? words.parts.secondaryN(row.secondary + 1)
    : rowName(row, layout, words.common.deviceN, w.devicesList);
  const moves = w.moves(format.count(held));
  const count = isCounts ? `${w.waits(format.count(waiting))}, ${moves}` : moves;
  const sign = isFirst ? <SecondarySign secondary={row.secondary} name={name} /> : null;
  if (layout.form === "tags") return <p className="cell-line">{sign}</p>;
  return (
    <p className="cell-line">
      {sign}
      <span className={isCounts ? "visually-hidden" : "ellipsis"}>{name}</span>
      {isFirst && !layout.isCompact && <code className="pid">{process?.pid}</code>}
      <span className={process?.state === "replacing" ? "count warn" : "count"}>
        {stateText(process, w) ?? count}
      </span>
    </p>
  );
}

function SecondarySign({
  secondary,
  name,
}: {
  readonly secondary: number;
  readonly name: string;
}): React.JSX.Element | null {
  return secondary < 0 ? null : (
    <OwnerSign owner={{ kind: "secondary", index: secondary }} label={name} />
  );
}

interface SecondaryTagsProps {
  readonly part: DiagramPart;
  readonly held: readonly number[];
  readonly waiting: readonly number[];
}

function SecondaryTags({ part, held, waiting }: SecondaryTagsProps): React.JSX.Element {
  const { layout, picture, selected } = part;
  const room = layout.columns.secondaries.width - (layout.form === "tags" ? 44 : 24);
  return (
    <p className="cell-tags">
      <Few items={[...held, ...waiting]} max={fit(room, tagWidth)}>
        {(buffer) => (
          <BufferTag
            key={buffer}
            buffer={buffer}
            handle={picture.handle[buffer] ?? 0}
            state={held.includes(buffer) ? "held" : "waiting"}
            owner={ownerOf(picture, buffer)}
            isSelected={buffer === selected}
          />
        )}
      </Few>
    </p>
  );
}

interface CellProps {
  readonly row: DiagramRow;
  readonly layout: DiagramLayout;
  readonly name: string;
  readonly count: string;
  readonly children: ReactNode;
}

/** A cell of server or primary: name and count, under it (or beside it) the buffers. */
function Cell({ row, layout, name, count, children }: CellProps): React.JSX.Element {
  return (
    <div className="process-cell" style={{ height: layout.rowHeight }} data-row={row.top}>
      <p className="cell-line">
        <span className="ellipsis">{name}</span>
        {layout.form !== "tags" && <span className="count">{count}</span>}
      </p>
      {layout.form !== "counts" && <p className="cell-tags">{children}</p>}
    </div>
  );
}

interface FewProps {
  readonly items: readonly number[];
  readonly max: number;
  readonly children: (item: number) => ReactNode;
}

/** As many as have room, and how many more there are. */
function Few({ items, max, children }: FewProps): React.JSX.Element {
  const shown = items.length <= max ? items : items.slice(0, max);
  const rest = items.length - shown.length;
  return (
    <>
      {shown.map(children)}
      {rest > 0 && <span className="more">+{rest}</span>}
    </>
  );
}

interface BufferMarkProps {
  readonly buffer: number;
  readonly owner: Owner;
  readonly isSelected: boolean;
}

function BufferTile({ buffer, owner, isSelected }: BufferMarkProps): React.JSX.Element {
  const mark = useBufferMark(buffer, isSelected);
  return (
    <button type="button" {...mark} className={`cell-tile ${ownerClass(owner)}${mark.className}`}>
      {bufferText(buffer)}
    </button>
  );
}

interface BufferTagProps extends BufferMarkProps {
  readonly handle: number;
  readonly state: "held" | "waiting";
}

/** A handle that can be chosen. */
export function BufferTag({
  buffer,
  handle,
  state,
  owner,
  isSelected,
}: BufferTagProps): React.JSX.Element {
  const mark = useBufferMark(buffer, isSelected);
  return (
    <button type="button" {...mark} className={`bare${mark.className}`}>
      <Tag handle={handle} state={state} owner={owner} isSelected={isSelected} />
    </button>
  );
}

/** Choosing and hovering of a buffer, the same wherever one is drawn. */
function useBufferMark(
  buffer: number,
  isSelected: boolean,
): React.ButtonHTMLAttributes<HTMLButtonElement> & { className: string } {
  const store = useSelectionStore();
  const isLit = useSelection((state) => state.hovered === buffer);
  return {
    className: `${isSelected ? " selected" : ""}${isLit ? " lit" : ""}`,
    "aria-pressed": isSelected,
    onClick: () => chooseBuffer(store, buffer),
    onPointerEnter: () => store.setState({ hovered: buffer }),
    onPointerLeave: () => store.setState({ hovered: null }),
  };
}

/** Name of a row: its device, or the list of its devices. */
function rowName(
  row: DiagramRow,
  layout: DiagramLayout,
  one: (n: number) => string,
  many: (list: string) => string,
): string {
  const [first = 0] = row.devices;
  if (row.devices.length === 1) return one(first + 1);
  const shown = row.devices.slice(0, layout.isCompact ? 3 : 5).map((device) => String(device + 1));
  return many(`${shown.join(", ")}${shown.length < row.devices.length ? " …" : ""}`);
}

function stateText(
  process: RunProcess | undefined,
  w: { replacing: string; starting: string; ended: string },
): string | null {
  if (process === undefined || process.state === "running") return null;
  return w[process.state];
}

/** How many things of `each` pixels have room, leaving some for "+n". */
function fit(width: number, each: number): number {
  return Math.max(1, Math.floor((width + 4 - 18) / (each + 6)));
}
