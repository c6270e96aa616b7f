import type { FaultKind } from "../contract/job.ts";

/** What the control can do beside the broker: faults that are not of the client's data plane. */
export interface StepDeeds {
  /** Milliseconds; 0: the server never loses patience. */
  readonly serverTimeoutMs: () => number;
  /** The server was there before the run: nobody injects faults into it. */
  readonly isForeign: boolean;
  abortStatement(): void;
  signalServer(signal: NodeJS.Signals): void;
  /** To the secondary that serves the device. */
  signalSecondary(device: number, signal: NodeJS.Signals): void;
  /** A fault struck that the broker does not know of. */
  struck(fault: FaultKind, device: number, sequence: number): void;
}

/** Signals a process; 0 and one that is gone already are left alone. */
export function signalProcess(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {
    // Gone already, which is what was wanted.
  }
}
