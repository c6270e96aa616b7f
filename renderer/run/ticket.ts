/** A failed run as plain text for a ticket. Pure: no data, no passwords; paths as the run had them. */
import type { Failure, Run } from "../../electron/contract/run.ts";
import { commandPartsOf } from "../new-job/command-line.ts";
import { handleText, type Format } from "../format.ts";
import { jobKind, momentOf } from "../shell/run-figures.ts";
import { faultText } from "../words/fault-words.ts";
import { stepText } from "../words/step-words.ts";
import type { Words } from "../words/words.ts";
import { letterOf } from "./unfolding.ts";

export function ticketText(run: Run, failure: Failure, words: Words, format: Format): string {
  const w = words.failed;
  const { message, remedy } = faultText(words.language, failure.code, failure.parameters, failure);
  const codeOf = (code: Failure["cause"]["code"]): string =>
    code === null ? "" : ` [${code.name} ${code.number}]`;
  const { cause, command } = failure;
  return [
    w.ticketHead(jobKind(run.spec.kind, words.common), run.database),
    `${message} (${failure.code})`,
    "",
    `${w.ticketRun}: ${run.runId}`,
    `${w.ticketStarted}: ${new Date(run.startedAtMs).toISOString()}`,
    commandPartsOf(run.spec).join(" "),
    "",
    `${w.firstCause}: A  ${format.clockMs(momentOf(run, cause.atMs))}  ${stepText(words.language, cause)}${codeOf(cause.code)}`,
    ...(command === null
      ? []
      : [
          `  ${w.command}: ${w.commandAt(format.count(command.sequence), command.device + 1, format.count(command.position))}`,
          `  ${w.handle}: ${handleText(command.handle, true)}`,
          `  ${w.process}: ${w.processOf(command.secondary + 1, command.pid)}`,
        ]),
    `${w.ticketRemedy}: ${remedy}`,
    ...(failure.consequences.length === 0 ? [] : ["", `${w.consequences}:`]),
    ...failure.consequences.map(
      (step, index) =>
        `  ${letterOf(index + 1)}  +${format.after(Math.max(0, step.atMs - cause.atMs))}  ${stepText(words.language, step)}${codeOf(step.code)}`,
    ),
    ...(failure.leftBehind.length === 0 ? [] : ["", `${w.leftBehind}:`]),
    ...failure.leftBehind.map(
      (file) => `  ${file.file}  ${format.text(format.size(file.bytes))}  ${w.states[file.state]}`,
    ),
    ...(run.messages.length === 0 ? [] : ["", `${w.ticketServer}:`]),
    ...run.messages.map(
      (line) =>
        `  ${format.clockMs(momentOf(run, line.atMs))}  ${line.number}, ${line.severity}: ${line.text}`,
    ),
    "",
  ].join("\n");
}
