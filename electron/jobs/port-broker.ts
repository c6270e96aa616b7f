/**
 * The broker of message-port mode: the same handoff as in native/broker, with every hop in JavaScript; for
 * teaching, comparing and debugging. Jobs treat both alike.
 *
 * A lost secondary is replaced for restores. A backup's medium cannot be continued by another process in this
 * mode (its checksums die with the process): its devices fail with ERROR_IO_DEVICE.
 */
import { eventKind } from "../contract/trace-event.ts";
import type { FaultKind } from "../contract/job.ts";
import { vdError, vdFeature } from "../contract/vdi.ts";
import type {
  Addon,
  BrokerEvent,
  BrokerStats,
  NativeBroker,
  NativeFault,
  NativePeek,
  NativePeekFilter,
} from "../vdi/addon.ts";
import type { NativeTrace } from "../vdi/native-trace.ts";
import type { NativeBreakpoint, NativeControl } from "../vdi/native-control.ts";
import { VdiError } from "../vdi/vdi-error.ts";
import type { VirtualDeviceSet } from "../vdi/virtual-device-set.ts";
import { HoldGate } from "./hold-gate.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { PortDevice } from "./port-device.ts";
import { PortFaults } from "./port-faults.ts";
import { PortPeek } from "./port-peek.ts";
import type { PortBrokerShared, PortSecondaryChannel } from "./port-shared.ts";

/** What jobs need of either broker. */
export type HandoffBroker = NativeBroker;

export interface PortBrokerOptions {
  readonly set: VirtualDeviceSet;
  readonly addon: Pick<Addon, "processGone">;
  readonly trace: Pick<NativeTrace, "write"> | null;
  readonly deviceNames: readonly string[];
  readonly assignment: readonly number[];
  readonly secondaryCount: number;
  readonly faults: readonly NativeFault[];
  readonly isBackup: boolean;
  /** Of each device's plain stream; where SetPosition from the end leads at a restore. */
  readonly expectedBytes: readonly number[];
  /** The channel of a secondary, null while there is none. */
  readonly channel: PortSecondaryChannel;
  readonly onEvent: (event: BrokerEvent) => void;
}

/** A dead process is surely gone within this; it was killed before. */
const goneWithinMs = 10_000;

export class PortBroker implements HandoffBroker {
  readonly #options: PortBrokerOptions;
  readonly #shared: PortBrokerShared;
  readonly #secondaries: { pid: number; restarts: number; isAttached: boolean }[];
  #devices: PortDevice[] = [];
  #isClosed = false;

