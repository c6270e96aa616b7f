/**
 * A process of the protocol lab: one set object of each half, called method by method. Nothing happens here that a
 * call did not ask for.
 *
 * Ends when its channel to the main process closes; the native side then lets the set go.
 */
import { labProcessCalls, labProcessEvents } from "../contract/lab/calls.ts";
import { leaveSignalsToParent, portToParent } from "../host/parent-link.ts";
import { Channel } from "../ipc/channel.ts";
import { nothing } from "../ipc/tables.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { LabService } from "./lab-service.ts";

const tables = {
  calls: nothing,
  serves: labProcessCalls,
  sends: labProcessEvents,
  hears: nothing,
} as const;

function serve(): void {
  process.title = process.argv[2] ?? "handoff lab";
  leaveSignalsToParent();
  const service = new LabService(loadAddon(), (completion) =>
    channel.emit("completed", completion),
  );
  const channel: Channel<typeof tables> = new Channel<typeof tables>(portToParent(), {
    tables,
    role: "lab",
    pid: process.pid,
    handlers: service.handlers,
  });
  channel.onClose(() => process.exit(0));
}

serve();
