/** What the lab's pictures say, as values. Pure. */
import type { LabProcess, LabView } from "../../electron/contract/lab/calls.ts";
import { labMethods, type LabMethodId } from "../../electron/contract/lab/methods.ts";
import type { LabCallEntry, LabEntry, LabStep } from "../../electron/contract/lab/transcript.ts";
import { addTo, isReference, type LabScalar } from "../../electron/contract/lab/values.ts";
import { nameOfCommand, nameOfCompletion } from "../../electron/contract/vdi.ts";
import { handleText } from "../format.ts";
import type { Owner } from "../ui/owner.ts";
import type { Words } from "../words/words.ts";

/** "Secondary 2". */
export function processName(id: string, words: Words): string {
  if (id === "server" || id === "primary") return words.parts[id];
  return words.parts.secondaryN(Number(id.slice("secondary".length)));
}

export function processOwner(id: string): Owner {
  if (id === "server" || id === "primary") return { kind: id };
  return { kind: "secondary", index: Number(id.slice("secondary".length)) - 1 };
}

/** Who holds a buffer now: the server knows free, its own and a client's; the clients say which of them. */
export function holderOf(index: number, view: LabView): { owner: Owner; client: string | null } {
  const buffer = view.processes
    .find(({ role }) => role === "server")
    ?.insight?.buffers.find((one) => one.index === index);
  if (buffer === undefined || buffer.holder === "free")
    return { owner: { kind: "free" }, client: null };
  if (buffer.holder === "server") return { owner: { kind: "server" }, client: null };
  const client = view.processes.find((process) =>
    (process.insight?.held ?? []).some((held) => held.index === index),
  );
  return client === undefined
    ? { owner: { kind: "error" }, client: null }
    : { owner: processOwner(client.id), client: client.id };
}

/** The state of the set as its clients see it; the server's own view before a primary has one. */
export function clientState(view: LabView): string | null {
  const primary = view.processes.find(({ role }) => role === "primary");
  return primary?.insight?.state ?? null;
}

/** The next step of the loaded script, while nothing runs by itself. */
export function nextStep({ script }: LabView): LabStep | null {
  return script === null || script.isRunning ? null : script.next;
}

/** The step's arguments as far as they are known: references become what was answered. */
export function stepValues(
  step: Extract<LabStep, { kind: "call" }>,
  entries: readonly LabEntry[],
  setName: string,
): Record<string, LabScalar> {
  const values: Record<string, LabScalar> = {};
  for (const { name, initial } of labMethods[step.method].parameters) {
    const value = step.values[name] ?? initial;
    if (!isReference(value)) {
      values[name] = typeof value === "string" ? value.replaceAll("$set", setName) : value;
      continue;
    }
    const source = entries.find((entry) => entry.step === value.from);
    const answer = source?.kind === "call" ? source.results[value.field] : undefined;
    values[name] = answer === undefined ? initial : addTo(answer, value.plus ?? 0);
  }
  return values;
}

const writers: Readonly<Partial<Record<string, (value: LabScalar) => string>>> = {
  instance: (value) => (value === "" ? "NULL" : `"${value}"`),
  name: (value) => `"${value}"`,
  text: (value) => `"${value}"`,
  handle: (value) => handleText(Number(value), true),
  timeout: (value) => (value === 0xffff_ffff ? "INFINITE" : String(value)),
  commandCode: (value) => nameOfCommand(Number(value)) ?? String(value),
  completionCode: (value) => nameOfCompletion(Number(value)) ?? String(value),
  features: (value) => `0x${Number(value).toString(16).toUpperCase()}`,
  address: (value) => (value === "0x0" ? "NULL" : String(value)),
};

/** One value as a call is written: names for codes, dotted handles. */
export function valueText(kind: string, value: LabScalar): string {
  return writers[kind]?.(value) ?? String(value);
}

/** "GetBufferHandle(0x7fa144800000)". Configurations are long: their zeros are left out. */
export function callText(entry: Pick<LabCallEntry, "method" | "arguments">): string {
  const { name, parameters } = labMethods[entry.method];
  const isConfiguration = name.startsWith("Create");
  const parts = parameters
    .filter(({ name: field }) => !isConfiguration || entry.arguments[field] !== 0)
    .map(({ name: field, kind, initial }) => valueText(kind, entry.arguments[field] ?? initial));
  return `${name}(${parts.join(", ")})`;
}

/** What the call gave, without its token: "Write, 65536, 0x7fa1...". */
export function resultText(entry: LabCallEntry): string {
  const shown = labMethods[entry.method].answers
    .filter(({ name, kind }) => {
      const value = entry.results[name];
      const isNothing = value === undefined || value === "0x0" || value === 0;
      return name !== "token" && kind !== "command" && (!isNothing || kind === "device");
    })
    .map(({ name, kind }) => {
      const value = entry.results[name] ?? 0;
      if (name === "commandCode") return (nameOfCommand(Number(value)) ?? "").slice("VDC_".length);
      return kind === "value" && labMethods[entry.method].answers.length > 3
        ? `${name} ${value}`
        : valueText(kind, value);
    });
  return shown.join(", ");
}

/** Parameters in short beside a method's name: what it would be called with. */
export function hintOf(method: LabMethodId): string {
  const kinds = ["bytes", "count", "timeout"];
  const shown = labMethods[method].parameters.filter(({ kind }) => kinds.includes(kind));
  if (shown.length === 0 || shown.length > 3) return "";
  return shown
    .map(({ kind, initial }) => {
      if (kind === "bytes" && initial === 65_536) return "64 KiB";
      return kind === "timeout" ? `${initial} ms` : String(initial);
    })
    .filter((text) => text !== "0")
    .join(", ");
}

export function pendingOf(process: LabProcess, entries: readonly LabEntry[]): LabCallEntry[] {
  return entries.filter(
    (entry): entry is LabCallEntry =>
      entry.kind === "call" && entry.process === process.id && entry.endedMs === null,
  );
}
