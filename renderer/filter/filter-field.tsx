import { Search, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { type Completions, completionsAt } from "./complete.ts";
import type { Field } from "./fields.ts";
import "./filter-field.css";
import type { FilterError } from "./parse.ts";

interface FilterFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly error: FilterError | null;
  readonly known: ReadonlySet<Field>;
  /** How many it lets through. */
  readonly count: string;
  /** Enter, and Shift+Enter, where no suggestion is chosen. */
  readonly onEnter?: (by: 1 | -1) => void;
  readonly onClear: () => void;
  /** Escape where no suggestions are open. */
  readonly onEscape: () => void;
  readonly field?: React.RefObject<HTMLInputElement | null>;
}

/** Words that end in another word at once. */
const spaced = /^[\p{L}&|=!<>]/u;

/** A filter as text: what can come next while it is typed, and what is wrong with it, in a line below. */
export function FilterField(props: FilterFieldProps): React.JSX.Element {
  const { text, onText, error, count, onClear } = props;
  const { filter: w } = useWords();
  const id = useId();
  const own = useRef<HTMLInputElement>(null);
  const input = props.field ?? own;
  const list = useCompletions(props, input);
  const { completions, at } = list;
  const isOpen = completions.options.length > 0;
  const [isFocused, setIsFocused] = useState(false);
  // At the end of what is being typed the text is not wrong yet.
  const isUnfinished = isFocused && error?.to === text.length;
  return (
    <div className="filter-box">
      <span className={`filter-line${error === null || isUnfinished ? "" : " wrong"}`}>
        <Search {...iconSmall} />
        <input
          ref={input}
          value={text}
          role="combobox"
          aria-label={w.label}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && at >= 0 ? `${id}-${at}` : undefined}
          aria-invalid={error !== null && !isUnfinished}
          aria-describedby={error === null ? undefined : `${id}-error`}
          placeholder={w.example}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onText(event.target.value);
            list.openAt(event.target.value, event.target.selectionStart ?? 0);
          }}
          onKeyDown={list.onKeyDown}
          onFocus={() => setIsFocused(true)}
          onBlur={() => {
            setIsFocused(false);
            list.close();
          }}
        />
        <span className="caption" aria-live="polite">
          {count}
        </span>
        {text !== "" && (
          <Button
            size="small"
            tone="quiet"
            label={w.clear}
            icon={<X {...iconSmall} />}
            onClick={onClear}
          />
        )}
      </span>
      <Below
        id={id}
        options={completions.options}
        at={at}
        onTake={list.take}
        error={error}
        isUnfinished={isUnfinished}
      />
    </div>
  );
}

interface BelowProps {
  readonly id: string;
  readonly options: readonly string[];
  readonly at: number;
  readonly onTake: (option: string) => void;
  readonly error: FilterError | null;
  readonly isUnfinished: boolean;
}

/** Suggestions, and one line of error. */
function Below({ id, options, at, onTake, error, isUnfinished }: BelowProps): React.JSX.Element {
  const { filter: w } = useWords();
  const isOpen = options.length > 0;
  return (
    <div className={`filter-below popover${isOpen || error !== null ? "" : " closed"}`}>
      <ul id={`${id}-list`} role="listbox" aria-label={w.suggestions} hidden={!isOpen}>
        {options.map((option, index) => (
          <li
            key={option}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // Before the field loses the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              onTake(option);
            }}
          >
            {option}
          </li>
        ))}
      </ul>
      {error !== null && (
        <p id={`${id}-error`} className={isUnfinished ? "caption" : "caption err"}>
          {w.error(error)}
        </p>
      )}
    </div>
  );
}

const nothing: Completions = { from: 0, to: 0, options: [] };

function useCompletions(
  { text, onText, known, onEnter, onEscape }: FilterFieldProps,
  input: React.RefObject<HTMLInputElement | null>,
) {
  const [completions, setCompletions] = useState(nothing);
  const [at, setAt] = useState(-1);
  const { options } = completions;
  const close = (): void => {
    setCompletions(nothing);
    setAt(-1);
  };
  const openAt = (typed: string, caret: number): void => {
    setCompletions(typed === "" ? nothing : completionsAt(typed, caret, known));
    setAt(-1);
  };
  const take = (option: string): void => {
    const after = text.slice(completions.to);
    const put = spaced.test(option) && !after.startsWith(" ") ? `${option} ` : option;
    const next = text.slice(0, completions.from) + put + after;
    const caret = completions.from + put.length;
    onText(next);
    openAt(next, caret);
    requestAnimationFrame(() => input.current?.setSelectionRange(caret, caret));
  };
  const move = (by: 1 | -1): void => {
    const { length } = options;
    if (length === 0)
      setCompletions(completionsAt(text, input.current?.selectionStart ?? text.length, known));
    else setAt(at < 0 ? (by === 1 ? 0 : length - 1) : (at + by + length) % length);
  };
  const enter = (by: 1 | -1): void => {
    close();
    onEnter?.(by);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const chosen = options[at];
    const isTaking = chosen !== undefined && ["Enter", "Tab"].includes(event.key);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => enter(event.shiftKey ? -1 : 1),
      Escape: options.length > 0 ? close : onEscape,
    };
    const act = isTaking ? () => take(chosen) : acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return { completions, at, close, openAt, take, onKeyDown };
}
