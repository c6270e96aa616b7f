/**
 * Answers the page's calls about SQL Servers.
 */
import type { serverCalls as calls } from "../contract/server-calls.ts";
import type { Addon } from "../vdi/addon.ts";
import { BackupQueue, type QueueListener } from "./backup-queue.ts";
import { MediaFiles } from "./media-files.ts";
import type { RunRegistry } from "./run-registry.ts";
import { ServerDesk } from "./server-desk.ts";
import { previewOf, suggestMoves } from "./server-preview.ts";
import { readinessOf } from "./server-readiness.ts";
import type { ServerStore } from "./server-store.ts";
import type { WindowHandlers } from "./window-link.ts";

type ServerHandlers = Pick<WindowHandlers, keyof typeof calls>;

export interface ServerListener extends QueueListener {
  /** The list of servers is another one now. */
  readonly onServers: () => void;
}

export interface ServerCallsOptions {
  readonly store: ServerStore;
  readonly runs: RunRegistry;
  readonly addon: Addon;
  readonly listener: ServerListener;
}

export function serverCallsOf(options: ServerCallsOptions): ServerHandlers {
  const { store, runs, addon, listener } = options;
  const desk = new ServerDesk(store);
  const media = new MediaFiles(addon);
  const queue = new BackupQueue(runs, (serverId) => store.get(serverId), listener);
  return {
    servers: () => store.list(),
    saveServer: async ({ server, secret }) => {
      await store.save(server, secret);
      listener.onServers();
      return {};
    },
    removeServer: async ({ serverId }) => {
      await store.remove(serverId);
      listener.onServers();
      return {};
    },
    testServer: ({ server, secret }) => desk.test(server, secret),
    readiness: ({ serverId, ...needs }) => readinessOf(store.get(serverId), needs, { desk, addon }),
    databases: ({ serverId }) => desk.databases(serverId),
    activity: ({ serverId }) => desk.activity(serverId),
    history: (of) => desk.history(of),
    statementPreview: ({ spec }) => previewOf(spec, { desk, addon, media }),
    suggestMoves: (of) => suggestMoves(of, { desk, media }),
    planBackups: (request) => ({ planId: queue.start(request) }),
    abortPlan: ({ planId }) => {
      queue.abort(planId);
      return {};
    },
    closePlan: ({ planId }) => {
      queue.close(planId);
      return {};
    },
    plans: () => queue.list(),
  };
}
