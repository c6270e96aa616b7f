/** The ready scripts: steps with one sentence each. What they expect is checked when they run, and by a test. */
import { answerOfName } from "./legality.ts";
import type { Text } from "./method-words.ts";
import type { LabMethodId } from "./methods.ts";
import { abortScript } from "./scripts/abort.ts";
import { backupScript } from "./scripts/smallest-backup.ts";
import { handleScript } from "./scripts/wrong-handle.ts";
import { ioErrorScript } from "./scripts/io-error.ts";
import { twoProcessesScript } from "./scripts/two-processes.ts";
import type { LabStep } from "./transcript.ts";
import type { ScriptStep } from "./script-steps.ts";

export interface LabScript {
  readonly id: string;
  readonly title: Text;
  readonly steps: readonly LabStep[];
}

const sources = [
  ["backup", backupScript],
  ["twoProcesses", twoProcessesScript],
  ["wrongHandle", handleScript],
  ["ioError", ioErrorScript],
  ["abort", abortScript],
] as const;

export const labScripts: readonly LabScript[] = sources.map(([id, { title, steps }]) => ({
  id,
  title,
  steps: steps.map(stepFrom),
}));

function stepFrom(step: ScriptStep): LabStep {
  const [en, pt] = step.say;
  const text = { en, "pt-BR": pt };
  if ("kill" in step) return { kind: "kill", process: step.kill, text };
  if ("add" in step) return { kind: "addSecondary", process: step.add, text };
  const half = step.by === "server" ? "server" : "client";
  return {
    kind: "call",
    process: step.by,
    method: `${half}.${step.call}` as LabMethodId,
    values: step.with ?? {},
    hr: step.is === null ? null : answerOfName(step.is ?? "NOERROR"),
    results: step.gives ?? {},
    ...(step.completes === undefined ? {} : { completion: { position: 0, ...step.completes } }),
    ...(step.until === undefined ? {} : { endsAfter: step.until }),
    text,
  };
}
