/**
 * A trace file's commands, read in one pass.
 */
import type { TraceReader } from "./trace-reader.ts";
import { CommandTimes } from "../../contract/command-times.ts";

/** @throws FaultError TRACE_UNREADABLE */
export async function readTimes(reader: TraceReader): Promise<CommandTimes> {
  const times = new CommandTimes();
  for await (const events of reader.events()) {
    times.add(events);
  }
  return times;
}
