/** Commands without a buffer in message-port mode: what is done with them. As native/broker/device_commands.cc. Pure. */
import { completionCode, vdCommand } from "../contract/vdi.ts";
import type { NativeCommand } from "../vdi/addon.ts";

/** Where a device stands; positions in bytes of its stream. */
interface DevicePlace {
  readonly isBackup: boolean;
  readonly isRandomAccess: boolean;
  readonly position: bigint;
  readonly end: bigint;
}

/** The secondary is asked, or the command is answered here. `position`: of the device from now on; null: it says none. */
type Deed =
  | { readonly kind: "ask"; readonly what: "flush" | "finish" }
  | { readonly kind: "answer"; readonly code: number; readonly position: bigint | null };

const { ERROR_SUCCESS, ERROR_NOT_SUPPORTED } = completionCode;

/** Write and Read carry a buffer, nothing else does. */
export function hasBuffer({ commandCode }: NativeCommand): boolean {
  return commandCode === vdCommand.VDC_Write || commandCode === vdCommand.VDC_Read;
}

export function deedOf(command: NativeCommand, place: DevicePlace): Deed {
  const { isBackup, isRandomAccess, position } = place;
  switch (command.commandCode) {
    case vdCommand.VDC_Flush:
      return { kind: "ask", what: "flush" };
    case vdCommand.VDC_Complete:
      return isBackup ? { kind: "ask", what: "finish" } : answer(ERROR_SUCCESS);
    case vdCommand.VDC_ClearError:
    case vdCommand.VDC_Discard:
      return answer(ERROR_SUCCESS);
    case vdCommand.VDC_GetPosition:
      return answer(isRandomAccess ? ERROR_SUCCESS : ERROR_NOT_SUPPORTED, position);
    case vdCommand.VDC_SetPosition: {
      const target = isRandomAccess ? targetOf(command, place) : null;
      return answer(target === null ? ERROR_NOT_SUPPORTED : ERROR_SUCCESS, target ?? position);
    }
    default:
      return answer(ERROR_NOT_SUPPORTED);
  }
}

function answer(code: number, position: bigint | null = null): Deed {
  return { kind: "answer", code, position };
}

/** Where SetPosition leads, null where it may not. Written media are streams: only where they are is legal. */
function targetOf(command: NativeCommand, at: DevicePlace): bigint | null {
  const base = [0n, at.position, at.end][command.size];
  if (base === undefined) return null;
  const target = base + command.position;
  return (at.isBackup ? target === at.position : target <= at.end) ? target : null;
}
