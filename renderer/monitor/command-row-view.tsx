import { Check } from "lucide-react";
import { useFormat, useWords } from "../app-context.ts";
import { dash, type Format } from "../format.ts";
import { commandName, type CommandPlace, type CommandRow } from "../trace/command-row.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import { ownerClass, type Owner } from "../ui/owner.ts";
import { Tag } from "../ui/tag.tsx";
import { barOf, isSlow, stageNames, type ListMeasures, type StageName } from "./list-model.ts";

interface CommandRowProps {
  readonly row: CommandRow;
  readonly top: number;
  readonly ordinal: number;
  readonly isCompact: boolean;
  readonly scaleMs: number;
  readonly measures: ListMeasures;
  readonly isSelected: boolean;
  readonly onChoose: () => void;
}

const stagesCompact: readonly StageName[] = ["lease", "move"];
const mebibyte = 1_048_576;

/** One command: what it is, where it is now, and what each stage took. */
export function CommandRowView(props: CommandRowProps): React.JSX.Element {
  const { row, top, ordinal, isCompact, scaleMs, measures, isSelected, onChoose } = props;
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.list;
  const owner = ownerOfPlace(row);
  return (
    <div
      role="row"
      aria-rowindex={ordinal + 2}
      aria-selected={isSelected}
      className={`command-row${isSelected ? " selected" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onChoose}
    >
      <span role="gridcell" className="number">
        {format.count(row.sequence)}
      </span>
      <span role="gridcell">{row.device + 1}</span>
      {!isCompact && (
        <span role="gridcell" className="ellipsis">
          {commandName(row.commandCode)}
        </span>
      )}
      <span role="gridcell" className="number">
        {row.position < 0 ? dash : format.count(Math.floor(row.position / mebibyte))}
      </span>
      <span role="gridcell">
        <RowTag row={row} owner={owner} />
      </span>
      <span role="gridcell" className="place" title={w.places[row.place]}>
        <PlaceSign place={row.place} owner={owner} />
        <span className="ellipsis">{w.places[row.place]}</span>
      </span>
      {(isCompact ? stagesCompact : stageNames).map((name) => (
        <StageCell
          key={name}
          us={row.stages[name]}
          usual={measures.usual[name]}
          format={format}
          over={w.over}
        />
      ))}
      <span role="gridcell" className="number total">
        {row.totalMs === null ? "" : format.twoDecimals(row.totalMs)}
      </span>
      {!isCompact && (
        <span role="gridcell">
          <StageBar row={row} scaleMs={scaleMs} />
        </span>
      )}
    </div>
  );
}

interface StageCellProps {
  readonly us: number | null;
  readonly usual: number;
  readonly format: Format;
  readonly over: (usual: string) => string;
}

function StageCell({ us, usual, format, over }: StageCellProps): React.JSX.Element {
  if (us === null)
    return (
      <span role="gridcell" className="number none">
        {dash}
      </span>
    );
  const isWarn = isSlow(us, usual);
  return (
    <span
      role="gridcell"
      className={isWarn ? "number stage warn" : "number stage"}
      data-tip={isWarn ? over(format.text(format.latency(usual))) : undefined}
    >
      {stageText(us, format)}
    </span>
  );
}

/** Microseconds to 9,999, above that milliseconds with their unit. */
function stageText(us: number, format: Format): string {
  if (us < 100) return format.decimal(us);
  if (us < 10_000) return format.count(us);
  const ms = us / 1000;
  return `${ms < 100 ? format.decimal(ms) : format.count(ms)} ms`;
}

/** The handle of a command as a tag, in the state that it is in. */
export function RowTag({
  row,
  owner,
}: {
  readonly row: CommandRow;
  readonly owner: Owner;
}): React.JSX.Element | null {
  if (row.handle === 0) return null;
  if (row.place === "done") return <Tag handle={row.handle} state="done" />;
  if (row.place === "failed") return <Tag handle={row.handle} state="stale" />;
  return (
    <Tag handle={row.handle} state={row.place === "waiting" ? "waiting" : "held"} owner={owner} />
  );
}

/** Who has the command, as a sign. */
export function PlaceSign({
  place,
  owner,
}: {
  readonly place: CommandPlace;
  readonly owner: Owner;
}): React.JSX.Element {
  if (place === "done")
    return (
      <i className="sign-completed" aria-hidden>
        <Check size={11} strokeWidth={2} />
      </i>
    );
  return <OwnerSign owner={owner} />;
}

/** Where the time of a command went, by owner, on the list's one scale. */
function StageBar({
  row,
  scaleMs,
}: {
  readonly row: CommandRow;
  readonly scaleMs: number;
}): React.JSX.Element {
  const bar = barOf(row.stages);
  const secondary = ownerClass({ kind: "secondary", index: row.secondary ?? 0 });
  const part = (ms: number, look: string): React.JSX.Element | null =>
    ms > 0 ? <i className={look} style={{ width: `${(ms / scaleMs) * 100}%` }} /> : null;
  return (
    <span className="stage-bar" aria-hidden>
      {part(bar.server, "own-server")}
      {part(bar.primary, "own-primary")}
      {part(bar.secondary, secondary)}
      {part(bar.done, "disk")}
    </span>
  );
}

/** Who has a command that is at this place. */
export function ownerOfPlace(row: CommandRow): Owner {
  switch (row.place) {
    case "issued":
      return { kind: "server" };
    case "received":
    case "tookHandle":
      return { kind: "primary" };
    case "waiting":
    case "moving":
    case "moved":
      return row.secondary === null
        ? { kind: "primary" }
        : { kind: "secondary", index: row.secondary };
    case "failed":
      return { kind: "error" };
    case "done":
      return { kind: "completed" };
  }
}
