/** Why a fault cannot be injected at a point, as the debugger of the run would refuse it, in the user's language. Pure. */
import { sessionOf, type FaultKind } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import {
  faultStages,
  stepLimit,
  type ControlState,
  type HoldStage,
  type InjectionPoint,
} from "../../electron/contract/step.ts";
import type { Words } from "../words/words.ts";
import { chosenOf } from "./step-sentences.ts";

/** Why a fault can strike nowhere in a run; null: it can. */
export function faultProblem(fault: FaultKind, { spec }: Run, step: Words["step"]): string | null {
  if (sessionOf(spec) !== null) return step.whyForeign;
  return fault === "client-timeout" && spec.serverTimeout === 0 ? step.whyNoTimeout : null;
}

/** null: it can. */
export function injectionProblem(
  { fault, at }: { readonly fault: FaultKind; readonly at: InjectionPoint },
  { run, control }: { readonly run: Run; readonly control: ControlState },
  step: Words["step"],
): string | null {
  const nowhere = faultProblem(fault, run, step);
  if (nowhere !== null) return nowhere;
  const stages = stagesOf(at, control);
  if (stages === null) return at.kind === "held" ? step.whyNotHeld : step.noBreakpoints;
  const isFull = control.pending.length >= stepLimit.pendingMax;
  if (isFull && (at.kind === "next" || at.kind === "command")) return step.whyPendingFull;
  if (at.kind === "command" && !(at.ordinal >= 1)) return step.whyNoOrdinal;
  const possible = faultStages[fault];
  if (stages.every((stage) => possible.includes(stage))) return null;
  return step.whyStages(possible.map((stage) => step.stages[stage]).join(", "));
}

/** Stages at which the struck command will be; null: there is none such. */
function stagesOf(at: InjectionPoint, control: ControlState): readonly HoldStage[] | null {
  if (at.kind === "held") {
    const chosen = chosenOf(control);
    return chosen === undefined ? null : [chosen.stage];
  }
  if (at.kind === "breakpoint")
    return control.breakpoints.find(({ id }) => id === at.id)?.breakpoint.stages ?? null;
  return ["received"];
}
