/**
 * IClientVirtualDevice. The normal ends of a wait (a closed device, a timeout) are answers; whatever else
 * is not NOERROR is thrown.
 */
import { vdError } from "../contract/vdi.ts";
import type { NativeCommand, NativeDevice } from "./addon.ts";
import { VdiError } from "./vdi-error.ts";

export type CommandAnswer =
  | { readonly kind: "command"; readonly command: NativeCommand }
  /** VD_E_CLOSE: the server closed the device, the normal end. */
  | { readonly kind: "closed" }
  | { readonly kind: "timeout" };

/** Waits without limit. */
export const infinite = 0xffff_ffff;

export class VirtualDevice {
  readonly #native: NativeDevice;
  readonly #state: () => string;

  constructor(native: NativeDevice, state: () => string) {
    this.#native = native;
    this.#state = state;
  }

  /**
   * Waits for the next command on a native thread.
   *
   * @param timeoutMs 0 polls, `infinite` has no limit
   * @throws VdiError VD_E_ABORT, VD_E_PROTOCOL
   */
  async getCommand(timeoutMs: number): Promise<CommandAnswer> {
    const { hr, command } = await this.#native.getCommand(timeoutMs);
    if (command !== undefined) return { kind: "command", command };
    if (hr === vdError.VD_E_CLOSE) return { kind: "closed" };
    if (hr === vdError.VD_E_TIMEOUT) return { kind: "timeout" };
    throw new VdiError("GetCommand", hr, this.#state());
  }

  /**
   * Completes a command of this device; its buffer is the server's again at once.
   *
   * @param code Win32 code, 0 = success
   * @throws VdiError VD_E_INVALID (not an active command), VD_E_ABORT, VD_E_PROTOCOL
   */
  completeCommand(
    command: { readonly token: number },
    code: number,
    bytes = 0,
    position = 0n,
  ): void {
    const hr = this.#native.completeCommand(command.token, code, bytes, position);
    if (hr !== vdError.NOERROR) throw new VdiError("CompleteCommand", hr, this.#state());
  }
}
