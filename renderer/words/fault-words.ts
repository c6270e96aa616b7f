/** Faults in the user's language: the English texts are the registry's own, the Portuguese ones are here. */
import {
  type FaultCode,
  type FaultParameters,
  faults,
  fillIn,
} from "../../electron/contract/fault.ts";
import { portugueseFaults } from "./portuguese-faults.ts";
import type { Language } from "./words.ts";

export interface FaultText {
  readonly message: string;
  readonly remedy: string;
}

/** What happened and what to do, one line each. `fallback` is used for a code that this version does not know. */
export function faultText(
  language: Language,
  code: string,
  parameters: FaultParameters,
  fallback: FaultText = { message: code, remedy: "" },
): FaultText {
  if (!Object.hasOwn(faults, code)) return fallback;
  const known = code as FaultCode;
  if (language === "pt-BR") {
    const [message, remedy] = portugueseFaults[known] ?? [];
    if (message === undefined || remedy === undefined) return english(known, parameters);
    return { message: fillIn(message, parameters), remedy: fillIn(remedy, parameters) };
  }
  return english(known, parameters);
}

function english(code: FaultCode, parameters: FaultParameters): FaultText {
  return { message: faults[code].message(parameters), remedy: faults[code].remedy(parameters) };
}
