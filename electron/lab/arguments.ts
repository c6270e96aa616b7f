/** Reading parsed arguments of a call, and writing its answers. */
import type { labProcessCalls } from "../contract/lab/calls.ts";
import type { VdConfig } from "../contract/vdi.ts";
import type { LabScalar } from "../contract/lab/values.ts";
import type { OutputOf } from "../ipc/tables.ts";

export type Answer = OutputOf<typeof labProcessCalls, "call">;
export type Arguments = Readonly<Record<string, LabScalar>>;

export function numberOf(args: Arguments, name: string): number {
  return Number(args[name]);
}

export function textOf(args: Arguments, name: string): string {
  return String(args[name]);
}

/** "" is NULL. */
export function instanceOf(args: Arguments): string | null {
  const text = textOf(args, "instance");
  return text === "" ? null : text;
}

export function addressOf(args: Arguments, name: string): bigint {
  return BigInt(textOf(args, name));
}

export function hexAddress(address: bigint): string {
  return `0x${address.toString(16)}`;
}

export function configResults(config: VdConfig | undefined): Record<string, LabScalar> {
  return config === undefined ? {} : { ...config };
}
