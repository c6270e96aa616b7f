/**
 * NDJSON: one line an event, with names beside numbers.
 */
import { hasMoveTimes, noDevice, type TraceEvent } from "../../contract/trace-event.ts";
import type { Exporter } from "./exporter.ts";
import { addressText, handleText, nameOfActor, nameOfKind } from "./event-words.ts";

export const ndjsonExporter: Exporter = {
  begin: ({ processes }) =>
    `${JSON.stringify({ format: "handoff-trace-events", version: 1, processes })}\n`,
  event: (event) => `${JSON.stringify(lineOf(event))}\n`,
  end: () => "",
};

function lineOf(event: TraceEvent): object {
  return {
    timeNs: event.timeNs,
    event: nameOfKind(event.kind),
    actor: nameOfActor(event.actor),
    thread: event.thread,
    device: event.device === noDevice ? null : event.device + 1,
    sequence: event.sequence,
    handle: handleText(event.handle),
    address: addressText(event.address),
    position: event.position < 0 ? null : event.position,
    size: event.size,
    code: event.code,
    ...(hasMoveTimes(event.kind) ? { codecNs: event.codecNs, diskNs: event.diskNs } : {}),
  };
}
