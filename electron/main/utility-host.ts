/**
 * Children as Electron's utility processes: the app. A utility process ends with the main process.
 */
import { utilityProcess, type UtilityProcess } from "electron";
import { FaultError } from "../contract/fault.ts";
import { awaitHello } from "../host/await-hello.ts";
import { cleanEnvironment } from "../host/clean-environment.ts";
import type {
  HostedProcess,
  ProcessEntry,
  ProcessExit,
  ProcessHost,
} from "../host/process-host.ts";
import { programFile } from "../host/program-file.ts";
import { StderrTail } from "../host/stderr-tail.ts";
import { utilityProcessPort } from "../ipc/adapters.ts";

const spawnMsMax = 15_000;

export class UtilityHost implements ProcessHost {
  readonly kind = "utility process";

  async start(entry: ProcessEntry, label: string): Promise<HostedProcess> {
    const child = utilityProcess.fork(programFile(entry), [label], {
      serviceName: label,
      stdio: ["ignore", "ignore", "pipe"],
      execArgv: [],
      env: cleanEnvironment(),
    });
    const stderr = new StderrTail(child.stderr);
    const exited = exitOf(child);
    const port = utilityProcessPort(child);
    const pid = await pidOf(child, exited, entry);
    const kill = (): void => killNow(child, pid);
    const replay = await awaitHello({ entry, port, exited, stderr, kill });
    return { pid, port: replay, exited, kill };
  }
}

function exitOf(child: UtilityProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve({ code, signal: null }));
  });
}

/** The process has a number once it was spawned. */
async function pidOf(
  child: UtilityProcess,
  exited: Promise<ProcessExit>,
  entry: ProcessEntry,
): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const spawned = new Promise<void>((resolve) => child.once("spawn", resolve));
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, spawnMsMax);
  });
  await Promise.race([spawned, exited, late]);
  clearTimeout(timer);
  if (child.pid !== undefined) return child.pid;
  throw new FaultError("PROCESS_NOT_STARTED", { entry, reason: "Electron did not spawn it" });
}

/** SIGKILL by number: Electron's own kill asks politely. Once gone, the number may be somebody else's. */
function killNow(child: UtilityProcess, pid: number): void {
  if (child.pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    child.kill();
  }
}
