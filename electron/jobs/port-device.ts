/**
 * One device of message-port mode: the handoff of native/broker/device_thread.cc with each hop in JavaScript.
 *
 *   getCommand -> getBufferHandle -> lease -> `move` of the secondary ... -> completeCommand
 *
 * Invariants: leases are sent in the order of their commands; flush and finish are sent alone; every
 * command is completed once; answers of a secondary that was given up are ignored.
 * Limits: `leasesMax` leases are out at once, as in ring mode.
 */
import { asFault } from "../contract/fault.ts";
import type { FaultKind } from "../contract/job.ts";
import { eventKind } from "../contract/trace-event.ts";
import { completionCode, vdCommand, vdError } from "../contract/vdi.ts";
import type { NativeCommand } from "../vdi/addon.ts";
import { VdiError } from "../vdi/vdi-error.ts";
import { infinite, type VirtualDevice } from "../vdi/virtual-device.ts";
import { CompletionOrder } from "./completion-order.ts";
import { askSecondary, failureOf } from "./lease-call.ts";
import { answerOf, finishLease, LeaseQueue, type Answer, type Lease } from "./lease-queue.ts";
import { deedOf, hasBuffer } from "./other-commands.ts";
import {
  completeTwice,
  holdAt,
  noteLease,
  spoilHandle,
  strike,
  strikeLease,
  takeHandleFaults,
} from "./port-hold.ts";
import type { PortBrokerShared } from "./port-shared.ts";

const leasesMax = 128;
/** An address that is no buffer's start: this far into one. */
const interiorBytes = 512n;

export class PortDevice {
  readonly index: number;
  readonly secondary: number;
  readonly #shared: PortBrokerShared;
  readonly #device: VirtualDevice;
  readonly #leases = new LeaseQueue();
  /** Counts the processes that this device was attached to: answers of an earlier one are ignored. */
  #attachment = 0;
  #isAttached = false;
  #sequence = 0;
  #position = 0n;
  #lastSettledMs = performance.now();
  #isFailed = false;
  #isFinished = false;
  #isClosed = false;
  /** A backup's medium that lost its process: every lease is answered with ERROR_IO_DEVICE. */
  #isBroken = false;
  #complete: Lease | null = null;
  #onSettled: () => void = () => undefined;
  /** Faults that need another command than the one that they were meant for. */
  readonly #carried: FaultKind[] = [];
  readonly #order = new CompletionOrder();
  readonly counters = {
    bytes: 0,
    storedBytes: 0,
    commands: 0,
    flushes: 0,
    moved: 0,
    lastCommandMs: performance.now(),
  };

  constructor(shared: PortBrokerShared, index: number, secondary: number, device: VirtualDevice) {
    this.#shared = shared;
    this.index = index;
    this.secondary = secondary;
    this.#device = device;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get leasesOut(): number {
    return this.#leases.length;
  }

  /** Milliseconds since the oldest lease that is with the secondary was sent; 0 without one. */
  oldestLeaseAgeMs(nowMs: number): number {
    return this.#leases.oldestAgeMs(nowMs);
  }

  /** Serves the device until it is closed or the set aborted. Never rejects. */
  async run(): Promise<void> {
    try {
      for (;;) {
        while (this.#leases.length >= leasesMax) await this.#nextSettled();
        const answer = await this.#device.getCommand(infinite);
        if (answer.kind === "closed") break;
        if (answer.kind === "command") await this.#begin(answer.command);
      }
      await this.#end();
    } catch (error) {
      this.#shared.onAbort(
        error instanceof VdiError ? error.code : vdError.VD_E_UNEXPECTED,
        this.index,
      );
    }
    this.#isClosed = true;
  }

  /** The set was aborted: whoever waits for a lease of this device goes on. */
  readonly wake = (): void => this.#onSettled();

  /** The secondary serves: leases are sent, those of a lost process again. */
  attach(): void {
    if (this.#shared.isBackup && this.#attachment > 0 && this.counters.moved > 0) {
      this.#refuseToResume();
      return;
    }
    this.#attachment += 1;
    this.#isAttached = true;
    this.#pump();
  }

  /** The secondary is surely gone. @returns leases that will be sent again */
  revoke(): number {
    this.#isAttached = false;
    return this.#leases.takeBack();
  }

  /** Answers the VDC_Complete that is pending. */
  completePending(code: number): void {
    const lease = this.#complete;
    this.#complete = null;
    if (lease !== null) this.#answer(lease, answerOf(code));
  }

