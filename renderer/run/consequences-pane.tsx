import type { Failure, FailureStep } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { CodeChip } from "../ui/chips.tsx";
import { Empty } from "../ui/empty.tsx";
import { stepText } from "../words/step-words.ts";
import type { Words } from "../words/words.ts";
import { chipOf } from "./code-chip-of.ts";
import { letterOf } from "./unfolding.ts";

/** What only followed from the first cause, lettered as in the strip. */
export function ConsequencesPane({ failure }: { readonly failure: Failure }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.failed;
  return (
    <section className="pane" aria-label={w.consequences}>
      <div className="pane-head">
        <h2>{w.consequences}</h2>
        <span className="caption">{w.consequencesHint}</span>
      </div>
      {failure.consequences.length === 0 ? (
        <Empty title={w.noConsequences} text={w.noConsequencesText} />
      ) : (
        <div className="pane-scroll" tabIndex={0}>
          <table className="table consequences">
            <thead>
              <tr>
                <td />
                <th className="number">{w.after}</th>
                <th>{w.seenIn}</th>
                <th>{w.code}</th>
                <th>{w.inWords}</th>
              </tr>
            </thead>
            <tbody>
              {failure.consequences.map((step, index) => (
                <tr key={index}>
                  <td>
                    <span className="letter">{letterOf(index + 1)}</span>
                  </td>
                  <td className="number quiet">
                    {format.after(Math.max(0, step.atMs - failure.cause.atMs))}
                  </td>
                  <td className="quiet">{seenIn(step, words)}</td>
                  <td>{step.code !== null && <CodeChip {...chipOf(step.code)} />}</td>
                  <td className="consequence-text selectable">{stepText(words.language, step)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="pane-note caption">{clocksText(failure, words, format)}</p>
        </div>
      )}
    </section>
  );
}

/** How far the times of the table can be trusted. */
function clocksText({ clocks }: Failure, { explain: w }: Words, format: Format): string {
  const traceMs = clocks?.traceMs ?? null;
  const text = w.clocks(traceMs === null ? null : format.text(format.latency(traceMs * 1e6)));
  return typeof clocks?.eventLogMs === "number" ? `${text} ${w.clockOfLog}` : text;
}

function seenIn(step: FailureStep, words: Words): string {
  if (step.source === "server") return "T-SQL";
  if (step.device >= 0) return words.common.deviceN(step.device + 1);
  const name = words.failed.seenBy[step.source];
  return name.charAt(0).toUpperCase() + name.slice(1);
}
