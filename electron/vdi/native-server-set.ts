import type { VdConfig } from "../contract/vdi.ts";

/** What a completion routine found in its command. */
export interface NativeCompletion {
  /** As sendCommand gave it. */
  readonly token: number;
  readonly commandCode: number;
  /** Win32 code. */
  readonly code: number;
  readonly bytes: number;
  readonly position: bigint;
}

/**
 * `new addon.ServerSet(onCompletion)`: the embedded implementation of IServerVirtualDeviceSet2, for who plays
 * the server by hand. Devices are numbers, in the order in which they were opened.
 */
export interface NativeServerSet {
  open(instance: string | null, name: string): number;
  getConfiguration(): { hr: number; config?: VdConfig };
  beginConfiguration(
    features: number,
    blockSize: number,
    alignment: number,
    maxTransferSize: number,
    timeoutMs: number,
  ): number;
  requestBuffers(size: number, alignment: number, count: number): number;
  queryAvailableBuffers(size: number, alignment: number): { hr: number; count?: number };
  endConfiguration(): number;
  openDevice(name: string): { hr: number; device?: number };
  /** Stays until the set is closed or aborted, or its last device is closed. */
  executeCompletionAgent(): Promise<number>;
  allocateBuffer(size: number, alignment: number): { hr: number; address?: bigint };
  freeBuffer(address: bigint, size: number): number;
  /** 1 (TRUE) or 0 (FALSE). */
  isSharedBuffer(address: bigint): number;
  signalAbort(): number;
  close(): number;
  /** The completion comes as an event, also of a refused command. @throws RangeError unknown device */
  sendCommand(
    device: number,
    commandCode: number,
    size: number,
    position: bigint,
    address: bigint,
  ): { hr: number; token: number };
  closeDevice(device: number): number;
  /** Ours: writes the text over and over into an allocated buffer that is not out. */
  fillBuffer(address: bigint, text: string): number;
  state(): string;
  hasAgent(): boolean;
  /** "NotOpen", "Active", "IoError", "Closed" by device number. */
  deviceStates(): string[];
  buffers(): {
    index: number;
    size: number;
    generation: number;
    holder: "free" | "server" | "client";
  }[];
  /** -1 for an address that is no data start. */
  bufferIndex(address: bigint): number;
}
