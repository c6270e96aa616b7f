/**
 * A VDI client in the test's own process: one primary that also moves the bytes, on as many devices as wanted.
 */
import { randomUUID } from "node:crypto";
import { vdCommand, vdFeature } from "../../../electron/contract/vdi.ts";
import type { NativeCommand, NativeSecondary } from "../../../electron/vdi/addon.ts";
import { loadAddon } from "../../../electron/vdi/load-addon.ts";
import { VirtualDeviceSet } from "../../../electron/vdi/virtual-device-set.ts";
import { infinite, type VirtualDevice } from "../../../electron/vdi/virtual-device.ts";

const configurationMsMax = 20_000;
const notSupported = 50;

export class VdiClient {
  readonly name = `{${randomUUID().toUpperCase()}}`;
  readonly deviceNames: readonly string[];
  readonly #set = new VirtualDeviceSet(loadAddon());
  readonly #files: readonly string[];
  readonly #direction: "write" | "read";
  #mover: NativeSecondary | null = null;
  /** Called before each command is done; a test holds or ends things there. */
  onCommand: (count: number) => Promise<void> | void = () => undefined;
  #count = 0;

  /** @param direction "write": a BACKUP into the files; "read": a RESTORE from them */
  constructor(direction: "write" | "read", files: readonly string[]) {
    this.#direction = direction;
    this.#files = files;
    this.deviceNames = files.map((_, index) =>
      index === 0 ? this.name : `${this.name}-${index + 1}`,
    );
    const features = vdFeature.VDF_RequestComplete;
    this.#set.createEx(null, this.name, { deviceCount: files.length, features });
  }

  /** `VIRTUAL_DEVICE = '...', ...` */
  get clause(): string {
    return this.deviceNames.map((name) => `VIRTUAL_DEVICE = '${name}'`).join(", ");
  }

  /** Serves the set until the server closes or aborts it. @throws VdiError VD_E_ABORT, VD_E_TIMEOUT */
  async serve(): Promise<void> {
    await this.#set.getConfiguration(configurationMsMax);
    const devices = this.deviceNames.map((name) => this.#set.openDevice(name));
    const mover = new (loadAddon().Secondary)({
      instance: null,
      library: null,
      setName: this.name,
      segmentName: "",
      index: 0,
      traceName: null,
    });
    this.#mover = mover;
    mover.open();
    await mover.openMedia(
      this.#files.map((path, device) => ({
        device,
        codec: "none",
        level: 0,
        direction: this.#direction,
        path,
      })),
      1,
    );
    await Promise.all(devices.map((device, index) => this.#device(device, index, mover)));
  }

  async #device(device: VirtualDevice, index: number, mover: NativeSecondary): Promise<void> {
    for (let sequence = 0; ;) {
      const answer = await device.getCommand(infinite);
      if (answer.kind !== "command") {
        return;
      }
      const { command } = answer;
      this.#count += 1;
      await this.onCommand(this.#count);
      const isData =
        command.commandCode === vdCommand.VDC_Write || command.commandCode === vdCommand.VDC_Read;
      const { code, bytes } = isData
        ? await this.#move(mover, index, command, sequence)
        : { code: await this.#control(mover, index, command), bytes: 0 };
      device.completeCommand(command, code, bytes);
    }
  }

  #move(
    mover: NativeSecondary,
    device: number,
    command: NativeCommand,
    sequence: number,
  ): Promise<{ code: number; bytes: number }> {
    const handle = this.#set.getBufferHandle(command.address);
    const { size, position } = command;
    const { commandCode } = command;
    const lease = { device, command: commandCode, handle, size, position, sequence };
    return mover.move({ ...lease, phase: "whole" });
  }

  async #control(mover: NativeSecondary, device: number, command: NativeCommand): Promise<number> {
    switch (command.commandCode) {
      case vdCommand.VDC_Flush:
        return mover.flush(device);
      case vdCommand.VDC_Complete:
        return (await mover.finish(device)).code;
      case vdCommand.VDC_ClearError:
        return 0;
      default:
        return notSupported;
    }
  }

  close(): void {
    this.#mover?.close();
    this.#set.native.signalAbort();
    this.#set.native.close();
  }
}
