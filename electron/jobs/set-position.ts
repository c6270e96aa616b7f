import { vdCommand } from "../contract/vdi.ts";
import type { NativeCommand } from "../vdi/addon.ts";

/** Write and Read carry a buffer, nothing else does. */
export function hasBuffer({ commandCode }: NativeCommand): boolean {
  return commandCode === vdCommand.VDC_Write || commandCode === vdCommand.VDC_Read;
}

/** Where SetPosition leads, null where it may not. Written media are streams: only where they are is legal. */
export function targetOf(
  command: NativeCommand,
  at: { isBackup: boolean; position: bigint; end: bigint },
): bigint | null {
  const base = [0n, at.position, at.end][command.size];
  if (base === undefined) return null;
  const target = base + command.position;
  return (at.isBackup ? target === at.position : target <= at.end) ? target : null;
}
