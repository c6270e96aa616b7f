import { ClipboardCopy } from "lucide-react";
import { codes, type CodeKey } from "../../electron/contract/codes/codes.ts";
import { useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { codeText } from "../words/code-words.ts";
import "./explain.css";
import { kindLine, relatedOf } from "./explanation-text.ts";
import { useCopy } from "../ui/use-copy.ts";

interface CodeDetailProps {
  readonly codeKey: CodeKey;
  /** Another code was chosen from "see also". */
  readonly onRelated: (key: CodeKey) => void;
}

/** What a code means, why it comes and what to do. Its name stands above, where it is shown. */
export function CodeDetail({ codeKey, onRelated }: CodeDetailProps): React.JSX.Element {
  const words = useWords();
  const copy = useCopy();
  const w = words.explain;
  const { meaning, causes, next } = codeText(words.language, codeKey);
  const related = relatedOf(codeKey);
  return (
    <div className="code-detail selectable">
      <p className="caption code-kind">{kindLine(codeKey, words)}</p>
      <p className="code-meaning">{meaning}</p>
      {causes.length > 0 && <h3>{w.causes}</h3>}
      <ul>
        {causes.map((cause) => (
          <li key={cause}>{cause}</li>
        ))}
      </ul>
      {next.length > 0 && <h3>{w.next}</h3>}
      <ol>
        {next.map((step) => (
          <li key={step.text}>
            {step.text}
            {step.copy !== undefined && (
              <span className="code-copy">
                <code>{step.copy}</code>
                <Button
                  size="small"
                  tone="quiet"
                  label={w.copyThis}
                  icon={<ClipboardCopy {...iconSmall} />}
                  onClick={() => copy(step.copy ?? "")}
                />
              </span>
            )}
          </li>
        ))}
      </ol>
      {related.length > 0 && (
        <p className="code-related">
          <span className="caption">{w.related}</span>
          {related.map((key) => (
            <button key={key} type="button" className="chip" onClick={() => onRelated(key)}>
              <span>{codes[key].name}</span>
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
