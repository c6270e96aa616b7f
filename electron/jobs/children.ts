/**
 * The child processes of a run with typed channels: the embedded server and the secondaries.
 */
import { nothing } from "../ipc/tables.ts";
import { Channel } from "../ipc/channel.ts";
import { labProcessCalls, labProcessEvents } from "../contract/lab/calls.ts";
import { secondaryCalls, serverCalls, serverEvents } from "../contract/processes.ts";
import type { HostedProcess, ProcessExit, ProcessHost } from "../host/process-host.ts";
import { jobLimits } from "./limits.ts";

const serverTables = {
  calls: serverCalls,
  serves: nothing,
  sends: nothing,
  hears: serverEvents,
} as const;
const secondaryTables = {
  calls: secondaryCalls,
  serves: nothing,
  sends: nothing,
  hears: nothing,
} as const;

const labTables = {
  calls: labProcessCalls,
  serves: nothing,
  sends: nothing,
  hears: labProcessEvents,
} as const;

export type LabChannel = Channel<typeof labTables>;
export type ServerChannel = Channel<typeof serverTables>;
export type SecondaryChannel = Channel<typeof secondaryTables>;

export interface Child<C> {
  readonly pid: number;
  readonly channel: C;
  readonly exited: Promise<ProcessExit>;
  /** SIGKILL. */
  kill(): void;
  /** Ends the channel, which ends the process; kills it when it stays. Resolves when it is gone. */
  leave(): Promise<void>;
}

/** Starts the embedded server. @throws FaultError PROCESS_NOT_STARTED, CONTRACT_MISMATCH */
export async function startServer(host: ProcessHost): Promise<Child<ServerChannel>> {
  const process = await host.start("server", "Handoff embedded server");
  return childOf(
    process,
    (port) => new Channel(port, { tables: serverTables, handlers: {}, ...self() }),
  );
}

/** Starts secondary `index`. @throws FaultError PROCESS_NOT_STARTED, CONTRACT_MISMATCH */
export async function startSecondary(
  host: ProcessHost,
  index: number,
): Promise<Child<SecondaryChannel>> {
  const process = await host.start("secondary", `Handoff secondary ${index + 1}`);
  return childOf(
    process,
    (port) => new Channel(port, { tables: secondaryTables, handlers: {}, ...self() }),
  );
}

/** Starts a process of the protocol lab. @throws FaultError PROCESS_NOT_STARTED, CONTRACT_MISMATCH */
export async function startLabProcess(host: ProcessHost, id: string): Promise<Child<LabChannel>> {
  const process = await host.start("lab", `Handoff lab ${id}`);
  return childOf(
    process,
    (port) => new Channel(port, { tables: labTables, handlers: {}, ...self() }),
  );
}

function self(): { role: string; pid: number } {
  return { role: "main", pid: process.pid };
}

async function childOf<C extends { readonly ready: Promise<unknown>; close(): void }>(
  hosted: HostedProcess,
  open: (port: HostedProcess["port"]) => C,
): Promise<Child<C>> {
  const channel = open(hosted.port);
  const child: Child<C> = {
    pid: hosted.pid,
    channel,
    exited: hosted.exited,
    kill: () => hosted.kill(),
    leave: async () => {
      channel.close();
      const isGone = await within(hosted.exited, jobLimits.leaveMsMax);
      if (!isGone) {
        hosted.kill();
        await hosted.exited;
      }
    },
  };
  try {
    await channel.ready;
  } catch (error) {
    hosted.kill();
    throw error;
  }
  return child;
}

/** Whether a promise settles within `ms`; its result and failure are none of the question. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
