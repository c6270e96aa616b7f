import type { ButtonHTMLAttributes, ReactNode } from "react";
import "./button.css";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
  readonly tone?: "normal" | "primary" | "quiet" | "danger";
  readonly size?: "normal" | "small" | "large";
  readonly icon?: ReactNode;
  /** Why it cannot be pressed now; it stays reachable and says so. */
  readonly disabledReason?: string | null;
  /** Name of a button that has an icon only. */
  readonly label?: string;
  readonly tip?: string;
}

/** A button; the tone "primary" at most once a screen. */
export function Button(props: ButtonProps): React.JSX.Element {
  const {
    tone = "normal",
    size = "normal",
    icon,
    disabledReason = null,
    label,
    tip,
    children,
    className = "",
    onClick,
    ...rest
  } = props;
  const isOff = disabledReason !== null;
  const looks = ["button", tone, size, children === undefined ? "icon-only" : "", className];
  return (
    <button
      type="button"
      {...rest}
      className={looks.filter((look) => look !== "" && look !== "normal").join(" ")}
      aria-disabled={isOff ? true : undefined}
      aria-label={label}
      data-tip={disabledReason ?? tip ?? (children === undefined ? label : undefined)}
      onClick={isOff ? undefined : onClick}
    >
      {icon}
      {children}
    </button>
  );
}

/** A key beside the thing that it does: "Ctrl K". */
export function KeyHint({
  keys,
  isPlain = false,
}: {
  readonly keys: string;
  readonly isPlain?: boolean;
}): React.JSX.Element {
  return <kbd className={`key-hint${isPlain ? " plain" : ""}`}>{keys}</kbd>;
}

export interface SegmentedControlProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string; readonly hint?: string }[];
  readonly onChange: (value: T) => void;
}

/** A few exclusive choices side by side; arrows move, as in a radio group. */
export function SegmentedControl<T extends string>(
  props: SegmentedControlProps<T>,
): React.JSX.Element {
  const { label, value, options, onChange } = props;
  const step = (event: React.KeyboardEvent, by: number): void => {
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = options[(at + by + options.length) % options.length];
    if (next === undefined) return;
    onChange(next.value);
    const group = event.currentTarget;
    requestAnimationFrame(() => group.querySelector<HTMLElement>("[aria-checked=true]")?.focus());
  };
  return (
    <div
      className="segmented"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight" || event.key === "ArrowDown") step(event, 1);
        if (event.key === "ArrowLeft" || event.key === "ArrowUp") step(event, -1);
      }}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          data-tip={option.hint}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}

export interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, onChange }: SwitchProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="switch"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      onClick={() => onChange(!isOn)}
    />
  );
}
