/**
 * A secondary's process: maps buffers by handle and moves their bytes. All of it happens in native threads;
 * this file opens, closes and, in message-port mode, passes each lease on.
 *
 * Ends when its channel to the main process closes. If that was the main process's death, the native side
 * sees it too and removes what it had begun to write; it gets `cleanWithinMs`.
 */
import { secondaryCalls } from "../contract/processes.ts";
import { leaveSignalsToParent, portToParent } from "../host/parent-link.ts";
import { Channel } from "../ipc/channel.ts";
import { nothing } from "../ipc/tables.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { SecondaryService } from "./secondary-service.ts";

const cleanWithinMs = 1_500;

const tables = { calls: nothing, serves: secondaryCalls, sends: nothing, hears: nothing } as const;

function serve(): void {
  process.title = process.argv[2] ?? "handoff secondary";
  leaveSignalsToParent();
  const service = new SecondaryService(loadAddon());
  const channel = new Channel(portToParent(), {
    tables,
    role: "secondary",
    pid: process.pid,
    handlers: service.handlers,
  });
  channel.onClose(() => {
    if (!service.isOpen) process.exit(0);
    setTimeout(() => process.exit(0), cleanWithinMs);
  });
}

serve();
