/**
 * `handoff server` as a process of its own, and sessions with it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { FaultError } from "../../../electron/contract/fault.ts";
import { safeLogin, type LoginSpec } from "../../../electron/contract/sql-login.ts";
import {
  SqlSession,
  type SqlMessage,
  type StatementEnd,
} from "../../../electron/sql/session/sql-session.ts";

export const cli = path.resolve("dist/cli.cjs");
export const password = "a 'quoted' pass word";

export class ServerProcess {
  readonly port: number;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  /** The error log so far. */
  readonly log: () => string;

  private constructor(child: ChildProcess, port: number, log: () => string) {
    this.child = child;
    this.port = port;
    this.log = log;
    this.exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  }

  static async start(stateFolder: string, args: readonly string[]): Promise<ServerProcess> {
    const child = spawn(process.execPath, [cli, "server", "--json", ...args], {
      env: { ...process.env, HANDOFF_STATE_DIR: stateFolder, HANDOFF_SERVER_PASSWORD: password },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    child.stderr.on("data", (text: Buffer) => (log += text.toString()));
    for await (const line of createInterface({ input: child.stdout })) {
      const { port } = JSON.parse(line) as { port: number };
      return new ServerProcess(child, port, () => log);
    }
    throw new Error(`The server said nothing: ${log}`);
  }

  login(change: Partial<LoginSpec> = {}): LoginSpec {
    return {
      ...safeLogin,
      host: "127.0.0.1",
      port: this.port,
      login: { kind: "sql", user: "sa" },
      encryption: "off",
      ...change,
    };
  }

  open(change: Partial<LoginSpec> = {}, secret = password): Promise<SqlSession> {
    return SqlSession.open(this.login(change), secret);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGTERM");
    }
    await this.exited;
  }
}

export function numbersOf(end: StatementEnd | readonly SqlMessage[]): number[] {
  return ("messages" in end ? end.messages : end).map(({ number }) => number);
}

/** The code of the fault that a promise ends with; "none" when it does not. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FaultError) {
      return error.code;
    }
    throw error;
  }
  return "none";
}
