/** Sentences about held commands and breakpoints. Pure. */
import type { Run } from "../../electron/contract/run.ts";
import {
  isWithSecondary,
  type Breakpoint,
  type ControlState,
  type HeldCommand,
} from "../../electron/contract/step.ts";
import { nameOfCompletion } from "../../electron/contract/vdi.ts";
import type { Format } from "../format.ts";
import type { Owner } from "../ui/owner.ts";
import { commandName } from "../trace/command-row.ts";
import { injectedFault } from "../words/injected-fault-words.ts";
import type { Words } from "../words/words.ts";

/** The held command that the next step moves; undefined when it is on its way or nothing is held. */
export function chosenOf({ held, chosen }: ControlState): HeldCommand | undefined {
  return held.find((each) => each.device === chosen?.device && each.sequence === chosen.sequence);
}

/** "Held at: leased"; null when nothing is held on purpose. */
export function headSentence(control: ControlState, words: Words, format: Format): string | null {
  const { step } = words;
  if (control.mode === "slow") return step.slowly(format.count(control.commandsPerSecond ?? 0));
  if (control.mode !== "paused")
    return control.target === null ? null : step.runningTo[control.target.kind];
  const chosen = chosenOf(control) ?? (control.chosen === null ? control.held[0] : undefined);
  if (chosen !== undefined) return step.heldAt(step.stages[chosen.stage]);
  return control.chosen === null ? step.waitsForFirst : step.onItsWay;
}

/** "Write 12, device 1, 65,536 bytes at 720,896, stopped by breakpoint 2". */
export function heldSentence(held: HeldCommand, words: Words, format: Format): string {
  const { step } = words;
  const name = commandName(held.command);
  const parts = [step.commandOf(name, format.count(held.sequence), held.device + 1)];
  if (held.size > 0) parts.push(step.bytesAt(format.count(held.size), format.count(held.position)));
  if (held.breakpoint !== null) parts.push(step.stoppedBy(held.breakpoint));
  return parts.join(", ");
}

/** Who has the handle of a held command. */
export function ownerOf({ device, stage }: HeldCommand, run: Run): Owner {
  const secondary = run.processes.find(
    (process) => process.role === "secondary" && process.devices.includes(device),
  );
  return isWithSecondary(stage) && secondary !== undefined
    ? { kind: "secondary", index: secondary.index }
    : { kind: "primary" };
}

/** What a breakpoint stops, as one sentence. */
export function breakpointSentence(breakpoint: Breakpoint, words: Words, format: Format): string {
  const { step } = words;
  const stages = breakpoint.stages.map((stage) => step.stages[stage]).join(", ");
  const parts = [
    breakpoint.commands.length === 0
      ? step.saysAnyCommand
      : breakpoint.commands.map(commandName).join(", "),
    breakpoint.devices.length === 0
      ? ""
      : step.saysDevices(breakpoint.devices.map((device) => device + 1).join(", ")),
    sizeSentence(breakpoint, words, format),
    positionSentence(breakpoint, words, format),
    breakpoint.latencyUs === null ? "" : step.saysLatency(format.count(breakpoint.latencyUs)),
    codeSentence(breakpoint, words),
    breakpoint.ordinal === null ? "" : step.saysOrdinal(format.count(breakpoint.ordinal)),
    step.saysAt(stages),
    breakpoint.isOnce ? step.saysOnce : "",
    breakpoint.fault === null
      ? ""
      : step.saysFault(injectedFault(words.language, breakpoint.fault).name),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** "Waits: disk full, the next command". */
export function pendingSentence(
  { fault, at }: ControlState["pending"][number],
  words: Words,
  format: Format,
): string {
  const { step } = words;
  const where =
    at.kind === "command" ? `${step.atOrdinal} ${format.count(at.ordinal)}` : step.atNext;
  return step.pending(injectedFault(words.language, fault).name, where);
}

function sizeSentence({ sizeMin, sizeMax }: Breakpoint, { step }: Words, format: Format): string {
  if (sizeMin !== null && sizeMax !== null)
    return step.saysSize(format.count(sizeMin), format.count(sizeMax));
  if (sizeMin !== null) return step.saysSizeFrom(format.count(sizeMin));
  return sizeMax === null ? "" : step.saysSizeTo(format.count(sizeMax));
}

function positionSentence(
  { positionFrom, positionTo }: Breakpoint,
  { step }: Words,
  format: Format,
): string {
  if (positionFrom !== null && positionTo !== null)
    return step.saysRange(format.count(positionFrom), format.count(positionTo));
  if (positionFrom !== null) return step.saysFrom(format.count(positionFrom));
  return positionTo === null ? "" : step.saysTo(format.count(positionTo));
}

function codeSentence({ code }: Breakpoint, { step }: Words): string {
  if (code === null) return "";
  if (code === "failure") return step.saysFailure;
  return step.saysCode(`${nameOfCompletion(code) ?? ""} ${code}`.trim());
}
