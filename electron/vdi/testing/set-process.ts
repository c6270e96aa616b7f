/**
 * Another process with a layer 1 set, for tests that need two: what one maps, the other must see.
 */
import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { addonFile } from "../load-addon.ts";

export class SetProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (raw) => {
      const { id, value, error } = raw as { id: number; value?: unknown; error?: string };
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    child.on("exit", () => {
      for (const waiting of this.#waiting.values())
        waiting.reject(new Error("The process is gone."));
    });
  }

  static async start(): Promise<SetProcess> {
    const file = path.join(__dirname, "set-process.cjs");
    const child = fork(file, [addonFile()], { serialization: "advanced", execArgv: [] });
    const process = new SetProcess(child);
    await new Promise((resolve, reject) => process.#waiting.set(0, { resolve, reject }));
    return process;
  }

  /** Calls a method of the set there, or of the addon ("addon.sweep"). */
  call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = ++this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, method, args });
    });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }
}
