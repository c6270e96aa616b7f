import { Check, CircleX } from "lucide-react";
import { useFormat, useWords } from "../app-context.ts";
import { iconSmall } from "../ui/icons.ts";
import { nameOf, type SetRow } from "./inspector-model.ts";
import { serverTime } from "./server-time.ts";

interface SetListProps {
  readonly rows: readonly SetRow[];
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
}

/** All sets of all files; arrows choose. */
export function SetList({ rows, chosen, onChoose }: SetListProps): React.JSX.Element {
  const { inspector: w } = useWords();
  const counts = new Map<string, number>();
  for (const { step } of rows) counts.set(step.type, (counts.get(step.type) ?? 0) + 1);
  const caption = [...counts].map(([type, n]) => `${n} ${w.type(type)}`).join(", ");
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const at = rows.findIndex(({ key }) => key === chosen);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    const next = to === undefined ? undefined : rows[to];
    if (to === undefined) return;
    event.preventDefault();
    if (next === undefined) return;
    onChoose(next.key);
    document.getElementById(idOf(next.key))?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <div className="pane-head">
        <h2>{w.sets}</h2>
        <span className="caption ellipsis">{caption}</span>
      </div>
      {rows.length > 0 && (
        <div
          className="set-list"
          role="listbox"
          tabIndex={0}
          aria-label={w.sets}
          aria-activedescendant={chosen === null ? undefined : idOf(chosen)}
          onKeyDown={onKeyDown}
        >
          {rows.map((row) => (
            <SetOption
              key={row.key}
              row={row}
              isChosen={row.key === chosen}
              onChoose={() => onChoose(row.key)}
            />
          ))}
        </div>
      )}
    </>
  );
}

function idOf(key: string): string {
  return `set-${encodeURIComponent(key)}`;
}

interface SetOptionProps {
  readonly row: SetRow;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function SetOption({ row, isChosen, onChoose }: SetOptionProps): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const { step, damaged } = row;
  const details = [
    serverTime(step.backupFinish ?? step.backupStart, format, true),
    step.databaseName,
    nameOf(step.file),
    w.stripes(step.files.length),
    step.position === 1 ? "" : w.position(step.position),
  ].filter((part) => part !== "");
  return (
    <div
      id={idOf(row.key)}
      className="set-option"
      role="option"
      aria-selected={isChosen}
      onClick={onChoose}
    >
      <span className="set-name">{w.type(step.type)}</span>
      {damaged > 0 ? (
        <span className="set-mark err">
          <CircleX {...iconSmall} />
          {w.wrong(format.count(damaged))}
        </span>
      ) : (
        <span className="set-mark">
          <Check {...iconSmall} aria-hidden={false} aria-label={w.whole} />
        </span>
      )}
      <span className="caption ellipsis set-details">{details.join(", ")}</span>
    </div>
  );
}
