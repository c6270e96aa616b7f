/**
 * What happened beside the commands: events of processes and of the set, as the trace has them.
 *
 * Limits: the first `marksMax`, later ones are counted.
 */
import { actorSecondaryFirst, eventKind, noDevice } from "../../electron/contract/trace-event.ts";
import { readDouble, wordOf } from "../trace/event-words.ts";

const marksMax = 2_000;

export type MarkKind = "abort" | "error" | "lost" | "replaced" | "flushed" | "held";

export interface TraceMark {
  readonly kind: MarkKind;
  readonly timeNs: number;
  /** -1: of no device. */
  readonly device: number;
  /** -1: of none. */
  readonly secondary: number;
  readonly code: number;
}

const kindOf = new Map<number, MarkKind>([
  [eventKind.abort, "abort"],
  [eventKind.error, "error"],
  [eventKind.secondaryLost, "lost"],
  [eventKind.secondaryReplaced, "replaced"],
  [eventKind.flushed, "flushed"],
  [eventKind.held, "held"],
]);

export class TraceMarks {
  readonly list: TraceMark[] = [];
  /** Those that found no room. */
  left = 0;

  /** Takes an event that belongs to no command, at word `at`. */
  take(words: Uint32Array, at: number): void {
    const head = words[at + wordOf.kind] ?? 0;
    const kind = kindOf.get(head & 0xff);
    if (kind === undefined) return;
    if (this.list.length === marksMax) {
      this.left++;
      return;
    }
    const device = (head >>> 8) & 0xff;
    const code = words[at + wordOf.code] ?? 0;
    const isOfSecondary = kind === "lost" || kind === "replaced";
    const actor = head >>> 16;
    this.list.push({
      kind,
      timeNs: readDouble(words, at + wordOf.time),
      device: device === noDevice ? -1 : device,
      secondary: isOfSecondary ? code : Math.max(-1, actor - actorSecondaryFirst),
      code,
    });
  }
}
