import { Search } from "lucide-react";
import { useRef } from "react";
import { iconSmall } from "./icons.ts";
import "./search-field.css";
import { useViewAction } from "./use-view-action.ts";

interface SearchFieldProps {
  /** Names it, and stands in it while it is empty. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Keys that move in what was found, without leaving the field. */
  readonly onKeyDown?: (event: React.KeyboardEvent) => void;
}

/** The one field of a page that filters its list: the keys of "Filter" lead to it, Escape empties it. */
export function SearchField(props: SearchFieldProps): React.JSX.Element {
  const { label, value, onChange, onKeyDown } = props;
  const input = useRef<HTMLInputElement>(null);
  useViewAction("filter", () => input.current?.select());
  return (
    <label className="search-field">
      <Search {...iconSmall} />
      <input
        ref={input}
        type="text"
        value={value}
        placeholder={label}
        aria-label={label}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onChange("");
          onKeyDown?.(event);
        }}
      />
    </label>
  );
}
