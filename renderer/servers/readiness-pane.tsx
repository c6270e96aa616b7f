import { Check, CircleX, Info, Minus, TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import type { FaultParameters } from "../../electron/contract/fault.ts";
import type { ReadinessItem } from "../../electron/contract/server-readiness.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { faultText } from "../words/fault-words.ts";
import { findingText, readinessName } from "../words/readiness-words.ts";
import type { Language } from "../words/words.ts";
import { AskedState } from "./asked-state.tsx";
import { CodeBox } from "./code-box.tsx";
import type { AskedReadiness } from "./use-readiness.ts";

interface ReadinessPaneProps {
  readonly readiness: AskedReadiness;
  readonly onEdit: () => void;
}

/** What a backup through VDI needs, item by item; beside it what the chosen one means and what mends it. */
export function ReadinessPane(props: ReadinessPaneProps): React.JSX.Element {
  const { readiness, isAsking, problem, again } = props.readiness;
  const { readiness: w } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  if (readiness === null)
    return (
      <section className="pane readiness" aria-label={w.title}>
        <AskedState
          asked={{ value: readiness, problem, again }}
          reading={w.asking}
          readingText={w.askingText}
          failed={w.failed}
        />
      </section>
    );
  const { items } = readiness;
  const worst =
    items.find(({ state }) => state === "fail") ??
    items.find(({ state }) => state === "warn") ??
    items[0];
  const shown = items.find(({ id }) => id === chosen) ?? worst;
  return (
    <section className="pane readiness" aria-label={w.title} aria-busy={isAsking}>
      <div className="readiness-side">
        <div className="pane-head">
          <h3>{w.title}</h3>
          <span className="caption" role="status">
            {isAsking
              ? w.asking
              : (problem ??
                w.inOrder(items.filter(({ state }) => state === "ok").length, items.length))}
          </span>
        </div>
        <ItemList items={items} chosen={shown?.id ?? null} onChoose={setChosen} />
      </div>
      {shown !== undefined && <ItemDetail item={shown} onAgain={again} onEdit={props.onEdit} />}
    </section>
  );
}

interface ItemListProps {
  readonly items: readonly ReadinessItem[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

function ItemList({ items, chosen, onChoose }: ItemListProps): React.JSX.Element {
  const { language, readiness: w } = useWords();
  const format = useFormat();
  const base = useId();
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const at = items.findIndex(({ id }) => id === chosen);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: items.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = items[to];
    if (next === undefined) return;
    onChoose(next.id);
    document.getElementById(`${base}-${next.id}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div
      className="readiness-items"
      role="listbox"
      tabIndex={0}
      aria-label={w.title}
      aria-activedescendant={chosen === null ? undefined : `${base}-${chosen}`}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <div
          key={item.id}
          id={`${base}-${item.id}`}
          role="option"
          className={`readiness-item ${item.state}`}
          aria-selected={item.id === chosen}
          onClick={() => onChoose(item.id)}
        >
          <StateIcon state={item.state} label={w.states[item.state]} />
          <span className="readiness-name ellipsis">{readinessName(language, item.id)}</span>
          <span className="quiet ellipsis">{textsOf(item, language, format, w).short}</span>
        </div>
      ))}
    </div>
  );
}

const icons = { ok: Check, warn: TriangleAlert, fail: CircleX, unknown: Minus } as const;
const tones = { ok: "", warn: "warn", fail: "err", unknown: "quiet" } as const;

function StateIcon({
  state,
  label,
}: {
  readonly state: ReadinessItem["state"];
  readonly label: string;
}): React.JSX.Element {
  const Icon = icons[state];
  return (
    <span className={tones[state]} role="img" aria-label={label}>
      <Icon {...iconSize} />
    </span>
  );
}

interface ItemDetailProps {
  readonly item: ReadinessItem;
  readonly onAgain: () => void;
  readonly onEdit: () => void;
}

function ItemDetail({ item, onAgain, onEdit }: ItemDetailProps): React.JSX.Element {
  const { language, readiness: w, servers } = useWords();
  const format = useFormat();
  const { text } = textsOf(item, language, format, w);
  const isWrong = item.state === "fail" || item.state === "warn";
  const needsLogin = item.id === "login" || item.id === "sysadmin" || item.id === "library";
  return (
    <div className="readiness-detail">
      <h4>
        {item.state === "ok" ? (
          <span role="img" aria-label={w.states.ok}>
            <Info {...iconSize} />
          </span>
        ) : (
          <StateIcon state={item.state} label={w.states[item.state]} />
        )}
        {readinessName(language, item.id)}
      </h4>
      <p className="selectable">{text}</p>
      {item.fix !== null && <CodeBox label={w.fixes[item.fix.kind]} text={item.fix.text} />}
      {isWrong && (
        <div className="readiness-actions">
          <Button onClick={onAgain}>{servers.testAgain}</Button>
          {item.state === "fail" && needsLogin && <Button onClick={onEdit}>{w.otherLogin}</Button>}
        </div>
      )}
    </div>
  );
}

interface NotAsked {
  readonly notAsked: string;
  readonly notAskedText: string;
}

function textsOf(
  item: ReadinessItem,
  language: Language,
  ...[format, w]: [format: Format, w: NotAsked]
): { readonly short: string; readonly text: string } {
  if (item.finding === null) return { short: w.notAsked, text: w.notAskedText };
  return findingText(language, item.finding, spoken(item, language, format));
}

/** Parameters that are bytes, as sizes; those of a failed login in the user's language. */
function spoken(item: ReadinessItem, language: Language, format: Format): FaultParameters {
  const bytes = ["free", "needed", "bytes", "transferSize"];
  const said = Object.fromEntries(
    Object.entries(item.parameters).map(([name, value]) => [
      name,
      typeof value !== "number"
        ? value
        : bytes.includes(name)
          ? format.text(format.sizeRound(value))
          : format.count(value),
    ]),
  );
  if (item.finding !== "login.failed") return said;
  const english = {
    message: String(item.parameters["message"]),
    remedy: String(item.parameters["remedy"]),
  };
  const own = faultText(language, String(item.parameters["code"]), item.parameters, english);
  // The item does not carry all that the sentence names: what is not whole stays in English.
  const whole = (text: string, otherwise: string): string =>
    /\{\w+\}/.test(text) ? otherwise : text;
  return {
    ...said,
    message: whole(own.message, english.message),
    remedy: whole(own.remedy, english.remedy),
  };
}
