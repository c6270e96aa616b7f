/**
 * The start of a child, whatever kind it is: it has started when its hello arrives.
 */
import { FaultError } from "../contract/fault.ts";
import { parseMessage } from "../ipc/messages.ts";
import { PortEnd } from "../ipc/port-end.ts";
import type { Port } from "../ipc/port.ts";
import type { ProcessEntry, ProcessExit } from "./process-host.ts";
import type { StderrTail } from "./stderr-tail.ts";

/** How long a child may take to say hello. */
export const helloWithinMs = 15_000;

export interface StartingChild {
  readonly entry: ProcessEntry;
  readonly port: Port;
  readonly exited: Promise<ProcessExit>;
  readonly stderr: StderrTail;
  readonly kill: () => void;
}

/**
 * Waits for the child's hello.
 *
 * @returns a port that gives the hello, and all that followed it, to whoever listens first
 * @throws FaultError PROCESS_NOT_STARTED; the child is killed
 */
export async function awaitHello(child: StartingChild, withinMs = helloWithinMs): Promise<Port> {
  const { port } = child;
  const replay: PortEnd = new PortEnd({
    send: (message, transfer) => port.post(message, transfer),
    close: () => port.close(),
  });
  let timer: NodeJS.Timeout | undefined;
  const hello = new Promise<null>((resolve) => {
    port.onMessage((message) => {
      replay.received(message);
      if (parseMessage(message)?.kind === "hello") resolve(null);
    });
  });
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it said nothing for ${withinMs / 1000} s`), withinMs);
  });
  const end = child.exited.then((exit) => `it ended at once (${wordsOfExit(exit)})`);
  const problem = await Promise.race([hello, silence, end]);
  clearTimeout(timer);
  if (problem === null) {
    port.onClose(() => replay.closed());
    return replay;
  }
  child.kill();
  const said = child.stderr.summary();
  const reason = said === "" ? problem : `${problem}; it wrote: ${said}`;
  throw new FaultError("PROCESS_NOT_STARTED", { entry: child.entry, reason });
}

/** "exit code 1", "signal SIGKILL". */
export function wordsOfExit(exit: ProcessExit): string {
  return exit.signal === null ? `exit code ${exit.code ?? "unknown"}` : `signal ${exit.signal}`;
}
