/**
 * What the broker of message-port mode and its devices hold in common.
 */
import type { SecondaryChannel } from "./children.ts";
import type { BrokerEvent } from "../vdi/addon.ts";
import type { NativeTrace } from "../vdi/native-trace.ts";
import type { VirtualDeviceSet } from "../vdi/virtual-device-set.ts";
import type { HoldGate } from "./hold-gate.ts";
import type { LatencyHistogram } from "./latency-histogram.ts";
import type { PortFaults } from "./port-faults.ts";
import type { PortPeek } from "./port-peek.ts";

/** The channel of a secondary, null while there is none. */
export type PortSecondaryChannel = (secondary: number) => Pick<SecondaryChannel, "call"> | null;

/** What the devices of a broker share. */
export interface PortBrokerShared {
  readonly set: VirtualDeviceSet;
  readonly trace: Pick<NativeTrace, "write"> | null;
  readonly channel: PortSecondaryChannel;
  readonly gate: HoldGate;
  readonly faults: PortFaults;
  readonly peek: PortPeek;
  readonly latency: LatencyHistogram;
  /** Nanoseconds by stage, summed over all commands. */
  readonly stageNs: { server: number; handoff: number; codec: number; disk: number };
  readonly isBackup: boolean;
  readonly expectedBytes: readonly number[];
  isRandomAccess: boolean;
  /** Fault: nothing is completed any more. */
  isStalled: boolean;
  /** Why the set was aborted, null while it was not. */
  abortHr: number | null;
  emit(event: BrokerEvent): void;
  onAbort(hr: number, device: number): void;
  /** Sends a signal to a secondary's process: faults. */
  signal(secondary: number, signal: NodeJS.Signals): void;
}
