/** What both exports share: processes as functions, references as names. */
import { nameOfAnswer } from "../../contract/lab/legality.ts";
import { labMethods } from "../../contract/lab/methods.ts";
import type { LabCallEntry, LabEntry } from "../../contract/lab/transcript.ts";
import { isReference, type LabReference, type LabScalar } from "../../contract/lab/values.ts";

export interface ProcessCalls {
  readonly process: string;
  readonly isServer: boolean;
  readonly entries: readonly LabEntry[];
}

/** The entries by process, in the order in which the processes appear. */
export function byProcess(entries: readonly LabEntry[]): ProcessCalls[] {
  const groups = new Map<string, LabEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.process) ?? [];
    groups.set(entry.process, group);
    group.push(entry);
  }
  return [...groups].map(([process, group]) => ({
    process,
    isServer: process === "server",
    entries: group,
  }));
}

/** Calls whose handle other processes use. */
export function handleCalls(entries: readonly LabEntry[]): number[] {
  return entries
    .filter((entry) => entry.kind === "call" && entry.method === "client.GetBufferHandle")
    .map(({ number }) => number);
}

export interface Argument {
  readonly scalar: LabScalar;
  /** The call whose answer it is, where its variable can be named from this process. */
  readonly source: { readonly entry: LabCallEntry; readonly reference: LabReference } | null;
}

/** One argument of a call, with where it comes from. */
export function argumentOf(
  entry: LabCallEntry,
  name: string,
  entries: readonly LabEntry[],
): Argument {
  const value = entry.values[name];
  const scalar = entry.arguments[name] ?? initialOf(entry, name);
  if (value === undefined || !isReference(value)) return { scalar, source: null };
  const from = entries[value.from - 1];
  const isNamed =
    from?.kind === "call" && (from.process === entry.process || value.field === "handle");
  return { scalar, source: isNamed ? { entry: from, reference: value } : null };
}

function initialOf(entry: LabCallEntry, name: string): LabScalar {
  const { parameters } = labMethods[entry.method];
  return parameters.find((parameter) => parameter.name === name)?.initial ?? 0;
}

/** "primary" as a function's name: "Primary". */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** "13 GetCommand", as messages and comments name a call. */
export function callTitle(entry: LabCallEntry): string {
  return `${entry.number} ${labMethods[entry.method].name}`;
}

/** Name of the code that the call answered; null when it has none. */
export function codeOf(entry: LabCallEntry): string | null {
  return entry.hr === null ? null : nameOfAnswer(entry.method, entry.hr);
}
