/**
 * `handoff explain CODE...`: name, meaning, likely causes and next steps of codes, as people meet them in logs.
 */
import { codes, numbersText, type CodeKey } from "../contract/codes/codes.ts";
import type { CodeEntry } from "../contract/codes/entry.ts";
import { findCodes, nearCodes } from "../contract/codes/find-codes.ts";
import { exitCode, FaultError } from "../contract/fault.ts";
import { printError } from "./report-error.ts";

/** What kind of code it is, in words; a number alone can be several. */
const kindText: Readonly<Record<CodeEntry["kind"], string>> = {
  hresult: "HRESULT",
  win32: "Win32 code",
  tsql: "message of SQL Server",
  vendor: "another tool's number",
};

const roleText: Readonly<Record<CodeEntry["role"], string>> = {
  cause: "can be the first cause",
  consequence: "a consequence: look for what came before it",
  information: "no error, or a normal end",
};

/** @returns the exit code: 2 when one of the texts is no code that is explained */
export function explainCommand(texts: readonly string[], json: boolean): number {
  const answers = texts.map((text) => ({ text, keys: findCodes(text) }));
  if (json) {
    const results = answers.map(({ text, keys }) => ({
      asked: text,
      found: keys.map((key) => ({ key, ...codes[key] })),
      near: keys.length === 0 ? nearCodes(text) : [],
    }));
    process.stdout.write(`${JSON.stringify(results)}\n`);
  } else {
    const blocks = answers.flatMap(({ keys }) => keys.map((key) => explainLines(key).join("\n")));
    if (blocks.length > 0) process.stdout.write(`${blocks.join("\n\n")}\n`);
  }
  const unknown = answers.filter(({ keys }) => keys.length === 0);
  for (const { text } of unknown) printError(unknownCode(text), false);
  return unknown.length === 0 ? exitCode.done : exitCode.usage;
}

/** One code, in lines without colour. */
function explainLines(key: CodeKey): string[] {
  const { kind, name, severity, role, meaning, causes, next, related } = codes[key];
  const numbers = numbersText(codes[key]);
  const number =
    numbers === "" ? ", no number published" : name.endsWith(numbers) ? "" : ` ${numbers}`;
  const level = severity === undefined ? "" : `, severity ${severity}`;
  return [
    `${name}${number} (${kindText[kind]}${level}; ${roleText[role]})`,
    `  ${meaning}`,
    ...(causes.length === 0 ? [] : ["  Likely causes"]),
    ...causes.map((cause) => `    - ${cause}`),
    ...(next.length === 0 ? [] : ["  Next steps"]),
    ...next.flatMap(({ text, copy }, at) => [
      `    ${at + 1}. ${text}`,
      ...(copy === undefined ? [] : [`         ${copy}`]),
    ]),
    ...(related.length === 0 ? [] : [`  See also ${namesOf(related)}`]),
  ];
}

function namesOf(keys: readonly string[]): string {
  return keys.map((key) => codes[key as CodeKey].name).join(", ");
}

function unknownCode(text: string): FaultError {
  const near = nearCodes(text);
  return new FaultError("USAGE", {
    what: `${text} is no code that is explained.`,
    remedy:
      near.length === 0
        ? "Give an HRESULT, a Win32 code, the number of a message, or its name."
        : `Near it: ${namesOf(near)}.`,
  });
}
