/**
 * The child's side: the port to whoever started this process, and what a child owes its parent.
 */
import { nodeIpcPort, parentPort, type ParentPortLike } from "../ipc/adapters.ts";
import type { Port } from "../ipc/port.ts";

/**
 * The port to the parent: a utility process's parentPort, else Node's IPC channel.
 *
 * @throws Error when this process was started by hand
 */
export function portToParent(): Port {
  const electronPort = (process as unknown as { parentPort?: ParentPortLike }).parentPort;
  if (electronPort !== undefined) return parentPort(electronPort);
  if (process.send !== undefined) return nodeIpcPort(process);
  throw new Error("This program is started by Handoff, not by hand.");
}

/**
 * Signals of the terminal go to the whole process group: the parent decides what an interrupt means, a child
 * that died of it would look like a crash.
 */
export function leaveSignalsToParent(): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
}
