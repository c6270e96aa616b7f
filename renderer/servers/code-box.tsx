import { CopyButton } from "../ui/copy-button.tsx";
import "./code-box.css";

interface CodeBoxProps {
  /** What it is: stands above it and names it. */
  readonly label: string;
  readonly text: string;
}

/** T-SQL or a command, to be read and copied. */
export function CodeBox({ label, text }: CodeBoxProps): React.JSX.Element {
  return (
    <div className="code-box">
      <div className="code-box-head">
        <span className="caption">{label}</span>
        <CopyButton text={text} what={label} />
      </div>
      <pre className="mono selectable" tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
