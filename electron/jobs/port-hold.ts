/** Holds commands of message-port mode at a stage where somebody looks, and lets injected faults strike them. */
import type { FaultKind } from "../contract/job.ts";
import { isWithSecondary, type HoldStage } from "../contract/step.ts";
import { eventKind } from "../contract/trace-event.ts";
import { completionCode, vdError } from "../contract/vdi.ts";
import { VdiError } from "../vdi/vdi-error.ts";
import type { VirtualDevice } from "../vdi/virtual-device.ts";
import { answerOf, type Answer, type Lease } from "./lease-queue.ts";
import type { PortBrokerShared } from "./port-shared.ts";

/** Returns when the lease may go on from `stage`. @param code Win32, of a stage that has one */
export async function holdAt(
  shared: PortBrokerShared,
  place: { device: number; stage: HoldStage; code?: number },
  lease: Lease,
): Promise<void> {
  const { device, stage, code = 0 } = place;
  const kind = eventKind[stage];
  const nowMs = performance.now();
  const latencyNs = (nowMs - lease.stageMs) * 1e6;
  lease.stageMs = nowMs;
  if (!shared.gate.isWatched(kind)) return;
  lease.isHeld = true;
  const faults = await shared.gate.pass(
    kind,
    {
      device,
      sequence: lease.sequence,
      command: lease.command?.commandCode ?? 0x100,
      size: lease.size,
      handle: lease.handle,
      position: Number(lease.position),
      ordinal: stage === "received" ? lease.ordinal : 0,
      latencyNs,
      code,
    },
    (breakpoint) => {
      const event = { kind: eventKind.held, device, code: kind, address: 0n };
      noteLease(shared, event, { ...lease, size: breakpoint });
    },
  );
  lease.isHeld = false;
  lease.stageMs = performance.now();
  if (lease.sentMs > 0) lease.sentMs = lease.stageMs;
  if (!isWithSecondary(stage)) for (const fault of faults) lease.faults.add(fault);
}

/** Writes an event of a lease into the trace. */
export function noteLease(
  shared: PortBrokerShared,
  event: { kind: number; device: number; code: number; address: bigint },
  { sequence, handle, size, position }: Pick<Lease, "sequence" | "handle" | "size" | "position">,
): void {
  shared.trace?.write({ sequence, handle, size, position, ...event });
}

/** Takes a fault off a lease and reports that it struck. @returns whether it was there */
export function strike(
  shared: PortBrokerShared,
  fault: FaultKind,
  { device, lease, hr = 0 }: { device: number; lease: Lease; hr?: number },
): boolean {
  if (!lease.faults.delete(fault)) return false;
  const { sequence, handle } = lease;
  const position = Number(lease.position);
  shared.emit({ kind: "struck", fault, timeNs: 0, device, sequence, handle, position, hr });
  return true;
}

const handleFaults = ["bad-handle", "foreign-handle", "interior-handle"] as const;

/** Takes faults of handles off a command that has none: they wait for one that has. */
export function takeHandleFaults({ faults }: Lease): FaultKind[] {
  return handleFaults.filter((fault) => faults.delete(fault));
}

/** Faults that strike a handle before it is leased: stale, of another set. */
export function spoilHandle(shared: PortBrokerShared, device: number, lease: Lease): void {
  // An earlier generation of the same buffer: what a handle looks like that was kept too long.
  if (strike(shared, "bad-handle", { device, lease })) {
    lease.handle = (lease.handle & ~0xfff000) | ((lease.handle - 0x1000) & 0xfff000);
  }
  // The same buffer of the same generation in another set: its tag differs.
  if (strike(shared, "foreign-handle", { device, lease })) lease.handle ^= 0x0100_0000;
}

/** Lets faults strike a lease that goes out. @returns the answer of a medium that fails on purpose */
export function strikeLease(
  shared: PortBrokerShared,
  place: { device: number; secondary: number; plainBytes: number },
  lease: Lease,
): Answer | null {
  const { device, secondary, plainBytes } = place;
  if (strike(shared, "client-timeout", { device, lease })) shared.isStalled = true;
  spoilHandle(shared, device, lease);
  if (strike(shared, "secondary-crash", { device, lease })) shared.signal(secondary, "SIGKILL");
  if (strike(shared, "secondary-hang", { device, lease })) shared.signal(secondary, "SIGSTOP");
  const failed = (Object.keys(mediaCodes) as (keyof typeof mediaCodes)[]).find((fault) =>
    strike(shared, fault, { device, lease }),
  );
  if (failed !== undefined) return answerOf(mediaCodes[failed](shared.isBackup));
  const isFull = shared.isBackup && shared.faults.isFull(plainBytes + lease.size);
  return isFull ? answerOf(completionCode.ERROR_DISK_FULL) : null;
}

/** The completion of a command that is completed already: the set must refuse it. */
export function completeTwice(
  shared: PortBrokerShared,
  { device, open }: { device: number; open: VirtualDevice },
  lease: Lease,
): void {
  let hr: number = vdError.NOERROR;
  try {
    if (lease.command !== null) open.completeCommand(lease.command, 0, 0, 0n);
  } catch (error) {
    if (!(error instanceof VdiError)) throw error;
    hr = error.code;
    noteLease(shared, { kind: eventKind.error, device, code: hr >>> 0, address: 0n }, lease);
  }
  strike(shared, "double-completion", { device, lease, hr });
}

const mediaCodes = {
  "media-error": (isBackup: boolean) =>
    isBackup ? completionCode.ERROR_WRITE_FAULT : completionCode.ERROR_READ_FAULT,
  "disk-full": () => completionCode.ERROR_DISK_FULL,
  "io-error": () => completionCode.ERROR_IO_DEVICE,
} as const;
