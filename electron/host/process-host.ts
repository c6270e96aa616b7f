/**
 * Starting and watching the processes of a run, whatever kind they are: utility processes under
 * Electron, Node children on the command line.
 */
import type { Port } from "../ipc/port.ts";

/** Which program a child runs: dist/server.cjs, dist/secondary.cjs or dist/lab.cjs. */
export type ProcessEntry = "server" | "secondary" | "lab";

export interface ProcessExit {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
}

export interface HostedProcess {
  readonly pid: number;
  readonly port: Port;
  /** Settles when the process is gone, whatever the reason. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** SIGKILL. Idempotent. */
  kill(): void;
}

export interface ProcessHost {
  /** "utility process" or "Node child": for the window and the log. */
  readonly kind: string;
  /**
   * Starts a child and resolves once it said hello on its port.
   * @param label shown by the system's process list where it can be
   * @throws FaultError PROCESS_NOT_STARTED when it exits or stays silent for 15 s
   */
  start(entry: ProcessEntry, label: string): Promise<HostedProcess>;
}
