/** One lease as a call of a secondary, and its failure in words. */
import { FaultError } from "../contract/fault.ts";
import { nameOfCompletion, nameOfHresult } from "../contract/vdi.ts";
import type { BrokerEvent } from "../vdi/addon.ts";
import type { SecondaryChannel } from "./children.ts";
import { answerOf, type Answer, type Lease } from "./lease-queue.ts";

/**
 * Asks the secondary for what the lease wants.
 *
 * @param channel null while there is no secondary
 * @throws FaultError CHANNEL_CLOSED when it is gone
 */
export async function askSecondary(
  channel: Pick<SecondaryChannel, "call"> | null,
  device: number,
  lease: Lease,
  phase: "whole" | "map" | "rest" = "whole",
): Promise<Answer> {
  if (channel === null) throw new FaultError("CHANNEL_CLOSED", { call: lease.what });
  switch (lease.what) {
    case "flush":
      return { ...answerOf(0), ...(await channel.call("flush", { device })) };
    case "finish":
      return { ...answerOf(0), ...(await channel.call("finish", { device })) };
    case "move": {
      const { handle, size, position, sequence } = lease;
      const command = lease.command?.commandCode ?? 0;
      const input = { device, command, handle, size, position, sequence, phase };
      return { ...(await channel.call("move", input)), summary: null };
    }
  }
}

/** The event of a lease that failed. */
export function failureOf(
  device: number,
  { sequence, handle, position }: Lease,
  { code, hr }: { code: number; hr: number },
): BrokerEvent {
  const text = failureText(code, hr, handle);
  const at = Number(position);
  return { kind: "deviceFailed", device, code, hr, sequence, position: at, handle, text };
}

/** Why a lease failed: by its handle, else by its medium. A command without a handle was refused one. */
function failureText(code: number, hr: number, handle: number): string {
  const call = handle === 0 ? "GetBufferHandle" : "MapBufferHandle";
  if (hr !== 0) return `${call} answered ${nameOfHresult(hr) ?? "an error"}.`;
  return `${nameOfCompletion(code) ?? `code ${code}`}.`;
}
