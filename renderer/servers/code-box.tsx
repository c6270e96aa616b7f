import { Copy } from "lucide-react";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import "./code-box.css";

interface CodeBoxProps {
  /** What it is: stands above it and names it. */
  readonly label: string;
  readonly text: string;
}

/** T-SQL or a command, to be read and copied. */
export function CodeBox({ label, text }: CodeBoxProps): React.JSX.Element {
  const app = useApp();
  const { common } = useWords();
  const copy = async (): Promise<void> => {
    const done = await app.attempt(() => app.bridge.call("copyText", { text }));
    if (done !== undefined) app.notify(common.copied);
  };
  return (
    <div className="code-box">
      <div className="code-box-head">
        <span className="caption">{label}</span>
        <Button
          size="small"
          tone="quiet"
          icon={<Copy {...iconSmall} />}
          label={`${common.copy}: ${label}`}
          onClick={() => void copy()}
        >
          {common.copy}
        </Button>
      </div>
      <pre className="mono selectable" tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
