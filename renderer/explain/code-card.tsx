import { ClipboardCopy } from "lucide-react";
import { useLocation } from "wouter";
import { codes, numbersText, type CodeKey } from "../../electron/contract/codes/codes.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";
import { CodeDetail } from "./code-detail.tsx";
import "./explain.css";
import { codeTitle, explanationText } from "./explanation-text.ts";
import { useCopy } from "../ui/use-copy.ts";

/** The explanation that a chip opens, over the page. */
export function CodeCard({ codeKey }: { readonly codeKey: CodeKey }): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const copy = useCopy();
  const [, navigate] = useLocation();
  const w = words.explain;
  const explain = (explained: CodeKey | null): void => app.ui.setState({ explained });
  const { name } = codes[codeKey];
  return (
    <Modal
      label={w.one(codeTitle(codeKey))}
      className="dialog code-card"
      onClose={() => explain(null)}
    >
      <h2 className="code-title mono">
        {name}
        <span className="quiet">
          {name.endsWith(numbersText(codes[codeKey])) ? "" : numbersText(codes[codeKey])}
        </span>
      </h2>
      <div className="code-card-body" tabIndex={0}>
        <CodeDetail codeKey={codeKey} onRelated={explain} />
      </div>
      <div className="dialog-actions">
        <Button
          icon={<ClipboardCopy {...iconSize} />}
          onClick={() => copy(explanationText(codeKey, words))}
        >
          {w.copyAll}
        </Button>
        <Button
          onClick={() => {
            explain(null);
            navigate(`/codes/${codeKey}`);
          }}
        >
          {w.inPage}
        </Button>
        <Button onClick={() => explain(null)} data-autofocus>
          {words.common.close}
        </Button>
      </div>
    </Modal>
  );
}
