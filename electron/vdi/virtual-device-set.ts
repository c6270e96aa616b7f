/**
 * IClientVirtualDeviceSet2 under Microsoft's method names: NOERROR returns, everything else throws a
 * VdiError. Of the embedded server, or over SQL Server's client library.
 */
import type { VdiServer } from "../contract/job.ts";
import { vdError, type VdConfig } from "../contract/vdi.ts";
import type { Addon, NativeSet } from "./addon.ts";
import { VdiError } from "./vdi-error.ts";
import { VirtualDevice } from "./virtual-device.ts";

export class VirtualDeviceSet {
  /** For the broker, which works on the native object. */
  readonly native: NativeSet;

  constructor(
    addon: Pick<Addon, "VirtualDeviceSet">,
    implementation: VdiServer = { kind: "embedded" },
  ) {
    this.native = new addon.VirtualDeviceSet(implementation);
  }

  /** Makes a new set with this process as primary client; missing fields of `config` are no wish. */
  createEx(instance: string | null, name: string, config: Partial<VdConfig>): void {
    this.#check("CreateEx", this.native.createEx(instance, name, config));
  }

  /** SQL Server 7.0's form; the instance comes from _VIRTUAL_SERVER_NAME_. */
  create(name: string, config: Partial<VdConfig>): void {
    this.#check("Create", this.native.create(name, config));
  }

  /** Waits on a native thread until the server has configured the set. */
  async getConfiguration(timeoutMs: number): Promise<VdConfig> {
    const { hr, config } = await this.native.getConfiguration(timeoutMs);
    if (config === undefined) throw this.#errorOf("GetConfiguration", hr);
    return config;
  }

  /** Opens one device; the first bears the set's name. */
  openDevice(name: string): VirtualDevice {
    const { hr, device } = this.native.openDevice(name);
    if (device === undefined) throw this.#errorOf("OpenDevice", hr);
    return new VirtualDevice(device, () => this.state());
  }

  /** Ends this process's use of the set; calls that wait are settled first. */
  close(): void {
    this.#check("Close", this.native.close());
  }

  /** Aborts the whole set for everybody. */
  signalAbort(): void {
    this.#check("SignalAbort", this.native.signalAbort());
  }

  /** Opens an existing set as secondary client. */
  openInSecondaryEx(instance: string | null, name: string): void {
    this.#check("OpenInSecondaryEx", this.native.openInSecondaryEx(instance, name));
  }

  /** SQL Server 7.0's form of openInSecondaryEx. */
  openInSecondary(name: string): void {
    this.#check("OpenInSecondary", this.native.openInSecondary(name));
  }

  /** A number for the buffer of a command of this process, good in every process that has the set open. */
  getBufferHandle(address: bigint): number {
    const { hr, handle } = this.native.getBufferHandle(address);
    if (handle === undefined) throw this.#errorOf("GetBufferHandle", hr);
    return handle;
  }

  /** Where this process sees the data start of the buffer with this handle. */
  mapBufferHandle(handle: number): bigint {
    const { hr, address } = this.native.mapBufferHandle(handle);
    if (address === undefined) throw this.#errorOf("MapBufferHandle", hr);
    return address;
  }

  /** Not published: the state as this process sees it. */
  state(): string {
    return this.native.state();
  }

  /** Not published: where the buffers lie. */
  geometry(): ReturnType<NativeSet["geometry"]> {
    return this.native.geometry();
  }

  /** Not published: a copy of at most 4,096 bytes of a buffer that is out with the client. */
  peek(handle: number, offset: number, length: number): Uint8Array {
    const { hr, bytes } = this.native.peek(handle, offset, length);
    if (bytes === undefined) throw this.#errorOf("Peek", hr);
    return bytes;
  }

  #check(method: string, hr: number): void {
    if (hr !== vdError.NOERROR) throw this.#errorOf(method, hr);
  }

  #errorOf(method: string, hr: number): VdiError {
    return new VdiError(method, hr, this.native.state(), this.native.problem());
  }
}
