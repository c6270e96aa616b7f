/**
 * Turning a recorded trace into another format: what every exporter has in common.
 *
 * Events come in the order in which they were drained: in order within a lane (thread), not across lanes.
 */
import { eventCount, readEvent, type TraceEvent } from "../../contract/trace-event.ts";
import type { TracedRun } from "./traced-run.ts";

export interface Exporter {
  /** Text before the first event. */
  begin(run: TracedRun): string;
  /** Text for one event; "" when it is kept until more is known. */
  event(event: TraceEvent): string;
  /** Text after the last event. */
  end(): string;
}

/** How much text is gathered before it is passed on, in characters. */
const pieceLength = 1 << 18;

/**
 * The exported text in pieces of about 256 Ki characters.
 *
 * @param batches ArrayBuffers of 48-byte events
 */
export async function* exportTrace(
  exporter: Exporter,
  run: TracedRun,
  batches: AsyncIterable<ArrayBuffer>,
): AsyncGenerator<string> {
  let text = exporter.begin(run);
  for await (const batch of batches) {
    const view = new DataView(batch);
    const count = eventCount(batch);
    for (let index = 0; index < count; index += 1) {
      text += exporter.event(readEvent(view, index));
      if (text.length >= pieceLength) {
        yield text;
        text = "";
      }
    }
  }
  yield text + exporter.end();
}
