/** An explanation as plain text, for a ticket or a chat. Pure. */
import {
  codes,
  isCodeKey,
  numbersText,
  type CodeKey,
} from "../../electron/contract/codes/codes.ts";
import { codeText } from "../words/code-words.ts";
import type { Words } from "../words/words.ts";

export function explanationText(key: CodeKey, words: Words): string {
  const w = words.explain;
  const { meaning, causes, next } = codeText(words.language, key);
  return [
    codeTitle(key),
    kindLine(key, words),
    meaning,
    ...(causes.length === 0 ? [] : [`${w.causes}:`]),
    ...causes.map((cause) => `- ${cause}`),
    ...(next.length === 0 ? [] : [`${w.next}:`]),
    ...next.flatMap(({ text, copy }, at) => [
      `${at + 1}. ${text}`,
      ...(copy === undefined ? [] : [`   ${copy}`]),
    ]),
    "",
  ].join("\n");
}

/** "VD_E_ABORT 0x80770004"; a message's name has its number already. */
export function codeTitle(key: CodeKey): string {
  const { name } = codes[key];
  const numbers = numbersText(codes[key]);
  return numbers === "" || name.endsWith(numbers) ? name : `${name} ${numbers}`;
}

/** What kind of code it is and what it can be in a failure. */
export function kindLine(key: CodeKey, { explain: w }: Words): string {
  const { kind, severity, role, numbers } = codes[key];
  const parts = [
    w.kinds[kind],
    ...(severity === undefined ? [] : [w.severity(severity)]),
    ...(numbers.length === 0 ? [w.noNumber] : []),
  ];
  return `${parts.join(", ")}. ${w.roles[role]}.`;
}

/** Keys of other codes, in their order. */
export function relatedOf(key: CodeKey): CodeKey[] {
  return codes[key].related.filter(isCodeKey);
}
