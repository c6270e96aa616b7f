/** What the terminal says of injected faults: what happened next, with the codes that came back. */
import { aftermathWords, type AftermathKey } from "../contract/aftermath.ts";
import { fillIn } from "../contract/fault.ts";
import type { Run } from "../contract/run.ts";
import type { Aftermath, Strike } from "../contract/step.ts";

/** Prints the strikes of a run on stdout; nothing when there were none. */
export function printStrikes(run: Run): void {
  for (const line of (run.strikes ?? []).flatMap(strikeLines)) process.stdout.write(`${line}\n`);
}

/** One line for the strike, one for each thing that followed. */
function strikeLines({ fault, device, sequence, atMs, aftermath }: Strike): string[] {
  const where = sequence === 0 ? "the server" : `command ${sequence} of device ${device + 1}`;
  return [`${fault} struck ${where}:`, ...aftermath.map((each) => aftermathLine(each, atMs))];
}

function aftermathLine({ key, parameters, code, atMs }: Aftermath, fromMs: number): string {
  const words = Object.hasOwn(aftermathWords, key) ? aftermathWords[key as AftermathKey] : key;
  const chip = code === null ? "" : `  ${code.name} ${code.number}`;
  const after = Math.max(0, atMs - fromMs).toFixed(1);
  return `  +${after} ms  ${fillIn(words, parameters)}${chip}`;
}
