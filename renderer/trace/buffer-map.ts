/**
 * Who holds each buffer, and where it lies in each process.
 *
 * Events come in any order between lanes, so a buffer remembers the time of the fact that it shows and
 * ignores older ones. Addresses of a secondary are forgotten when it is lost: its successor maps anew.
 *
 * Limits: `bufferCountMax` buffers; addresses of a secondary take 32 KiB, made on its first mapping.
 */
import { vdLimit } from "../../electron/contract/vdi.ts";
import { none } from "./command-columns.ts";

export const bufferCountMax = vdLimit.bufferCountMax;

/** What a buffer is doing. `waiting` and `held` belong to a secondary. */
export const holder = {
  free: 0,
  server: 1,
  primary: 2,
  waiting: 3,
  held: 4,
  completed: 5,
  error: 6,
} as const;

export type Holder = (typeof holder)[keyof typeof holder];

/** The three addresses of one buffer as doubles; 0: that process has not mapped it. */
export interface Addresses {
  readonly server: number;
  readonly primary: number;
  readonly secondary: number;
}

export class BufferMap {
  readonly holder = new Uint8Array(bufferCountMax);
  /** The secondary that holds it, or held it last. */
  readonly secondary = new Uint16Array(bufferCountMax).fill(none);
  /** Device, sequence and handle of the command that it carries, or carried last. */
  readonly device = new Uint8Array(bufferCountMax);
  readonly sequence = new Uint32Array(bufferCountMax);
  readonly handle = new Uint32Array(bufferCountMax);
  readonly changedNs = new Float64Array(bufferCountMax);
  /** When that command was leased; 0 before it was. */
  readonly leasedNs = new Float64Array(bufferCountMax);
  /** One more than the highest index seen. */
  seen = 0;
  private readonly serverAddress = new Float64Array(bufferCountMax);
  private readonly primaryAddress = new Float64Array(bufferCountMax);
  private readonly secondaryAddress: (Float64Array | undefined)[] = [];

  /**
   * Notes that `buffer` changed hands.
   * @returns false when a newer fact is known already
   */
  move(buffer: number, to: Holder, timeNs: number): boolean {
    if (timeNs < (this.changedNs[buffer] ?? 0)) return false;
    this.changedNs[buffer] = timeNs;
    this.holder[buffer] = to;
    if (buffer >= this.seen) this.seen = buffer + 1;
    return true;
  }

  setServerAddress(buffer: number, address: number): void {
    this.serverAddress[buffer] = address;
  }

  setPrimaryAddress(buffer: number, address: number): void {
    this.primaryAddress[buffer] = address;
  }

  setSecondaryAddress(secondary: number, buffer: number, address: number): void {
    const known = this.secondaryAddress[secondary];
    const addresses = known ?? new Float64Array(bufferCountMax);
    addresses[buffer] = address;
    if (known === undefined) this.secondaryAddress[secondary] = addresses;
  }

  /** The secondary's process is gone, and its mappings with it. */
  forgetSecondary(secondary: number): void {
    this.secondaryAddress[secondary]?.fill(0);
  }

  /** Where `buffer` lies in the server, the primary and one secondary. */
  addressesOf(buffer: number, secondary: number): Addresses {
    return {
      server: this.serverAddress[buffer] ?? 0,
      primary: this.primaryAddress[buffer] ?? 0,
      secondary: this.secondaryAddress[secondary]?.[buffer] ?? 0,
    };
  }
}
