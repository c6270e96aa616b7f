/** What the page may ask about single buffers of a run. */
import { vdError } from "../contract/vdi.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { WindowHandlers } from "./window-link.ts";

type BufferCalls = Pick<WindowHandlers, "bufferGeometry" | "peekNext" | "peekHandle">;

/** Whether copies go into the trace file is the user's setting, not the page's word. */
export function bufferCalls(runs: RunRegistry, settings: SettingsStore): BufferCalls {
  const mayRecord = (): boolean => settings.get().settings.recordPeeks;
  return {
    bufferGeometry: ({ runId }) => runs.get(runId)?.buffers.geometry() ?? null,
    peekNext: ({ runId, ...wish }) =>
      runs.get(runId)?.buffers.next({ ...wish, mayRecord: mayRecord() }) ?? null,
    peekHandle: ({ runId, handle, offset }) =>
      runs.get(runId)?.buffers.held({ handle, offset, mayRecord: mayRecord() }) ?? {
        hr: vdError.VD_E_PROTOCOL,
        bytes: null,
        isRecorded: false,
      },
  };
}
