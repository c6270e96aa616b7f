/**
 * Names of what an event's numbers mean, for formats that people read.
 */
import {
  actorPrimary,
  actorSecondaryFirst,
  actorServer,
  eventKind,
  splitHandle,
} from "../../contract/trace-event.ts";
import { nameOfCommand } from "../../contract/vdi.ts";

const kindNames = new Map<number, string>(
  Object.entries(eventKind).map(([name, kind]) => [kind, name]),
);

/** "handleTaken"; "kind 99" for a number without a name. */
export function nameOfKind(kind: number): string {
  return kindNames.get(kind) ?? `kind ${kind}`;
}

/** "server", "primary", "secondary 1" (counted from 1, as in the window). */
export function nameOfActor(actor: number): string {
  if (actor === actorServer) {
    return "server";
  }
  return actor === actorPrimary ? "primary" : `secondary ${actor - actorSecondaryFirst + 1}`;
}

/** "Write"; "command 99" for a number without a name. */
export function shortCommand(commandCode: number): string {
  return nameOfCommand(commandCode)?.slice("VDC_".length) ?? `command ${commandCode}`;
}

/** "5A·B81·00D"; "" for 0, which is no handle. */
export function handleText(handle: number): string {
  if (handle === 0) {
    return "";
  }
  const { setTag, generation, index } = splitHandle(handle);
  const hex = (value: number, digits: number): string =>
    value.toString(16).toUpperCase().padStart(digits, "0");
  return `${hex(setTag, 2)}·${hex(generation, 3)}·${hex(index, 3)}`;
}

/** "0x7f6cb8d06000"; "" for 0, which is no address. */
export function addressText(address: bigint): string {
  return address === 0n ? "" : `0x${address.toString(16)}`;
}
