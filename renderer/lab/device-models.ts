/** The devices of the lab's set, each as the server and as its client see it. Pure. */
import type { LabView } from "../../electron/contract/lab/calls.ts";
import { nameOfAnswer, toneOfAnswer } from "../../electron/contract/lab/legality.ts";
import type { LabMethodId } from "../../electron/contract/lab/methods.ts";
import type { LabCallEntry, LabEntry } from "../../electron/contract/lab/transcript.ts";
import { vdError } from "../../electron/contract/vdi.ts";

/** What a client may do with its device: wait for a command, hold one or more until it completes them, be at the end. */
export const clientDeviceStates = ["NotOpen", "Open", "Holds", "Closed"] as const;
export type ClientDeviceState = (typeof clientDeviceStates)[number];

export interface LabDevice {
  /** The server's number of it, from 0. */
  readonly number: number;
  /** null: nobody named it yet. */
  readonly name: string | null;
  /** "NotOpen", "Active", "IoError", "Closed"; null while there is no server. */
  readonly server: string | null;
  /** Who opened it, and with which number of its own; null: no client did. */
  readonly client: { readonly process: string; readonly index: number } | null;
  readonly clientState: ClientDeviceState;
  /** The last call on it that has ended. */
  readonly last: LabCallEntry | null;
  /** The last call on it was refused. */
  readonly isRefused: boolean;
}

const begins: readonly LabMethodId[] = [
  "server.Open",
  "server.Close",
  "client.Close",
  "client.Create",
  "client.CreateEx",
  "client.OpenInSecondary",
  "client.OpenInSecondaryEx",
];

/** Calls of each process on the set that it has now: what came before belongs to another one. */
function callsNow(entries: readonly LabEntry[]): Map<string, LabCallEntry[]> {
  const calls = new Map<string, LabCallEntry[]>();
  for (const entry of entries) {
    if (entry.kind !== "call") continue;
    if (begins.includes(entry.method) && entry.hr === vdError.NOERROR) calls.set(entry.process, []);
    else calls.set(entry.process, [...(calls.get(entry.process) ?? []), entry]);
  }
  return calls;
}

/** All devices of the set: those that the server has, and at least as many as were asked for. */
export function labDevices(view: LabView, entries: readonly LabEntry[]): LabDevice[] {
  const server = view.processes.find(({ role }) => role === "server");
  const insight = server?.insight ?? null;
  const calls = callsNow(entries);
  const ofServer = calls.get("server") ?? [];
  const clients = view.processes.filter(({ role }) => role !== "server");
  const states = insight?.devices ?? [];
  const count = Math.max(1, insight?.deviceCount ?? 0, states.length);
  return Array.from({ length: count }, (_, number) => {
    const opening = ofServer.find(
      ({ method, hr, results }) =>
        method === "server.OpenDevice" && hr === vdError.NOERROR && results["device"] === number,
    );
    const name = opening === undefined ? null : String(opening.arguments["name"] ?? "");
    const client =
      name === null
        ? null
        : clientOf(
            name,
            clients.map(({ id }) => id),
            calls,
          );
    const own = client === null ? [] : callsOn(calls.get(client.process) ?? [], client.index);
    const last = lastEnded([...callsOn(ofServer, number), ...own]);
    return {
      number,
      name,
      server: insight === null ? null : (states[number] ?? "NotOpen"),
      client,
      clientState: client === null ? "NotOpen" : clientStateOf(own),
      last,
      isRefused: last !== null && isRefusal(last),
    };
  });
}

function clientOf(
  name: string,
  processes: readonly string[],
  calls: ReadonlyMap<string, readonly LabCallEntry[]>,
): LabDevice["client"] {
  for (const process of processes) {
    const opening = calls
      .get(process)
      ?.find(
        ({ method, hr, arguments: given }) =>
          method === "client.OpenDevice" && hr === vdError.NOERROR && given["name"] === name,
      );
    const index = opening?.results["device"];
    if (index !== undefined) return { process, index: Number(index) };
  }
  return null;
}

const onDevice: readonly LabMethodId[] = [
  "client.GetCommand",
  "client.CompleteCommand",
  "server.SendCommand",
  "server.CloseDevice",
];

function callsOn(calls: readonly LabCallEntry[], device: number): LabCallEntry[] {
  return calls.filter(
    ({ method, arguments: given }) =>
      onDevice.includes(method) && Number(given["device"]) === device,
  );
}

function lastEnded(calls: readonly LabCallEntry[]): LabCallEntry | null {
  return calls
    .filter(({ endedMs }) => endedMs !== null)
    .reduce<LabCallEntry | null>(
      (last, one) => (last === null || (one.endedMs ?? 0) >= (last.endedMs ?? 0) ? one : last),
      null,
    );
}

function isRefusal({ method, hr, problem }: LabCallEntry): boolean {
  return problem !== null || (hr !== null && toneOfAnswer(nameOfAnswer(method, hr)) === "error");
}

/** What the client's own calls made of its device. */
function clientStateOf(own: readonly LabCallEntry[]): ClientDeviceState {
  let held = 0;
  for (const { method, hr } of own) {
    if (method === "client.GetCommand" && hr === vdError.VD_E_CLOSE) return "Closed";
    if (hr !== vdError.NOERROR) continue;
    held += method === "client.GetCommand" ? 1 : -1;
  }
  return held > 0 ? "Holds" : "Open";
}

/** The number that a process knows the device by; null: it never opened it. */
export function numberIn(device: LabDevice | undefined, process: string): number | null {
  if (device === undefined || process === "server") return device?.number ?? null;
  return device.client?.process === process ? device.client.index : null;
}
