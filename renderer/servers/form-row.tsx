import { useId, type ReactNode } from "react";

interface FormRowProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Gets the id that the label names. */
  readonly children: (id: string) => ReactNode;
}

/** A label, its field, and under it what it means. */
export function FormRow({ label, hint, children }: FormRowProps): React.JSX.Element {
  const id = useId();
  return (
    <div className="form-row">
      <label htmlFor={id}>{label}</label>
      <div>
        {children(id)}
        {hint !== undefined && <p className="caption">{hint}</p>}
      </div>
    </div>
  );
}

interface TextRowProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is copied or compared: addresses, paths. */
  readonly isMono?: boolean;
  /** Where the dialog begins. */
  readonly isFirst?: boolean;
}

/** A line of text. */
export function TextRow(props: TextRowProps): React.JSX.Element {
  const { label, hint, value, onChange, isMono = false, isFirst = false } = props;
  return (
    <FormRow label={label} hint={hint}>
      {(id) => (
        <input
          id={id}
          {...(isFirst ? { "data-autofocus": true } : {})}
          type="text"
          className={isMono ? "field mono" : "field"}
          value={value}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormRow>
  );
}
