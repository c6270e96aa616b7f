/**
 * The embedded server on its own: a TDS endpoint on loopback for clients of any kind.
 */
import { hostname } from "node:os";
import { FaultError } from "../../contract/fault.ts";
import { errnoOf } from "../../media/manifest.ts";
import type { Addon } from "../../vdi/addon.ts";
import type { DatabaseDefinition } from "../engine/catalog.ts";
import { newServerState, type LogEntry } from "../engine/server-state.ts";
import { newCertificate } from "../tds/certificate.ts";
import { listen, type Listener } from "../tds/listener.ts";
import { logins, type ServerFiles } from "./server-files.ts";

export interface StandaloneOptions {
  readonly addon: Addon;
  readonly files: ServerFiles;
  /** 0: any that is free. */
  readonly port: number;
  readonly databases: readonly DatabaseDefinition[];
  /** When this process was born, as the kernel counts; with the pid it names the process for good. */
  readonly bornAt: string;
  /** Whether the process of a server that left its mark is still there. */
  readonly isAlive: (pid: number, bornAt: string) => boolean;
  readonly log: (entry: LogEntry) => void;
}

export interface StandaloneServer {
  readonly port: number;
  readonly databases: readonly string[];
  /** Aborts what runs, waits for it to end, removes the mark. */
  close(): Promise<void>;
}

/** Statements that were aborted have this long to end. */
const endMsMax = 5_000;
const pollMs = 20;

/** @throws FaultError SERVER_RUNNING, SERVER_PORT, SERVER_STATE */
export async function startStandalone(options: StandaloneOptions): Promise<StandaloneServer> {
  const { addon, files, port, databases, bornAt, isAlive, log } = options;
  const other = files.running();
  if (other !== null && isAlive(other.pid, other.bornAt)) {
    throw new FaultError("SERVER_RUNNING", { pid: other.pid, folder: files.folder });
  }
  const passwords = files.passwords();
  const accounts = [
    { name: logins.administrator, isSysadmin: true, password: passwords.sa },
    { name: logins.operator, isSysadmin: false, password: passwords.operator },
  ];
  const state = newServerState({
    addon,
    serverName: hostname().toUpperCase(),
    dataFolder: files.folder,
    databases,
    log,
  });
  const certificate = newCertificate(state.serverName);
  files.setCertificate(certificate.cert);
  const listener = await listenOn(port, () =>
    listen(port, { state, logins: accounts, conducts: new Map(), certificate }),
  );
  try {
    files.setRunning({ pid: process.pid, bornAt, port: listener.port });
  } catch (error) {
    await listener.close();
    throw error;
  }
  return {
    port: listener.port,
    databases: state.catalog.list().map(({ name }) => name),
    close: async () => {
      const running = state.sessions.list();
      await listener.close();
      await settled(() => running.every(({ request }) => request === null));
      files.clearRunning();
    },
  };
}

async function listenOn(port: number, start: () => Promise<Listener>): Promise<Listener> {
  try {
    return await start();
  } catch (error) {
    throw new FaultError("SERVER_PORT", { port, reason: errnoOf(error) }, { cause: error });
  }
}

async function settled(isSettled: () => boolean): Promise<void> {
  const endMs = performance.now() + endMsMax;
  while (!isSettled() && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
