/** The server's methods on one native server set. */
import type { LabInsight, labProcessEvents } from "../contract/lab/calls.ts";
import { FaultError } from "../contract/fault.ts";
import type { PayloadOf } from "../ipc/tables.ts";
import type { Addon } from "../vdi/addon.ts";
import type { NativeServerSet } from "../vdi/native-server-set.ts";
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

export type Completed = PayloadOf<typeof labProcessEvents, "completed">;

export class ServerHalf {
  readonly #set: NativeServerSet;
  readonly #addresses = new Map<number, string>();

  constructor(addon: Pick<Addon, "ServerSet">, onCompleted: (completion: Completed) => void) {
    this.#set = new addon.ServerSet(({ token, code, bytes, position }) =>
      onCompleted({ token, code, bytes, position: Number(position) }),
    );
  }

  readonly methods = {
    "server.Open": (args: Arguments): Answer =>
      answer(this.#set.open(instanceOf(args), textOf(args, "name"))),
    "server.GetConfiguration": (): Answer => {
      const { hr, config } = this.#set.getConfiguration();
      return { hr, results: configResults(config) };
    },
    "server.BeginConfiguration": (args: Arguments): Answer =>
      answer(
        this.#set.beginConfiguration(
          numberOf(args, "features"),
          numberOf(args, "blockSize"),
          numberOf(args, "alignment"),
          numberOf(args, "maxTransferSize"),
          numberOf(args, "timeout"),
        ),
      ),
    "server.RequestBuffers": (args: Arguments): Answer =>
      answer(
        this.#set.requestBuffers(
          numberOf(args, "size"),
          numberOf(args, "alignment"),
          numberOf(args, "count"),
        ),
      ),
    "server.QueryAvailableBuffers": (args: Arguments): Answer => {
      const { hr, count } = this.#set.queryAvailableBuffers(
        numberOf(args, "size"),
        numberOf(args, "alignment"),
      );
      return { hr, results: count === undefined ? {} : { count } };
    },
    "server.EndConfiguration": (): Answer => answer(this.#set.endConfiguration()),
    "server.OpenDevice": (args: Arguments): Answer => {
      const { hr, device } = this.#set.openDevice(textOf(args, "name"));
      return { hr, results: device === undefined ? {} : { device } };
    },
    "server.ExecuteCompletionAgent": async (): Promise<Answer> =>
      answer(await this.#set.executeCompletionAgent()),
    "server.AllocateBuffer": (args: Arguments): Answer => {
      const { hr, address } = this.#set.allocateBuffer(
        numberOf(args, "size"),
        numberOf(args, "alignment"),
      );
      if (address === undefined) return { hr, results: {} };
      const index = this.#set.bufferIndex(address);
      this.#addresses.set(index, hexAddress(address));
      return { hr, results: { address: hexAddress(address), index } };
    },
    "server.FillBuffer": (args: Arguments): Answer =>
      answer(this.#set.fillBuffer(addressOf(args, "buffer"), textOf(args, "text"))),
    "server.FreeBuffer": (args: Arguments): Answer =>
      answer(this.#set.freeBuffer(addressOf(args, "buffer"), numberOf(args, "size"))),
    "server.IsSharedBuffer": (args: Arguments): Answer =>
      answer(this.#set.isSharedBuffer(addressOf(args, "buffer"))),
    "server.SignalAbort": (): Answer => answer(this.#set.signalAbort()),
    "server.Close": (): Answer => {
      this.#addresses.clear();
      return answer(this.#set.close());
    },
    "server.SendCommand": (args: Arguments): Answer => {
      const { hr, token } = this.#set.sendCommand(
        this.#device(args),
        numberOf(args, "commandCode"),
        numberOf(args, "size"),
        BigInt(numberOf(args, "position")),
        addressOf(args, "buffer"),
      );
      return { hr, results: { token } };
    },
    "server.CloseDevice": (args: Arguments): Answer =>
      answer(this.#set.closeDevice(this.#device(args))),
  };

  inspect(): LabInsight {
    return {
      state: this.#set.state(),
      hasAgent: this.#set.hasAgent(),
      deviceCount: this.#set.getConfiguration().config?.deviceCount ?? 0,
      devices: this.#set.deviceStates(),
      buffers: this.#set.buffers(),
      held: [],
      addresses: [...this.#addresses].map(([index, address]) => ({ index, address })),
    };
  }

  #device(args: Arguments): number {
    const device = numberOf(args, "device");
    if (device < this.#set.deviceStates().length) return device;
    throw new FaultError("CONTRACT_INVALID", { call: "device", path: "it was never opened here" });
  }
}

function answer(hr: number): Answer {
  return { hr, results: {} };
}
