/**
 * The embedded server's process: opens a TDS endpoint for the run of the main process, which then runs its statement there
 * as any client does. Everything that moves bytes happens in native threads.
 *
 * Ends when its channel to the main process closes. A statement that runs then is aborted by the death of
 * the primary client; it gets `abortWithinMs` to say so to its files.
 */
import { nothing } from "../ipc/tables.ts";
import { serverCalls, serverEvents } from "../contract/processes.ts";
import { leaveSignalsToParent, portToParent } from "../host/parent-link.ts";
import { Channel } from "../ipc/channel.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { openRunEndpoint, type RunEndpoint } from "./run-endpoint.ts";

const abortWithinMs = 1_500;

const tables = {
  calls: nothing,
  serves: serverCalls,
  sends: serverEvents,
  hears: nothing,
} as const;

function serve(): void {
  process.title = process.argv[2] ?? "handoff server";
  leaveSignalsToParent();
  const addon = loadAddon();
  const endpoints: RunEndpoint[] = [];
  const channel = new Channel<typeof tables>(portToParent(), {
    tables,
    role: "server",
    pid: process.pid,
    handlers: {
      listen: async (input) => {
        const endpoint = await openRunEndpoint(input, addon, (entry) => {
          const { number, severity, text, device, isTold } = entry;
          if (!isTold) {
            channel.emit("logged", { number, severity, text, device });
          }
        });
        endpoints.push(endpoint);
        const { listener, user, password } = endpoint;
        return { port: listener.port, user, password };
      },
      abortStatement: () => {
        for (const endpoint of endpoints) endpoint.abortStatements();
        return {};
      },
    },
  });
  channel.onClose(() => {
    if (!endpoints.some(({ isBusy }) => isBusy())) process.exit(0);
    setTimeout(() => process.exit(0), abortWithinMs);
  });
}

serve();
