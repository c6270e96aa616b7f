import { Check, Circle } from "lucide-react";
import type { Phase, Run } from "../../electron/contract/run.ts";
import { phases } from "../../electron/contract/run.ts";
import { useWords } from "../app-context.ts";

/** Phases that a restore has not. */
const backupOnly: readonly Phase[] = ["log", "complete", "publish"];

/** The phases in order: passed with a check, the present one with a dot, those to come as rings. */
export function PhaseTrack({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const shown = phases.filter((phase) => run.spec.kind === "backup" || !backupOnly.includes(phase));
  const now = phases.indexOf(run.phase);
  return (
    <ol className="phase-track" aria-label={words.monitor.phases}>
      {shown.map((phase) => {
        const at = phases.indexOf(phase);
        const state = at < now ? "passed" : at === now ? "present" : "coming";
        return (
          <li key={phase} className={state} aria-current={state === "present" ? "step" : undefined}>
            <PhaseMark state={state} />
            {words.phases[phase]}
            {state === "passed" && (
              <span className="visually-hidden">, {words.monitor.phaseDone}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function PhaseMark({
  state,
}: {
  readonly state: "passed" | "present" | "coming";
}): React.JSX.Element {
  if (state === "passed") return <Check size={12} strokeWidth={2} aria-hidden />;
  return (
    <Circle
      size={9}
      strokeWidth={2}
      fill={state === "present" ? "currentColor" : "none"}
      aria-hidden
    />
  );
}
