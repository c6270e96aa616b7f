/** A job on a server is repeated on that server's pages, not in the form for the embedded one. */
import { type JobSpec, sessionOf } from "../../electron/contract/job.ts";
import type { App } from "../app.ts";
import { backupFormOf, restoreFormOf } from "./server-job.ts";
import { serverPath } from "./servers-store.ts";

/**
 * Prepares the page on which a job of a server can be started again.
 *
 * @returns its path; null for jobs of the embedded server, and of servers that are not in the list
 */
export function repeatOnServer({ servers }: App, spec: JobSpec): string | null {
  const session = sessionOf(spec);
  if (session?.kind !== "saved") return null;
  const { serverId } = session;
  if (!servers.getState().listed.some(({ server }) => server.id === serverId)) return null;
  if (spec.kind === "restore") {
    servers.setState({ nextRestore: restoreFormOf(spec) });
    return serverPath(serverId, "restore");
  }
  const names = spec.source.kind === "database" ? [spec.source.database] : [];
  servers.setState((state) => ({
    ticked: { ...state.ticked, [serverId]: names },
    nextBackup: backupFormOf(spec),
  }));
  return serverPath(serverId, "backup");
}
