/**
 * Children as Node processes: the command line, tests, and every run without Electron.
 *
 * A child ends by itself when its channel to this process closes, however this process ends.
 */
import { fork, type ChildProcess, type ForkOptions, type SpawnOptions } from "node:child_process";
import { nodeIpcPort } from "../ipc/adapters.ts";
import { awaitHello } from "./await-hello.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import type { HostedProcess, ProcessEntry, ProcessExit, ProcessHost } from "./process-host.ts";
import { programFile } from "./program-file.ts";
import { StderrTail } from "./stderr-tail.ts";

export interface NodeHostOptions {
  /** File of a program, for tests; the bundled one by default. */
  readonly fileOf?: (entry: ProcessEntry) => string;
  readonly helloWithinMs?: number;
}

export class NodeHost implements ProcessHost {
  readonly kind = "Node child";
  readonly #options: NodeHostOptions;

  constructor(options: NodeHostOptions = {}) {
    this.#options = options;
  }

  async start(entry: ProcessEntry, label: string): Promise<HostedProcess> {
    const file = (this.#options.fileOf ?? programFile)(entry);
    // An Electron binary that runs as Node must do so in its children too.
    const isElectron = Object.hasOwn(process.versions, "electron");
    const extra: Record<string, string> = isElectron ? { ELECTRON_RUN_AS_NODE: "1" } : {};
    // fork hands its options to spawn, which knows one more than it declares.
    const options: ForkOptions & Pick<SpawnOptions, "windowsHide"> = {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [],
      env: cleanEnvironment(extra),
      // Windows: else Node has its children killed with it, and nobody removes what they had begun to write.
      detached: process.platform === "win32",
      windowsHide: true,
    };
    const child = fork(file, [label], options);
    const stderr = new StderrTail(child.stderr);
    const exited = exitOf(child);
    const kill = (): void => void child.kill("SIGKILL");
    const port = await awaitHello(
      { entry, port: nodeIpcPort(child), exited, stderr, kill },
      this.#options.helloWithinMs,
    );
    return { pid: child.pid ?? 0, port, exited, kill };
  }
}

/** Settles once: by the end of the process, or because it could not be started at all. */
function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}
