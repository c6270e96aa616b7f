import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import {
  SegmentedControl,
  type SegmentedControlProps,
  Switch,
  type SwitchProps,
} from "./button.tsx";
import { iconSmall } from "./icons.ts";
import "./fields.css";

interface OptionRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly htmlFor?: string;
  readonly children: ReactNode;
}

/** A label, its control and what it means. */
export function OptionRow({ label, hint, htmlFor, children }: OptionRowProps): React.JSX.Element {
  return (
    <div className="option-row">
      <label className="option-name" htmlFor={htmlFor}>
        {label}
      </label>
      {children}
      {hint !== undefined && <span className="caption">{hint}</span>}
    </div>
  );
}

/** A few exclusive choices with their label. */
export function SegmentedOption<T extends string>({
  hint,
  ...control
}: SegmentedControlProps<T> & { readonly hint?: string }): React.JSX.Element {
  return (
    <OptionRow label={control.label} {...(hint !== undefined && { hint })}>
      <SegmentedControl {...control} />
    </OptionRow>
  );
}

/** Something that is on or off, with its label and what the present state means. */
export function SwitchOption({
  hint,
  ...control
}: SwitchProps & { readonly hint?: string }): React.JSX.Element {
  return (
    <OptionRow label={control.label} {...(hint !== undefined && { hint })}>
      <Switch {...control} />
    </OptionRow>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly id?: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
}

/** One of several values. */
export function Choice({ label, id, value, options, onChange }: ChoiceProps): React.JSX.Element {
  return (
    <span className="choice">
      <select
        id={id}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      <ChevronsUpDown {...iconSmall} />
    </span>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly isWrong?: boolean;
  /** NaN while the field is empty. */
  readonly onChange: (value: number) => void;
}

/** A number as it is typed. */
export function NumberField({
  label,
  value,
  min,
  max,
  isWrong = false,
  onChange,
}: NumberFieldProps): React.JSX.Element {
  return (
    <input
      type="number"
      className="field number-field"
      aria-label={label}
      aria-invalid={isWrong}
      value={Number.isNaN(value) ? "" : value}
      min={min}
      max={max}
      onChange={(event) => onChange(event.target.valueAsNumber)}
    />
  );
}

/** A whole number that is always there and within its bounds; while it is typed, the field may be empty. */
export function CountField(props: Omit<NumberFieldProps, "isWrong">): React.JSX.Element {
  const { label, value, min, max, onChange } = props;
  const [isEmpty, setIsEmpty] = useState(false);
  return (
    <span onBlur={() => setIsEmpty(false)}>
      <NumberField
        label={label}
        value={isEmpty ? Number.NaN : value}
        min={min}
        max={max}
        onChange={(typed) => {
          setIsEmpty(Number.isNaN(typed));
          if (!Number.isNaN(typed)) onChange(Math.max(min, Math.min(max, Math.floor(typed))));
        }}
      />
    </span>
  );
}

interface TextFieldProps {
  readonly label: string;
  /** Where a label names it. */
  readonly id?: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly className?: string;
  readonly isWrong?: boolean;
  readonly onChange: (value: string) => void;
}

/** A line of text. */
export function TextField(props: TextFieldProps): React.JSX.Element {
  const { label, id, value, placeholder, className = "", isWrong = false, onChange } = props;
  return (
    <input
      id={id}
      type="text"
      className={`field ${className}`}
      aria-label={label}
      aria-invalid={isWrong}
      value={value}
      placeholder={placeholder}
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