  async #begin(command: NativeCommand): Promise<void> {
    const { shared, isTransfer } = { shared: this.#shared, isTransfer: hasBuffer(command) };
    this.#sequence += 1;
    this.counters.commands += 1;
    this.counters.lastCommandMs = performance.now();
    if (this.#leases.length === 0) {
      shared.stageNs.server += (this.counters.lastCommandMs - this.#lastSettledMs) * 1e6;
    }
    const position = !isTransfer ? -1n : shared.isRandomAccess ? command.position : this.#position;
    if (isTransfer) this.#position = position + BigInt(command.size);
    const { ordinal, faults } = shared.faults.next();
    const lease: Lease = {
      what: "move",
      command,
      sequence: this.#sequence,
      position,
      size: isTransfer ? command.size : 0,
      handle: 0,
      receivedMs: this.counters.lastCommandMs,
      sentMs: 0,
      faults: new Set([...faults, ...this.#carried.splice(0)]),
      ordinal,
      stageMs: this.counters.lastCommandMs,
      isHeld: false,
    };
    this.#note(eventKind.received, lease, command.commandCode, command.address);
    await holdAt(shared, { device: this.index, stage: "received" }, lease);
    if (isTransfer) return this.#lease(lease, command);
    this.#carried.push(...takeHandleFaults(lease));
    return this.#other(lease, command);
  }

  /** Write and Read: the handle is taken and the lease goes out. */
  async #lease(lease: Lease, command: NativeCommand): Promise<void> {
    const { index: device } = this;
    const isInterior = lease.faults.has("interior-handle");
    try {
      const address = isInterior ? command.address + interiorBytes : command.address;
      lease.handle = this.#shared.set.getBufferHandle(address);
    } catch (error) {
      if (!(error instanceof VdiError) || error.code === vdError.VD_E_ABORT) throw error;
      strike(this.#shared, "interior-handle", { device, lease, hr: error.code });
      this.#note(eventKind.error, lease, error.code >>> 0, command.address);
      const code = completionCode.ERROR_INVALID_HANDLE;
      await this.#answerHere(lease, { ...answerOf(code), hr: error.code });
      return;
    }
    this.#note(eventKind.handleTaken, lease, 0, command.address);
    this.#shared.peek.offer(vdCommand.VDC_Write, this.index, lease, lease.size);
    await holdAt(this.#shared, { device, stage: "handleTaken" }, lease);
    spoilHandle(this.#shared, device, lease);
    await this.#send(lease);
  }

  async #other(lease: Lease, command: NativeCommand): Promise<void> {
    const { isBackup, isRandomAccess, expectedBytes } = this.#shared;
    const position = this.#position;
    const end = isBackup ? position : BigInt(expectedBytes[this.index] ?? 0);
    const deed = deedOf(command, { isBackup, isRandomAccess, position, end });
    if (deed.kind === "ask") return this.#send({ ...lease, what: deed.what });
    this.#position = deed.position ?? position;
    return this.#answerHere(lease, answerOf(deed.code), deed.position ?? 0n);
  }

  /** Completes a command that no secondary was asked for. */
  async #answerHere(lease: Lease, answer: Answer, position = 0n): Promise<void> {
    const { code } = answer;
    await holdAt(this.#shared, { device: this.index, stage: "completed", code }, lease);
    this.#answer(lease, answer, position);
    // What needs a lease strikes the next command that gets one.
    this.#carried.push(...lease.faults);
  }

  async #send(lease: Lease): Promise<void> {
    if (this.#isBroken) {
      this.#answer(lease, answerOf(completionCode.ERROR_IO_DEVICE));
      return;
    }
    this.#note(eventKind.leased, lease, this.secondary, 0n);
    await holdAt(this.#shared, { device: this.index, stage: "leased" }, lease);
    this.#leases.push(lease);
    this.#pump();
  }

  #pump(): void {
    const attachment = this.#attachment;
    while (this.#isAttached) {
      const lease = this.#leases.send(performance.now());
      if (lease === undefined) return;
      void this.#serve(lease, attachment);
    }
  }

  async #serve(lease: Lease, attachment: number): Promise<void> {
    const { index: device, secondary } = this;
    let answer = strikeLease(
      this.#shared,
      { device, secondary, plainBytes: this.counters.bytes },
      lease,
    );
    try {
      answer ??= await this.#move(lease);
    } catch (error) {
      // The end of the process is told by its host; what it was asked goes to its successor.
      if (asFault(error).code === "CHANNEL_CLOSED") return;
      answer = answerOf(completionCode.ERROR_IO_DEVICE);
    }
    const { code } = answer;
    await holdAt(this.#shared, { device, stage: "moved", code }, lease);
    await this.#putOff(lease);
    await holdAt(this.#shared, { device, stage: "completed", code }, lease);
    this.#settleNow(lease, answer, attachment);
  }

  /** The secondary maps and moves. Where a command is to be held when mapped it is asked twice. */
  async #move(lease: Lease): Promise<Answer> {
    const ask = (phase: "whole" | "map" | "rest"): Promise<Answer> =>
      askSecondary(this.#shared.channel(this.secondary), this.index, lease, phase);
    if (!this.#shared.gate.isWatched(eventKind.mapped)) return ask("whole");
    const isTransfer = lease.what === "move";
    const mapped = isTransfer ? await ask("map") : answerOf(0);
    if (mapped.hr === 0) await holdAt(this.#shared, { device: this.index, stage: "mapped" }, lease);
    return ask(isTransfer ? "rest" : "whole");
  }

  async #putOff(lease: Lease): Promise<void> {
    if (!lease.faults.has("completion-order")) return;
    if (await this.#order.letLaterGoFirst(lease.sequence)) {
      strike(this.#shared, "completion-order", { device: this.index, lease });
    } else {
      lease.faults.delete("completion-order");
      this.#carried.push("completion-order");
    }
  }

  #settleNow(lease: Lease, answer: Answer, attachment: number): void {
    const isCurrent = attachment === this.#attachment && this.#isAttached;
    if (!isCurrent || this.#shared.isStalled || !this.#leases.settle(lease)) return;
    this.counters.moved += 1;
    if (lease.what === "finish") {
      this.#onFinished(lease, answer);
    } else {
      this.#count(lease, answer);
      this.#answer(lease, answer);
    }
    this.#order.settled(lease.sequence);
    this.#pump();
    this.#onSettled();
  }

  #count(lease: Lease, answer: Answer): void {
    const nowMs = performance.now();
    const { latency, stageNs } = this.#shared;
    this.counters.bytes += answer.bytes;
    this.counters.storedBytes = Math.max(this.counters.storedBytes, answer.storedBytes);
    this.counters.flushes += lease.what === "flush" ? 1 : 0;
    latency.add((nowMs - lease.receivedMs) * 1e6);
    // Time on the way only: not what the lease waited behind those before it.
    const wayNs = (nowMs - Math.max(lease.receivedMs, this.#lastSettledMs)) * 1e6;
    stageNs.codec += answer.codecNs;
    stageNs.disk += answer.diskNs;
    stageNs.handoff += Math.max(0, wayNs - answer.codecNs - answer.diskNs);
    this.#lastSettledMs = nowMs;
  }

  #onFinished(lease: Lease, answer: Answer): void {
    const { code, summary } = answer;
    if (code !== 0 || summary === null) {
      this.#answer(lease, answer);
      return;
    }
    this.#isFinished = true;
    this.counters.storedBytes = summary.storedBytes;
    const kind = lease.command === null ? "deviceClosed" : "completePending";
    if (lease.command !== null) this.#complete = lease;
    this.#shared.emit({ kind, device: this.index, summary });
  }

  /** Completes the command of a lease and reports the device's first failure. */
  #answer(lease: Lease, { code, bytes, hr }: Answer, position = 0n): void {
    if (this.#shared.isStalled) return;
    if (code !== 0 && code !== completionCode.ERROR_HANDLE_EOF) this.#fail(lease, code, hr);
    if (lease.command === null) return;
    this.#shared.peek.offer(vdCommand.VDC_Read, this.index, lease, bytes);
    try {
      this.#device.completeCommand(lease.command, code, bytes, position);
      this.#note(eventKind.completed, { ...lease, size: bytes }, code, 0n);
      if (lease.faults.has("double-completion"))
        completeTwice(this.#shared, { device: this.index, open: this.#device }, lease);
    } catch (error) {
      // An abort is seen by the device's loop as well; anything else is ours.
      this.#shared.onAbort(
        error instanceof VdiError ? error.code : vdError.VD_E_UNEXPECTED,
        this.index,
      );
    }
  }

  #fail(lease: Lease, code: number, hr: number): void {
    if (this.#isFailed) return;
    this.#isFailed = true;
    this.#shared.emit(failureOf(this.index, lease, { code, hr }));
  }

  /** The states of a medium's checksums die with their process: what was written cannot be continued. */
  #refuseToResume(): void {
    this.#isBroken = true;
    for (const lease of this.#leases.takeAll())
      this.#answer(lease, answerOf(completionCode.ERROR_IO_DEVICE));
    this.#onSettled();
  }

  /** VD_E_CLOSE: a server without VDC_Complete ends its stream here. */
  async #end(): Promise<void> {
    while (this.#leases.length > 0) await this.#nextSettled();
    const mustFinish =
      this.#shared.isBackup && !this.#isFinished && !this.#isFailed && this.#sequence > 0;
    if (!mustFinish) {
      this.#shared.emit({ kind: "deviceClosed", device: this.index, summary: null });
      return;
    }
    await this.#send(finishLease(this.#sequence, performance.now()));
    while (this.#leases.length > 0) await this.#nextSettled();
  }

  async #nextSettled(): Promise<void> {
    this.#throwIfAborted();
    await new Promise<void>((resolve) => (this.#onSettled = resolve));
    this.#throwIfAborted();
  }

  #throwIfAborted(): void {
    const { abortHr } = this.#shared;
    if (abortHr !== null) throw new VdiError("GetCommand", abortHr, "AbnormallyTerminated");
  }

  #note(kind: number, lease: Lease, code: number, address: bigint): void {
    noteLease(this.#shared, { kind, device: this.index, code, address }, lease);
  }
}
