/**
 * A run's way to its server: one session, one statement, its messages in order, its progress. Turns them into facts. Which
 * server it is makes no difference here.
 */
import { asFault, type FaultError } from "../contract/fault.ts";
import { sessionOf } from "../contract/job.ts";
import type { SessionLogin } from "../sql/session/session-login.ts";
import { SqlSession, type SqlMessage } from "../sql/session/sql-session.ts";
import { StatementWatch } from "../sql/session/statement-watch.ts";
import { programOf } from "../sql/views/activity.ts";
import { within } from "./children.ts";
import { faultStep, messageStep } from "./failure-steps.ts";
import { ForeignServer } from "./foreign-server.ts";
import { jobLimits } from "./limits.ts";
import { OwnServer } from "./own-server.ts";
import type { Plan } from "./plan.ts";
import { statementTextOf } from "./run-statement.ts";
import type { ServerAccess, ServerLinkOptions } from "./server-access.ts";

export class ServerLink {
  readonly #options: ServerLinkOptions;
  readonly #access: ServerAccess;
  #statement: Promise<void> = Promise.resolve();
  #session: SqlSession | null = null;

  private constructor(options: ServerLinkOptions, access: ServerAccess) {
    this.#options = options;
    this.#access = access;
  }

  /** @throws FaultError PROCESS_NOT_STARTED, CONTRACT_MISMATCH */
  static async start(options: ServerLinkOptions): Promise<ServerLink> {
    const session = sessionOf(options.spec);
    if (session !== null) {
      return new ServerLink(options, new ForeignServer(session, options.loginOf, options));
    }
    const logged: { hear: ((message: HeardMessage) => void) | null } = { hear: null };
    // The driver loads while the process starts.
    const [own] = await Promise.all([
      OwnServer.start(options, (message) => logged.hear?.(message)),
      SqlSession.loadDriver(),
    ]);
    const link = new ServerLink(options, own);
    logged.hear = (message) => link.#onMessage(message);
    return link;
  }

  /** Sends the statement; its verdict comes as a fact. */
  send(plan: Plan): void {
    const { view, dispatch } = this.#options;
    view.statementSent();
    this.#statement = this.#run(plan)
      .then(
        (ok) => {
          if (ok !== null) dispatch({ kind: "verdict", ok });
        },
        (error: unknown) => this.#onLost(asFault(error)),
      )
      .finally(() => this.#access.sessionEnded());
  }

  /** Fault: the server aborts its statement. */
  abortStatement(): void {
    this.#access.abortStatements();
  }

  /**
   * T-SQL over TDS, as any client of the server does it.
   *
   * @returns whether message 3014 came; null when the run was left before the statement was sent
   */
  async #run(plan: Plan): Promise<boolean | null> {
    const given = await this.#access.login(plan);
    if (this.#isLeft()) return null;
    const login = { ...given, spec: { ...given.spec, program: programOf(plan.runId) } };
    const session = await SqlSession.open(login.spec, login.secret);
    this.#session = session;
    try {
      if (this.#isLeft()) return null;
      this.#access.sessionOpened();
      const sessionId = await session.id();
      return this.#isLeft()
        ? null
        : await this.#backUpOrRestore(plan, session, { login, sessionId });
    } finally {
      void session.close();
    }
  }

  /** Asked anew after each wait. */
  #isLeft(): boolean {
    return this.#options.left.aborted;
  }

  async #backUpOrRestore(
    plan: Plan,
    session: SqlSession,
    { login, sessionId }: { login: SessionLogin; sessionId: number },
  ): Promise<boolean> {
    const { spec, view } = this.#options;
    const watch = new StatementWatch(login, sessionId, {
      onView: (fact) => view.progressed(fact),
      onBlind: (reason) => view.note("note.progressUnseen", { reason }),
    });
    try {
      const listener = { onMessage: (message: SqlMessage) => this.#onSaid(message, plan) };
      const end = await session.run(statementTextOf(spec, plan), listener);
      return end.isVerdictGood;
    } finally {
      watch.stop();
    }
  }

  async #onLost(fault: FaultError): Promise<void> {
    // The end of the process says more than the end of its channel or its session.
    const isGone = await this.#access.endsWithin(jobLimits.goneMsMax);
    if (!isGone || fault.code.startsWith("PROCESS_")) {
      const { view, dispatch } = this.#options;
      dispatch({ kind: "failed", step: faultStep(view.nowMs(), fault) });
    }
  }

  /** Waits, within limits, until the statement has ended one way or the other. */
  async statementEnd(): Promise<void> {
    await within(this.#statement, jobLimits.abortMsMax);
  }

  /** Ends session and server; resolves when they are gone. */
  async leave(): Promise<void> {
    // A statement that outlived the abort of its set ends with its session.
    void this.#session?.close();
    await this.#access.leave();
  }

  /** A message of the session; the device is the one that it names. */
  #onSaid({ number, severity, text }: SqlMessage, { deviceNames }: Plan): void {
    this.#options.view.progressed({ kind: "message", number, text });
    const device = deviceNames.findIndex((name) => text.includes(`"${name}"`));
    const suffix = ` (device "${deviceNames[device] ?? ""}")`;
    const own = text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    this.#onMessage({ number, severity, text: own, device });
  }

  #onMessage(message: HeardMessage): void {
    const { view, spec, dispatch } = this.#options;
    const { number, severity, text, device } = message;
    const entry = { atMs: view.nowMs(), number, severity, text, device };
    view.message(entry);
    this.#options.aftermath.message(message);
    const compared =
      spec.kind === "restore" && spec.sink.kind === "compare" ? spec.sink.files[device] : undefined;
    const noted = messageStep(entry, compared);
    if (noted !== null) {
      dispatch({ kind: "noted", step: noted });
    }
  }
}

interface HeardMessage {
  readonly number: number;
  readonly severity: number;
  readonly text: string;
  /** -1: none. */
  readonly device: number;
}
