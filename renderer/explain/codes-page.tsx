import { ClipboardCopy } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import {
  codeKeys,
  codes,
  isCodeKey,
  numbersText,
  type CodeKey,
} from "../../electron/contract/codes/codes.ts";
import { useFormat, useWords } from "../app-context.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";
import { SearchField } from "../ui/search-field.tsx";
import { codeText } from "../words/code-words.ts";
import { CodeDetail } from "./code-detail.tsx";
import "./explain.css";
import { explanationText } from "./explanation-text.ts";
import { type CodeSearch, searchCodes } from "./search-codes.ts";
import { useCopy } from "../ui/use-copy.ts";
import { rowAfter } from "../ui/row-after.ts";

const kinds = ["all", "hresult", "win32", "tsql", "vendor"] as const;

/** Every code that is explained, to be searched; the chosen one beside the list. Its path names it. */
export function CodesPage({ chosen }: { readonly chosen: string | null }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState("");
  const [kind, setKind] = useState<CodeSearch["kind"]>("all");
  const { language } = words;
  const found = useMemo(() => searchCodes({ query, kind, language }), [query, kind, language]);
  const asked = chosen !== null && isCodeKey(chosen) ? chosen : null;
  const [lastAsked, setLastAsked] = useState(asked);
  if (asked !== lastAsked) {
    setLastAsked(asked);
    // A link from elsewhere: what was searched before must not hide it.
    if (asked !== null && !found.includes(asked)) {
      setQuery("");
      setKind("all");
    }
  }
  // What was asked for stays in sight until something else is searched.
  const shown = asked !== null && found.includes(asked) ? asked : (found[0] ?? null);
  const at = shown === null ? -1 : found.indexOf(shown);
  const choose = (key: CodeKey): void => navigate(`/codes/${key}`, { replace: true });
  const w = words.explain;
  return (
    <div className="codes-page">
      <header className="page-head">
        <h1>{w.title}</h1>
        <span className="caption codes-count">
          {found.length === codeKeys.length
            ? w.count(format.count(codeKeys.length))
            : w.shown(format.count(found.length), format.count(codeKeys.length))}
        </span>
        <span className="spring" />
        <SegmentedControl
          label={w.kind}
          value={kind}
          options={kinds.map((value) => ({ value, text: w.shortKinds[value] }))}
          onChange={setKind}
        />
        <SearchField
          label={w.filter}
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => {
            const next = found[at + stepOf(event.key)];
            if (stepOf(event.key) === 0 || next === undefined) return;
            event.preventDefault();
            choose(next);
          }}
        />
      </header>
      {shown === null ? (
        <Empty title={w.noMatch} text={w.noMatchText} />
      ) : (
        <div className="codes-body">
          <CodeList keys={found} shown={shown} onChoose={choose} />
          <ShownCode codeKey={shown} onRelated={choose} />
        </div>
      )}
    </div>
  );
}

function stepOf(key: string): number {
  return key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
}

interface CodeListProps {
  readonly keys: readonly CodeKey[];
  readonly shown: CodeKey;
  readonly onChoose: (key: CodeKey) => void;
}

function CodeList({ keys, shown, onChoose }: CodeListProps): React.JSX.Element {
  const words = useWords();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [shown, keys]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const height = list.current?.clientHeight ?? 0;
    const next = rowAfter(event.key, {
      at: keys.indexOf(shown),
      count: keys.length,
      height,
      rowHeight: 44,
    });
    const key = next === null ? undefined : keys[next];
    if (key === undefined) return;
    event.preventDefault();
    onChoose(key);
  };
  return (
    <div
      ref={list}
      className="code-list"
      role="listbox"
      aria-label={words.explain.list}
      tabIndex={0}
      aria-activedescendant={`code-${shown}`}
      onKeyDown={onKeyDown}
    >
      {keys.map((key) => (
        <div
          key={key}
          id={`code-${key}`}
          role="option"
          aria-selected={key === shown}
          onClick={() => onChoose(key)}
        >
          <span className="code-name mono ellipsis">{codes[key].name}</span>
          <span className="code-number mono quiet">{shortNumber(key)}</span>
          <span className="code-line quiet ellipsis">{codeText(words.language, key).meaning}</span>
        </div>
      ))}
    </div>
  );
}

/** The number where the name does not end with it already. */
function shortNumber(key: CodeKey): string {
  const numbers = numbersText(codes[key]);
  return codes[key].name.endsWith(numbers) ? "" : numbers;
}

function ShownCode({
  codeKey,
  onRelated,
}: {
  readonly codeKey: CodeKey;
  readonly onRelated: (key: CodeKey) => void;
}): React.JSX.Element {
  const words = useWords();
  const copy = useCopy();
  const w = words.explain;
  return (
    <section className="code-shown" aria-label={codes[codeKey].name} tabIndex={0}>
      <div className="code-shown-head">
        <h2 className="code-title mono selectable">
          {codes[codeKey].name}
          <span className="quiet">{shortNumber(codeKey)}</span>
        </h2>
        <Button
          size="small"
          icon={<ClipboardCopy {...iconSize} />}
          onClick={() => copy(explanationText(codeKey, words))}
        >
          {w.copyAll}
        </Button>
      </div>
      <CodeDetail codeKey={codeKey} onRelated={onRelated} />
    </section>
  );
}
