/** A breakpoint as the texts of a form's fields, and back. Pure. */
import { faultKinds } from "../../electron/contract/job.ts";
import {
  breakpointSchema,
  faultStages,
  type Breakpoint,
  type HoldStage,
} from "../../electron/contract/step.ts";
import { parseSize, sizeText } from "../new-job/job-form-model.ts";
import type { Words } from "../words/words.ts";

export interface BreakpointTexts {
  readonly stages: readonly HoldStage[];
  /** "" = any, as in all that follow. */
  readonly command: string;
  readonly device: string;
  readonly sizeMin: string;
  readonly sizeMax: string;
  readonly positionFrom: string;
  readonly positionTo: string;
  readonly latencyUs: string;
  readonly code: string;
  readonly ordinal: string;
  readonly fault: string;
  readonly isOnce: boolean;
}

export function textsOf(breakpoint: Breakpoint): BreakpointTexts {
  const text = (value: number | string | null | undefined): string =>
    value === null || value === undefined ? "" : String(value);
  const size = (value: number | null): string => (value === null ? "" : sizeText(value));
  return {
    stages: breakpoint.stages,
    command: text(breakpoint.commands[0]),
    device: text(breakpoint.devices[0]),
    sizeMin: size(breakpoint.sizeMin),
    sizeMax: size(breakpoint.sizeMax),
    positionFrom: size(breakpoint.positionFrom),
    positionTo: size(breakpoint.positionTo),
    latencyUs: text(breakpoint.latencyUs),
    code: text(breakpoint.code),
    ordinal: text(breakpoint.ordinal),
    fault: text(breakpoint.fault),
    isOnce: breakpoint.isOnce,
  };
}

/** The breakpoint that the texts mean; null when one of them means nothing. What has no field stays as in `base`. */
export function breakpointOf(texts: BreakpointTexts, base: Breakpoint): Breakpoint | null {
  const size = (text: string): number | null =>
    text.trim() === "" ? null : (parseSize(text) ?? NaN);
  const number = (text: string): number | null => (text.trim() === "" ? null : Number(text));
  const parsed = breakpointSchema.safeParse({
    ...base,
    stages: [...texts.stages],
    commands: texts.command === "" ? [] : [Number(texts.command)],
    devices: texts.device === "" ? [] : [Number(texts.device)],
    sizeMin: size(texts.sizeMin),
    sizeMax: size(texts.sizeMax),
    positionFrom: size(texts.positionFrom),
    positionTo: size(texts.positionTo),
    latencyUs: number(texts.latencyUs),
    code: texts.code === "failure" ? "failure" : number(texts.code),
    ordinal: number(texts.ordinal),
    fault: faultKinds.find((kind) => kind === texts.fault) ?? null,
    isOnce: texts.isOnce,
  });
  return parsed.success ? parsed.data : null;
}

/** Why a breakpoint would never be met, in one line; null when it can be. */
export function problemOf(breakpoint: Breakpoint | null, step: Words["step"]): string | null {
  if (breakpoint === null) return step.oneStage;
  const { stages, code, ordinal, fault } = breakpoint;
  const hasCode = stages.some((stage) => stage === "moved" || stage === "completed");
  if (code !== null && !hasCode) return step.codeOnlyAt;
  if (ordinal !== null && !stages.includes("received")) return step.ordinalOnlyAt;
  const possible = fault === null ? stages : faultStages[fault];
  if (stages.some((stage) => !possible.includes(stage)))
    return `${step.holdsAt}: ${possible.map((stage) => step.stages[stage]).join(", ")}.`;
  return null;
}
