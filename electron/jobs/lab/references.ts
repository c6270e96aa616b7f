/** Values that earlier calls answered: found, kept as references, and resolved. Pure. */
import { labMethods, type LabMethodId } from "../../contract/lab/methods.ts";
import { mapValues, type LabCallEntry, type LabEntry } from "../../contract/lab/transcript.ts";
import {
  addTo,
  isReference,
  setNameSign,
  type LabReference,
  type LabScalar,
  type LabValue,
} from "../../contract/lab/values.ts";
import { vdLimit } from "../../contract/vdi.ts";

/** A reference whose call gave no such answer. */
export interface Missing {
  readonly missing: string;
}

/** Kinds whose values are kept as references, and whether they mean something in another process. */
const isShared = { address: false, command: false, device: false, handle: true } as const;

/** The arguments with references in place of literals that an earlier call answered. */
export function withKnownReferences(
  method: LabMethodId,
  process: string,
  values: Readonly<Record<string, LabValue>>,
  entries: readonly LabEntry[],
): Record<string, LabValue> {
  return mapValues(values, (value, name) => {
    const kind = labMethods[method].parameters.find((parameter) => parameter.name === name)?.kind;
    if (isReference(value) || kind === undefined || !(kind in isShared)) return value;
    const source = { process, kind: kind as keyof typeof isShared };
    return findAnswer(value, source, entries) ?? value;
  });
}

function findAnswer(
  value: LabScalar,
  { process, kind }: { process: string; kind: keyof typeof isShared },
  entries: readonly LabEntry[],
): LabReference | null {
  let near: LabReference | null = null;
  for (const entry of [...entries].reverse()) {
    if (entry.kind !== "call" || (entry.process !== process && !isShared[kind])) continue;
    for (const { name, kind: given } of labMethods[entry.method].answers) {
      const answer = entry.results[name];
      if (given !== kind || answer === undefined) continue;
      if (answer === value) return { from: entry.number, field: name };
      const plus = distance(kind, answer, value);
      if (plus !== null) near ??= { from: entry.number, field: name, plus };
    }
  }
  return near;
}

const generationMask = 0xff_f000;

/**
 * How far a value made of an answer lies from it: an address inside the buffer, a handle with another tag or index
 * but of the same generation; null for one that was not made of it.
 */
function distance(kind: string, answer: LabScalar, value: LabScalar): number | null {
  if (kind === "address" && typeof answer === "string" && typeof value === "string") {
    const plus = /^0x[0-9a-f]{1,16}$/.test(value) ? BigInt(value) - BigInt(answer) : -1n;
    return answer !== "0x0" && plus > 0n && plus < vdLimit.transferSizeMax ? Number(plus) : null;
  }
  if (kind !== "handle" || typeof answer !== "number" || typeof value !== "number") return null;
  return ((answer ^ value) & generationMask) === 0 ? value - answer : null;
}

/** The arguments as they are sent. Missing ones begin as the form does. */
export function resolve(
  method: LabMethodId,
  values: Readonly<Record<string, LabValue>>,
  entries: readonly LabEntry[],
  setName: string,
): { readonly values: Record<string, LabScalar> } | Missing {
  const resolved: Record<string, LabScalar> = {};
  for (const { name, initial } of labMethods[method].parameters) {
    const value = Object.hasOwn(values, name) ? (values[name] ?? initial) : initial;
    const scalar = isReference(value) ? answerOf(value, entries) : value;
    if (scalar === undefined) return { missing: name };
    resolved[name] = typeof scalar === "string" ? scalar.replaceAll(setNameSign, setName) : scalar;
  }
  return { values: resolved };
}

function answerOf(
  { from, field, plus = 0 }: LabReference,
  entries: readonly LabEntry[],
): LabScalar | undefined {
  const entry = entries[from - 1] as LabCallEntry | undefined;
  if (entry?.kind !== "call" || !Object.hasOwn(entry.results, field)) return undefined;
  const answer = entry.results[field];
  return answer === undefined || plus === 0 ? answer : addTo(answer, plus);
}