  constructor(options: PortBrokerOptions) {
    this.#options = options;
    this.#secondaries = Array.from({ length: options.secondaryCount }, () => ({
      pid: 0,
      restarts: -1,
      isAttached: false,
    }));
    const { set, trace, channel, isBackup, expectedBytes } = options;
    this.#shared = {
      set,
      trace,
      channel,
      isBackup,
      expectedBytes,
      gate: new HoldGate(() => this.#shared.emit({ kind: "control" })),
      faults: new PortFaults(options.faults),
      peek: new PortPeek(set.native),
      latency: new LatencyHistogram(),
      stageNs: { server: 0, handoff: 0, codec: 0, disk: 0 },
      isRandomAccess: false,
      isStalled: false,
      abortHr: null,
      emit: (event) => {
        if (!this.#isClosed) options.onEvent(event);
      },
      onAbort: (hr, device) => this.#onAbort(hr, device),
      signal: (secondary, signal) => this.#signal(secondary, signal),
    };
  }

  start(): number {
    try {
      this.#devices = this.#options.deviceNames.map(
        (name, index) =>
          new PortDevice(
            this.#shared,
            index,
            this.#options.assignment[index] ?? 0,
            this.#options.set.openDevice(name),
          ),
      );
    } catch (error) {
      return error instanceof VdiError ? error.code : vdError.VD_E_UNEXPECTED;
    }
    this.#secondaries.forEach((secondary, index) => {
      if (secondary.isAttached) this.#attach(index);
    });
    void this.#serveAll();
    return vdError.NOERROR;
  }

  attachSecondary(index: number, pid: number): void {
    const secondary = this.#secondary(index);
    secondary.pid = pid;
    secondary.restarts += 1;
    secondary.isAttached = true;
    if (secondary.restarts > 0)
      this.#note(eventKind.secondaryReplaced, index, this.#leasesOut(index));
    this.#attach(index);
  }

  async revokeSecondary(index: number): Promise<number> {
    const secondary = this.#secondary(index);
    secondary.isAttached = false;
    if (secondary.pid > 0) {
      this.#signal(index, "SIGKILL");
      await this.#options.addon.processGone(secondary.pid, goneWithinMs);
    }
    const leases = this.#of(index).reduce((sum, device) => sum + device.revoke(), 0);
    this.#note(eventKind.secondaryLost, index, leases);
    return leases;
  }

  completeDevice(device: number, code: number): void {
    this.#devices[device]?.completePending(code);
  }

  stats(): BrokerStats {
    const nowMs = performance.now();
    const { latency } = this.#shared;
    return {
      devices: this.#devices.map((device) => ({
        ...pick(device.counters),
        leasesOut: device.leasesOut,
        closed: device.isClosed,
        idleMs: nowMs - device.counters.lastCommandMs,
      })),
      secondaries: this.#secondaries.map(({ pid, restarts }, index) => ({
        pid,
        restarts: Math.max(0, restarts),
        leasesOut: this.#leasesOut(index),
        moved: this.#of(index).reduce((sum, device) => sum + device.counters.moved, 0),
        oldestLeaseAgeMs: Math.max(
          0,
          ...this.#of(index).map((device) => device.oldestLeaseAgeMs(nowMs)),
        ),
      })),
      stageNs: { ...this.#shared.stageNs },
      latencyNs: {
        p50: latency.quantile(0.5),
        p99: latency.quantile(0.99),
        p999: latency.quantile(0.999),
        max: latency.max,
      },
    };
  }

  pause(stages: number): void {
    this.#shared.gate.pause(stages);
  }

  run(): void {
    this.#shared.gate.run();
  }

  runTo(index: number, breakpoint: NativeBreakpoint): void {
    this.#shared.gate.runTo(index, breakpoint);
  }

  pace(paceNs: number): void {
    this.#shared.gate.pace(paceNs);
  }

  setBreakpoint(index: number, breakpoint: NativeBreakpoint | null): void {
    this.#shared.gate.setBreakpoint(index, breakpoint);
  }

  go(device: number, sequence: number): boolean {
    return this.#shared.gate.go(device, sequence);
  }

  inject(device: number, sequence: number, fault: FaultKind): boolean {
    return this.#shared.gate.inject(device, sequence, fault);
  }

  look(): NativeControl {
    return this.#shared.gate.look();
  }

  armPeek(filter: NativePeekFilter | null): void {
    this.#shared.peek.arm(filter);
  }

  takePeek(): NativePeek | null {
    return this.#shared.peek.take();
  }

  close(): void {
    this.#isClosed = true;
    this.#shared.gate.close();
    this.#onAbort(vdError.VD_E_ABORT, -1);
  }

  async #serveAll(): Promise<void> {
    const { set } = this.#options;
    try {
      const { features } = await set.getConfiguration(0);
      this.#shared.isRandomAccess = (features & vdFeature.VDF_RandomAccess) !== 0;
      await Promise.all(this.#devices.map((device) => device.run()));
    } catch (error) {
      this.#onAbort(error instanceof VdiError ? error.code : vdError.VD_E_UNEXPECTED, -1);
    }
    this.#shared.emit({ kind: "ended" });
  }

  #attach(index: number): void {
    for (const device of this.#of(index)) device.attach();
  }

  #onAbort(hr: number, device: number): void {
    if (this.#shared.abortHr !== null) return;
    this.#shared.abortHr = hr;
    this.#shared.gate.close();
    for (const each of this.#devices) each.wake();
    if (device >= 0) this.#note(eventKind.abort, hr >>> 0, 0, device);
    this.#shared.emit({ kind: "aborted", hr });
  }

  #signal(index: number, signal: NodeJS.Signals): void {
    const { pid } = this.#secondary(index);
    try {
      if (pid > 0) process.kill(pid, signal);
    } catch {
      // Gone already, which is what was wanted.
    }
  }

  #leasesOut(index: number): number {
    return this.#of(index).reduce((sum, device) => sum + device.leasesOut, 0);
  }

  #of(secondary: number): PortDevice[] {
    return this.#devices.filter((device) => device.secondary === secondary);
  }

  #secondary(index: number): { pid: number; restarts: number; isAttached: boolean } {
    const secondary = this.#secondaries[index];
    if (secondary === undefined) throw new RangeError(`There is no secondary ${index}.`);
    return secondary;
  }

  #note(kind: number, code: number, size: number, device = 255): void {
    this.#options.trace?.write({
      kind,
      device,
      sequence: 0,
      handle: 0,
      size,
      code,
      position: -1n,
      address: 0n,
    });
  }
}

function pick({ bytes, storedBytes, commands, flushes }: PortDevice["counters"]): {
  bytes: number;
  storedBytes: number;
  commands: number;
  flushes: number;
} {
  return { bytes, storedBytes, commands, flushes };
}
