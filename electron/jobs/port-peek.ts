/**
 * Message-port mode's part of native/broker/peek_hook.h: a copy of the bytes of the next command that fits.
 */
import { peekBytesMax } from "../contract/buffer-calls.ts";
import type { NativePeek, NativePeekFilter, NativeSet } from "../vdi/addon.ts";
import { peekAny } from "./buffer-peek.ts";
import type { Lease } from "./lease-queue.ts";

const indexMask = 0xfff;

export class PortPeek {
  readonly #set: Pick<NativeSet, "peek">;
  #filter: NativePeekFilter | null = null;
  #copy: NativePeek | null = null;

  constructor(set: Pick<NativeSet, "peek">) {
    this.#set = set;
  }

  arm(filter: NativePeekFilter | null): void {
    this.#filter = filter;
    this.#copy = null;
  }

  /** The copy, once; null while there is none. */
  take(): NativePeek | null {
    const copy = this.#copy;
    this.#copy = null;
    return copy;
  }

  /**
   * The buffer of a lease is out and holds its bytes.
   *
   * @param of the command that fills it by now; others are passed by
   * @param bytes of it that hold data
   */
  offer(of: number, device: number, lease: Lease, bytes: number): void {
    const { command, handle, sequence, position } = lease;
    const filter = this.#filter;
    if (filter === null || command?.commandCode !== of) return;
    const fits = (wanted: number, given: number): boolean => wanted === peekAny || wanted === given;
    const isWanted =
      fits(filter.device, device) &&
      fits(filter.command, of) &&
      fits(filter.buffer, handle & indexMask) &&
      filter.offset < bytes;
    if (!isWanted) return;
    const length = Math.min(peekBytesMax, bytes - filter.offset);
    const copy = this.#set.peek(handle, filter.offset, length);
    if (copy.bytes === undefined) return;
    this.#filter = null;
    this.#copy = {
      device,
      command: of,
      sequence,
      handle,
      size: lease.size,
      position: Number(position),
      address: Number(command.address),
      offset: filter.offset,
      takenNs: Number(process.hrtime.bigint()),
      bytes: copy.bytes,
    };
  }
}
