import { Check, Circle, X } from "lucide-react";
import { phases, type Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";

/** The phases that the run passed, each with how long it took; where it stopped, a cross. */
export function PhaseDurations({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const isOk = run.result?.ok === true;
  const spans = run.phaseSpans;
  const last = spans.at(-1)?.phase;
  const open = isOk ? [] : phases.slice(phases.indexOf(last ?? "attach") + 1);
  return (
    <ol className="phase-durations">
      {spans.map(({ phase, startedMs, endedMs }) => {
        const isBroken = !isOk && phase === last;
        return (
          <li key={phase}>
            {isBroken ? (
              <X size={12} strokeWidth={2} aria-hidden />
            ) : (
              <Check size={12} strokeWidth={2} aria-hidden />
            )}
            {words.phases[phase]}
            <span className="caption">{format.span((endedMs ?? run.elapsedMs) - startedMs)}</span>
          </li>
        );
      })}
      {open.map((phase) => (
        <li key={phase} className="coming">
          <Circle size={8} strokeWidth={2} aria-hidden />
          {words.phases[phase]}
        </li>
      ))}
    </ol>
  );
}
