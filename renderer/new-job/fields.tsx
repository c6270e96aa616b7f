import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { iconSmall } from "../ui/icons.ts";
import "./fields.css";
import type { Problem, ProblemField } from "./job-problems.ts";

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

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly className?: string;
  readonly isWrong?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextField(props: TextFieldProps): React.JSX.Element {
  const { label, value, placeholder, className = "", isWrong = false, onChange } = props;
  return (
    <input
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

interface ProblemLinesProps {
  readonly problems: readonly Problem[];
  readonly field: ProblemField;
}

/** The problems of one field, at most two lines. */
export function ProblemLines({ problems, field }: ProblemLinesProps): React.JSX.Element | null {
  const mine = problems.filter((problem) => problem.field === field).slice(0, 2);
  if (mine.length === 0) return null;
  return (
    <div className="problem-lines" role="status">
      {mine.map((problem) => (
        <p key={problem.text}>{problem.text}</p>
      ))}
    </div>
  );
}
