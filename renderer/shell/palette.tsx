import {
  BookOpen,
  FlaskConical,
  Activity,
  Copy,
  Download,
  FileSearch,
  History,
  Keyboard,
  Play,
  Plus,
  Search,
  Settings,
  Square,
  SunMoon,
  X,
  Server,
} from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useApp, useWords } from "../app-context.ts";
import { KeyHint } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";
import type { Command, CommandIcon } from "./commands.ts";
import { fuzzyMatch, type Match } from "./fuzzy.ts";

/** Rows that are drawn; who has more typed too little. */
const shownMax = 100;

interface Found {
  readonly command: Command;
  readonly match: Match;
}

/** Commands that fit the query, best first; with an empty query all, in their order. */
export function findCommands(commands: readonly Command[], query: string): Found[] {
  const letters = query.trim().toLowerCase();
  const found = commands.flatMap((command) => {
    const isLeftOut = letters === "" || !command.title.toLowerCase().includes(letters);
    if (command.isSearchedOnly === true && isLeftOut) return [];
    const match = fuzzyMatch(query, command.title);
    return match === null ? [] : [{ command, match }];
  });
  return query.trim() === "" ? found : found.toSorted((a, b) => b.match.score - a.match.score);
}

/** Every page, run and action by name. Those that cannot be done now say why. */
export function Palette({
  commands,
}: {
  readonly commands: readonly Command[];
}): React.JSX.Element {
  const app = useApp();
  const { palette } = useWords();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const all = findCommands(commands, query);
  const found = all.slice(0, shownMax);
  const close = (): void => app.ui.setState({ isPaletteOpen: false });
  const choose = (one: Found | undefined): void => {
    if (one?.command.disabledReason !== null) return;
    close();
    one.command.run();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[event.key];
    if (event.key === "Enter") choose(found[at]);
    else if (by !== undefined) setAt(Math.max(0, Math.min(found.length - 1, at + by)));
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, query]);

  return (
    <Modal label={palette.label} className="palette" onClose={close}>
      <div className="palette-head">
        <Search {...iconSmall} />
        <input
          value={query}
          placeholder={palette.hint}
          role="combobox"
          aria-label={palette.hint}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={found[at] === undefined ? undefined : `${listId}-${at}`}
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span className="caption">{palette.count(all.length, commands.length)}</span>
      </div>
      <div
        className="palette-list"
        role="listbox"
        id={listId}
        aria-label={palette.label}
        ref={list}
      >
        {found.map((one, index) => (
          <div
            key={one.command.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            aria-disabled={one.command.disabledReason !== null}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(one)}
          >
            <CommandGlyph icon={one.command.icon} />
            <span className="palette-title">{marked(one.command.title, one.match.hits)}</span>
            <span className="palette-why">{one.command.disabledReason}</span>
            {one.command.keys !== "" && <KeyHint keys={one.command.keys} />}
          </div>
        ))}
        {found.length === 0 && <p className="palette-nothing">{palette.nothing}</p>}
      </div>
    </Modal>
  );
}

function marked(title: string, hits: readonly number[]): ReactNode {
  if (hits.length === 0) return title;
  return Array.from(title, (letter, index) =>
    hits.includes(index) ? <mark key={index}>{letter}</mark> : letter,
  );
}

const glyphs: Readonly<Record<CommandIcon, typeof Plus>> = {
  add: Plus,
  play: Play,
  stop: Square,
  run: Activity,
  runs: History,
  inspect: FileSearch,
  settings: Settings,
  lab: FlaskConical,
  server: Server,
  keys: Keyboard,
  code: BookOpen,
  close: X,
  export: Download,
  look: SunMoon,
  copy: Copy,
};

function CommandGlyph({ icon }: { readonly icon: CommandIcon }): React.JSX.Element {
  const Glyph = glyphs[icon];
  return <Glyph {...iconSize} />;
}
