/**
 * All that the embedded server knows, put together once per process.
 */
import path from "node:path";
import type { Addon } from "../../vdi/addon.ts";
import type { ServerMessage } from "../tsql/values.ts";
import { Catalog, type DatabaseDefinition } from "./catalog.ts";
import { History } from "./history.ts";
import { Sessions } from "./sessions.ts";

/** A line of the error log. `device` -1: none. `isTold`: whoever runs the statement hears it too. */
export interface LogEntry extends ServerMessage {
  readonly device: number;
  readonly isTold: boolean;
}

export interface ServerOptions {
  readonly addon: Addon;
  readonly serverName: string;
  /** Restored databases and history live here; null: in this process only. */
  readonly dataFolder: string | null;
  readonly databases: readonly DatabaseDefinition[];
  /** Lines of the error log. */
  readonly log?: (entry: LogEntry) => void;
}

export interface ServerState {
  readonly addon: Addon;
  readonly serverName: string;
  readonly startedAtMs: number;
  readonly catalog: Catalog;
  readonly history: History;
  readonly sessions: Sessions;
  readonly log: (entry: LogEntry) => void;
}

export function newServerState(options: ServerOptions): ServerState {
  const { addon, serverName, dataFolder, databases } = options;
  const catalog = new Catalog(dataFolder);
  for (const database of databases) {
    catalog.define(database);
  }
  return {
    addon,
    serverName,
    startedAtMs: Date.now(),
    catalog,
    history: new History(dataFolder === null ? null : path.join(dataFolder, "history.ndjson")),
    sessions: new Sessions(),
    log: options.log ?? (() => undefined),
  };
}
