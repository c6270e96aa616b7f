/** The client's methods on one native set, and what is to be seen of it: held commands, mapped addresses. */
import type { LabInsight } from "../contract/lab/calls.ts";
import { vdError } from "../contract/vdi.ts";
import { FaultError } from "../contract/fault.ts";
import type { Addon, NativeDevice, NativeSet } from "../vdi/addon.ts";
import {
  addressOf,
  configResults,
  hexAddress,
  instanceOf,
  numberOf,
  textOf,
  type Answer,
  type Arguments,
} from "./arguments.ts";

/** Low bits of a handle: {7 bits tag, 12 generation, 12 index}, ARCHITECTURE.md. */
const indexMask = 0xfff;
const noBuffer = -1;

interface HeldCommand {
  readonly device: number;
  readonly token: number;
  readonly commandCode: number;
  readonly index: number;
}

export class ClientHalf {
  readonly #set: NativeSet;
  readonly #devices: NativeDevice[] = [];
  readonly #held = new Map<number, HeldCommand>();
  readonly #addresses = new Map<number, string>();
  #lastCommand = 0;

  constructor(addon: Pick<Addon, "VirtualDeviceSet">) {
    this.#set = new addon.VirtualDeviceSet();
  }

  readonly methods = {
    "client.Create": (args: Arguments): Answer =>
      this.#made(this.#set.create(textOf(args, "name"), wishOf(args))),
    "client.CreateEx": (args: Arguments): Answer =>
      this.#made(this.#set.createEx(instanceOf(args), textOf(args, "name"), wishOf(args))),
    "client.GetConfiguration": async (args: Arguments): Promise<Answer> => {
      const { hr, config } = await this.#set.getConfiguration(numberOf(args, "timeout"));
      return { hr, results: configResults(config) };
    },
    "client.OpenDevice": (args: Arguments): Answer => {
      const { hr, device } = this.#set.openDevice(textOf(args, "name"));
      if (device === undefined) return { hr, results: {} };
      return { hr, results: { device: this.#devices.push(device) - 1 } };
    },
    "client.OpenInSecondary": (args: Arguments): Answer =>
      this.#made(this.#set.openInSecondary(textOf(args, "name"))),
    "client.OpenInSecondaryEx": (args: Arguments): Answer =>
      this.#made(this.#set.openInSecondaryEx(instanceOf(args), textOf(args, "name"))),
    "client.GetBufferHandle": (args: Arguments): Answer => {
      const { hr, handle } = this.#set.getBufferHandle(addressOf(args, "buffer"));
      return { hr, results: handle === undefined ? {} : { handle } };
    },
    "client.MapBufferHandle": (args: Arguments): Answer => {
      const handle = numberOf(args, "handle");
      const { hr, address } = this.#set.mapBufferHandle(handle);
      if (address === undefined) return { hr, results: {} };
      this.#addresses.set(handle & indexMask, hexAddress(address));
      return { hr, results: { address: hexAddress(address) } };
    },
    "client.PeekBuffer": (args: Arguments): Answer => {
      const [handle, offset, length] = ["handle", "offset", "length"].map((name) =>
        numberOf(args, name),
      ) as [number, number, number];
      const { hr, bytes } = this.#set.peek(handle, offset, length);
      return { hr, results: bytes === undefined ? {} : { text: printable(bytes) } };
    },
    "client.SignalAbort": (): Answer => ({ hr: this.#set.signalAbort(), results: {} }),
    "client.Close": (): Answer => {
      const hr = this.#set.close();
      this.#held.clear();
      this.#addresses.clear();
      return { hr, results: {} };
    },
    "client.GetCommand": (args: Arguments): Promise<Answer> => this.#getCommand(args),
    "client.CompleteCommand": (args: Arguments): Answer => this.#complete(args),
  };

  inspect(): LabInsight {
    return {
      state: this.#set.state(),
      hasAgent: false,
      deviceCount: 0,
      devices: this.#devices.map(() => "Open"),
      buffers: [],
      held: [...this.#held].map(([command, { commandCode, index }]) => ({
        command,
        commandCode,
        index,
      })),
      addresses: [...this.#addresses].map(([index, address]) => ({ index, address })),
    };
  }

  /** A new set: devices and commands of the last one are nobody's. */
  #made(hr: number): Answer {
    if (hr === vdError.NOERROR) this.#devices.length = 0;
    return { hr, results: {} };
  }

  #device(args: Arguments): NativeDevice {
    const device = this.#devices[numberOf(args, "device")];
    if (device === undefined)
      throw new FaultError("CONTRACT_INVALID", {
        call: "device",
        path: "it was never opened here",
      });
    return device;
  }

  async #getCommand(args: Arguments): Promise<Answer> {
    const { hr, command } = await this.#device(args).getCommand(numberOf(args, "timeout"));
    if (command === undefined) return { hr, results: {} };
    const { token, commandCode, size, position, address } = command;
    const index = address === 0n ? noBuffer : this.#indexOf(address);
    const number = ++this.#lastCommand;
    this.#held.set(number, { device: numberOf(args, "device"), token, commandCode, index });
    if (index !== noBuffer) this.#addresses.set(index, hexAddress(address));
    const results = {
      command: number,
      commandCode,
      size,
      position: Number(position),
      address: hexAddress(address),
    };
    return { hr, results };
  }

  /** For the picture only: a handle names the buffer's index. */
  #indexOf(address: bigint): number {
    const { handle } = this.#set.getBufferHandle(address);
    return handle === undefined ? noBuffer : handle & indexMask;
  }

  #complete(args: Arguments): Answer {
    const number = numberOf(args, "command");
    const device = this.#device(args);
    const held = this.#held.get(number);
    const isOfDevice = held?.device === numberOf(args, "device");
    const hr = device.completeCommand(
      isOfDevice ? held.token : 0,
      numberOf(args, "code"),
      numberOf(args, "bytes"),
      BigInt(numberOf(args, "position")),
    );
    if (isOfDevice && hr === vdError.NOERROR) this.#held.delete(number);
    return { hr, results: {} };
  }
}

function wishOf(args: Arguments): Record<string, number> {
  const names = ["deviceCount", "features", "prefixZoneSize", "alignment", "serverTimeOut"];
  return Object.fromEntries(names.map((name) => [name, numberOf(args, name)]));
}

/** Bytes as text; what cannot be printed is a dot. */
function printable(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes).replaceAll(/[^\x20-\x7e]/g, "·");
}
