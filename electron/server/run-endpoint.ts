/**
 * The TDS endpoint of one run: a database as the run's specification describes it, a login that only this run knows.
 */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { listenSchema } from "../contract/processes.ts";
import type { NativeSink } from "../vdi/addon.ts";
import type { Addon } from "../vdi/addon.ts";
import type { z } from "zod";
import type { Conduct } from "./engine/media-native.ts";
import { newServerState, type LogEntry } from "./engine/server-state.ts";
import { listen, type Listener } from "./tds/listener.ts";

type ListenInput = z.infer<typeof listenSchema>;

export interface RunEndpoint {
  readonly listener: Listener;
  readonly user: string;
  readonly password: string;
  /** Whether a statement runs. */
  readonly isBusy: () => boolean;
  /** Injected fault: the server aborts what runs, and says so in its log. */
  readonly abortStatements: () => void;
}

const user = "handoff";

const statementAborted: LogEntry = {
  number: 3204,
  severity: 16,
  state: 1,
  text: "The statement was aborted by the server.",
  device: -1,
  isTold: false,
};

export async function openRunEndpoint(
  input: ListenInput,
  addon: Addon,
  log: (entry: LogEntry) => void,
): Promise<RunEndpoint> {
  const { database, source } = input;
  const state = newServerState({
    addon,
    serverName: hostname().toUpperCase(),
    dataFolder: null,
    databases: source === null ? [] : [{ name: database, streams: { full: source } }],
    log,
  });
  const password = randomBytes(24).toString("base64url");
  const listener = await listen(0, {
    state,
    logins: [{ name: user, isSysadmin: true, password }],
    conducts: new Map([[database.toLowerCase(), conductOf(input)]]),
  });
  const isBusy = (): boolean => state.sessions.list().some(({ request }) => request !== null);
  const abortStatements = (): void => {
    for (const { request } of state.sessions.list()) {
      const control = request?.control ?? null;
      if (control === null) continue;
      log(statementAborted);
      control.abort();
    }
  };
  return { listener, user, password, isBusy, abortStatements };
}

/** How the run's database behaves. A restore's force belongs to the files it writes. */
export function conductOf({ restore, traceName, faults, seed, pace }: ListenInput): Conduct {
  const sink: NativeSink | undefined =
    restore?.sink.kind === "into" ? { ...restore.sink, force: restore.force } : restore?.sink;
  return { instance: null, traceName, faults, seed, pace, sink };
}
