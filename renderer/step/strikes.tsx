import { Bug } from "lucide-react";
import type { Strike } from "../../electron/contract/step.ts";
import { useFormat, useWords } from "../app-context.ts";
import { chipOf } from "../run/code-chip-of.ts";
import { Button } from "../ui/button.tsx";
import { CodeChip } from "../ui/chips.tsx";
import { iconSize } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";
import { aftermathText, injectedFault, rulePages } from "../words/injected-fault-words.ts";
import "./step.css";

interface StrikesProps {
  readonly strikes: readonly Strike[];
}

/** Each injected fault: what happened next as the trace shows it, and the rule of VDI that it shows. */
export function StrikeList({ strikes }: StrikesProps): React.JSX.Element {
  return (
    <>
      {strikes.map((strike, index) => (
        <StrikeItem key={index} strike={strike} />
      ))}
    </>
  );
}

function StrikeItem({ strike }: { readonly strike: Strike }): React.JSX.Element {
  const { step, language } = useWords();
  const format = useFormat();
  const text = injectedFault(language, strike.fault);
  const at = format.after(strike.atMs).replace(/^\+/, "");
  return (
    <article className="strike">
      <h3>
        <Bug {...iconSize} /> {text.name}{" "}
        <span className="quiet">
          {strike.sequence === 0
            ? step.struckServer(at)
            : step.struckAt(format.count(strike.sequence), strike.device + 1, at)}
        </span>
      </h3>
      <div className="strike-body">
        <div>
          <h4>{step.whatFollowed}</h4>
          {strike.aftermath.length === 0 ? (
            <p className="quiet">{step.nothingYet}</p>
          ) : (
            <ol className="strike-steps">
              {strike.aftermath.map((each, index) => (
                <li key={index}>
                  <span className="number quiet">
                    {format.after(Math.max(0, each.atMs - strike.atMs))}
                  </span>
                  <span className="selectable strike-text">{aftermathText(language, each)}</span>
                  {each.code !== null && <CodeChip {...chipOf(each.code)} tone={toneOf(each)} />}
                </li>
              ))}
            </ol>
          )}
        </div>
        <div>
          <h4>{step.rule}</h4>
          <p className="selectable">{text.rule}</p>
          <p className="caption selectable">{step.reference(rulePages[strike.fault])}</p>
        </div>
      </div>
    </article>
  );
}

/** Success is ok, the normal ends of a wait are neutral, the rest are errors. */
function toneOf({ code }: Strike["aftermath"][number]): "ok" | "error" | "neutral" {
  if (code?.name === "ERROR_SUCCESS" || code?.name === "NOERROR") return "ok";
  return code?.name.startsWith("T-SQL") === true ? "neutral" : "error";
}

/** The injected faults of a run that ended, as a part of its page. */
export function StrikesSection({
  strikes,
}: {
  readonly strikes: readonly Strike[] | undefined;
}): React.JSX.Element | null {
  const { step } = useWords();
  if (strikes === undefined || strikes.length === 0) return null;
  return (
    <section className="pane strikes-pane" aria-label={step.strikesTitle}>
      <div className="pane-head">
        <h2>{step.strikesTitle}</h2>
        <span className="caption">{step.strikesHint}</span>
      </div>
      <StrikeList strikes={strikes} />
    </section>
  );
}

export function StrikesDialog({
  strikes,
  onClose,
}: StrikesProps & { readonly onClose: () => void }): React.JSX.Element {
  const { step, common } = useWords();
  return (
    <Modal label={step.strikesTitle} className="dialog step-dialog" onClose={onClose}>
      <h2>{step.strikesTitle}</h2>
      <div className="step-dialog-scroll" tabIndex={0} role="group" aria-label={step.strikesHint}>
        <StrikeList strikes={strikes} />
      </div>
      <div className="dialog-actions">
        <Button onClick={onClose} data-autofocus>
          {common.close}
        </Button>
      </div>
    </Modal>
  );
}
