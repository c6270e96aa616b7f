/**
 * What tests of layer 1 share: a set in this process, a server and a secondary in others.
 */
import { randomUUID } from "node:crypto";
import { vdCommand, vdFeature } from "../../contract/vdi.ts";
import type { NativeCommand, NativeStatement } from "../addon.ts";
import { loadAddon } from "../load-addon.ts";
import { VdiError } from "../vdi-error.ts";
import { VirtualDeviceSet } from "../virtual-device-set.ts";
import { infinite, type VirtualDevice } from "../virtual-device.ts";
import { SetProcess } from "./set-process.ts";

export const transferSize = 65_536;

/** A process that not every test needs: started with its first call. */
export class LazyProcess {
  #started: Promise<SetProcess> | undefined;

  async call<T>(method: string, ...args: unknown[]): Promise<T> {
    this.#started ??= SetProcess.start();
    return (await this.#started).call<T>(method, ...args);
  }

  /** Kills it; the next call starts another. */
  async kill(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    await (await started)?.kill();
  }
}

export class LayerOneRig {
  readonly set = new VirtualDeviceSet(loadAddon());
  readonly name = `{${randomUUID()}}`;
  readonly secondary = new LazyProcess();
  readonly #server: LazyProcess;
  #statement: Promise<{ ok: boolean }> | undefined;

  constructor(server: LazyProcess) {
    this.#server = server;
  }

  /** Makes and configures a set with one device; its statement is under way. */
  async configured(bytes = 4 << 20): Promise<{ statement: Promise<{ ok: boolean }> }> {
    this.set.createEx(null, this.name, { deviceCount: 1, features: vdFeature.VDF_RequestComplete });
    this.#statement = this.#backup(bytes);
    await this.set.getConfiguration(10_000);
    return { statement: this.#statement };
  }

  /** Aborts what is left and waits for the statement's end, whatever it is: the server may be killed after this. */
  async end(): Promise<void> {
    await this.secondary.kill();
    this.set.native.signalAbort();
    this.set.native.close();
    await Promise.allSettled([this.#statement]);
  }

  /** Starts a BACKUP of a generated database into the set. */
  #backup(bytes: number): Promise<{ ok: boolean }> {
    const statement: Omit<NativeStatement, "onMessage"> = {
      instance: null,
      deviceNames: [this.name],
      blockSize: 512,
      transferSize,
      bufferCount: 8,
      traceName: null,
      faults: [],
      seed: 7,
      action: { kind: "backup", database: { kind: "generate", bytes, seed: 7, entropy: 0.5 } },
    };
    return this.#server.call("addon.runStatement", statement);
  }
}

/** What a call throws: its code, method and state. */
export async function refusal(call: () => unknown): Promise<VdiError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof VdiError) return error;
    throw error;
  }
  throw new Error("The call succeeded.");
}

/** The refusal of a method that is not allowed in a state, as a pattern. */
export function protocolError(method: string, state: string): object {
  return { name: "VD_E_PROTOCOL", method, state };
}

/** The next Write; commands before it are completed. */
export async function nextWrite(device: VirtualDevice): Promise<NativeCommand> {
  for (;;) {
    const answer = await device.getCommand(10_000);
    if (answer.kind !== "command") throw new Error(`No command came: ${answer.kind}.`);
    if (answer.command.commandCode === vdCommand.VDC_Write) return answer.command;
    device.completeCommand(answer.command, 0);
  }
}

/** Completes everything until the device is closed. @returns commands by code */
export async function serveAll(device: VirtualDevice): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  for (;;) {
    const answer = await device.getCommand(infinite);
    if (answer.kind !== "command") return seen;
    const { command } = answer;
    seen.set(command.commandCode, (seen.get(command.commandCode) ?? 0) + 1);
    const bytes = command.commandCode === vdCommand.VDC_Write ? command.size : 0;
    device.completeCommand(command, 0, bytes);
  }
}
