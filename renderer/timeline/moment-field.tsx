interface MomentFieldProps {
  readonly label: string;
  readonly ms: number;
  readonly onChange: (ms: number) => void;
}

/** A time in milliseconds, counted from the beginning of what is kept. */
export function MomentField({ label, ms, onChange }: MomentFieldProps): React.JSX.Element {
  return (
    <label className="timeline-moment">
      <span>{label}</span>
      <input
        type="number"
        step="0.001"
        min={0}
        value={ms.toFixed(3)}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          if (Number.isFinite(next) && next >= 0) onChange(next);
        }}
      />
    </label>
  );
}
