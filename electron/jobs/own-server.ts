/**
 * The embedded server that a run starts for itself, as a child process, and ends with it.
 */
import type { z } from "zod";
import type { serverEvents } from "../contract/processes.ts";
import { safeLogin } from "../contract/sql-login.ts";
import type { SessionLogin } from "../sql/session/session-login.ts";
import { startServer, within, type Child, type ServerChannel } from "./children.ts";
import { exitText, stepOf } from "./failure-steps.ts";
import type { Plan } from "./plan.ts";
import { listenInputOf } from "./run-statement.ts";
import type { ServerAccess, ServerLinkOptions } from "./server-access.ts";

type LoggedMessage = z.infer<typeof serverEvents.logged>;

export class OwnServer implements ServerAccess {
  readonly #options: ServerLinkOptions;
  readonly #child: Child<ServerChannel>;
  #isLeaving = false;

  private constructor(options: ServerLinkOptions, child: Child<ServerChannel>) {
    this.#options = options;
    this.#child = child;
    options.dispatch({ kind: "serverStarted", pid: child.pid });
    void child.exited.then((exit) => {
      const { state, view, dispatch } = options;
      // Also when the abort that followed from it was heard of first.
      if (!this.#isLeaving && state().verdict === null) {
        const place = { atMs: view.nowMs(), source: "server" as const, device: -1 };
        const parameters = { pid: child.pid, reason: exitText(exit) };
        dispatch({ kind: "noted", step: stepOf(place, "step.server.lost", parameters) });
      }
      dispatch({ kind: "serverEnded" });
    });
  }

  /** @param onLogged lines of its error log that the session is not told @throws FaultError PROCESS_NOT_STARTED, CONTRACT_MISMATCH */
  static async start(
    options: ServerLinkOptions,
    onLogged: (message: LoggedMessage) => void,
  ): Promise<OwnServer> {
    const child = await startServer(options.host);
    child.channel.on("logged", onLogged);
    return new OwnServer(options, child);
  }

  async login(plan: Plan): Promise<SessionLogin> {
    const input = listenInputOf(this.#options.spec, plan);
    const { port, user, password } = await this.#child.channel.call("listen", input);
    return {
      spec: {
        ...safeLogin,
        host: "127.0.0.1",
        port,
        login: { kind: "sql", user },
        // Loopback, to a process of our own.
        encryption: "off",
      },
      secret: password,
    };
  }

  /** Its life is that of its process. */
  sessionOpened(): void {
    return;
  }

  sessionEnded(): void {
    return;
  }

  endsWithin(ms: number): Promise<boolean> {
    return within(this.#child.exited, ms);
  }

  abortStatements(): void {
    // A server that is gone already has nothing to abort.
    void this.#child.channel.call("abortStatement", {}).catch(() => undefined);
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#child.leave();
  }
}
