/** What a form offers: values that earlier calls answered, and in which situation the next call would be made. */
import type { LabInsight, LabProcess, LabView } from "./calls.ts";
import type { LabContext } from "./legality.ts";
import { labMethods, type LabMethodId, type LabParameter } from "./methods.ts";
import type { LabCallEntry, LabEntry } from "./transcript.ts";
import type { LabReference, LabScalar } from "./values.ts";

export interface LabOffer {
  readonly reference: LabReference;
  readonly value: LabScalar;
  readonly process: string;
}

const offersMax = 6;

const offeredKinds: readonly string[] = ["address", "handle", "command", "device"];

/** Newest first, each value once. Addresses, commands and devices mean something in their own process only. */
export function offersFor(
  { kind }: LabParameter,
  process: string,
  entries: readonly LabEntry[],
): LabOffer[] {
  if (!offeredKinds.includes(kind)) return [];
  const answers = [...entries]
    .reverse()
    .flatMap((entry) =>
      entry.kind === "call" && (entry.process === process || kind === "handle")
        ? answersOf(entry, kind)
        : [],
    );
  const offers = answers
    .filter(({ value }, index) => answers.findIndex((one) => one.value === value) === index)
    .slice(0, offersMax);
  return kind === "command" ? openFirst(offers, process, entries) : offers;
}

function answersOf(entry: LabCallEntry, kind: string): LabOffer[] {
  return labMethods[entry.method].answers.flatMap((answer) => {
    const value = entry.results[answer.name];
    if (answer.kind !== kind || value === undefined || value === "0x0") return [];
    const reference = { from: entry.number, field: answer.name };
    return [{ reference, value, process: entry.process }];
  });
}

/** Commands that are still to be completed before those that are over. */
function openFirst(
  offers: readonly LabOffer[],
  process: string,
  entries: readonly LabEntry[],
): LabOffer[] {
  const over = new Set(
    entries.map((entry) =>
      entry.kind === "call" && entry.process === process && entry.hr === 0
        ? completedBy(entry)
        : undefined,
    ),
  );
  const isOver = ({ value }: LabOffer): boolean => over.has(value);
  return [...offers.filter((offer) => !isOver(offer)), ...offers.filter(isOver)];
}

function completedBy({ method, arguments: given }: LabCallEntry): LabScalar | undefined {
  return method === "client.CompleteCommand" ? given["command"] : undefined;
}

/** With what a form begins: the newest fitting answer, else the method's own beginning. */
export function initialValues(
  method: LabMethodId,
  process: string,
  entries: readonly LabEntry[],
): Record<string, LabScalar> {
  return Object.fromEntries(
    labMethods[method].parameters.map((parameter) => [
      parameter.name,
      offersFor(parameter, process, entries)[0]?.value ?? parameter.initial,
    ]),
  );
}

const readyStates: readonly string[] = ["Initializing", "Active", "NormallyTerminated"];

const nothingSeen: LabInsight = {
  state: "DoesNotExist",
  hasAgent: false,
  deviceCount: 0,
  devices: [],
  buffers: [],
  held: [],
  addresses: [],
};

/** The situation of a process, for its device number `device`; null: it has not opened the device in question. */
export function contextOf(
  process: LabProcess,
  view: LabView,
  device: number | null = 0,
): LabContext {
  const { state, hasAgent, deviceCount, devices } = process.insight ?? nothingSeen;
  const open = devices.filter((one) => one !== "NotOpen").length;
  const primary = view.processes.find(({ role }) => role === "primary");
  const { state: primaryState } = primary?.insight ?? nothingSeen;
  return {
    state,
    role: process.role,
    openDevices: state === "DoesNotExist" ? 0 : open,
    deviceCount,
    hasAgent,
    isReadyForSecondary: readyStates.includes(primaryState),
    device: device === null ? null : (devices[device] ?? null),
  };
}
