import { useState } from "react";

interface MomentFieldProps {
  readonly label: string;
  readonly ms: number;
  readonly onChange: (ms: number) => void;
}

/**
 * A time in milliseconds, counted from the beginning of what is kept. What is typed counts from Enter on, or when the field
 * is left; a step by arrow or spin button at once. Escape takes back what was typed.
 */
export function MomentField({ label, ms, onChange }: MomentFieldProps): React.JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string | null): void => {
    setTyped(null);
    const next = text === null || text === "" ? Number.NaN : Number(text);
    if (Number.isFinite(next) && next >= 0) onChange(next);
  };
  return (
    <label className="timeline-moment">
      <span>{label}</span>
      <input
        type="number"
        step="0.001"
        min={0}
        value={typed ?? ms.toFixed(3)}
        onChange={({ target, nativeEvent }) => {
          const isTyped = nativeEvent instanceof InputEvent && nativeEvent.inputType !== "";
          if (isTyped) setTyped(target.value);
          else take(target.value);
        }}
        onKeyDown={({ key }) => {
          if (key === "Enter") take(typed);
          if (key === "Escape") setTyped(null);
        }}
        onBlur={() => take(typed)}
      />
    </label>
  );
}
