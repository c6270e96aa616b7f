/**
 * The commands of a trace with the time of each stage: what lists, statistics and comparisons are made of.
 *
 * Takes events in any order. About 120 bytes a command, whatever numbers the events bear. Pure.
 */
import { CommandIndex } from "./command-index.ts";
import { eventBytes, eventKind, noDevice } from "./trace-event.ts";

const wordsPerEvent = eventBytes / 4;
export const kindsOfCommand = 8;
const { issued, received, leased, moved, completed, error } = eventKind;

export class CommandTimes {
  readonly index = new CommandIndex();
  /** ns of each event kind 1..8 at [slot * 8 + kind - 1], 0 = not seen. */
  times = new Float64Array(kindsOfCommand);
  codes = new Uint32Array(1);
  sizes = new Uint32Array(1);
  handles = new Uint32Array(1);
  positions = new Float64Array(1);
  /** Completion code + 1, 0 = not completed. */
  completions = new Uint32Array(1);
  /** What the move was spent on, ns; 0 unknown or nothing. */
  codecNs = new Uint32Array(1);
  diskNs = new Uint32Array(1);
  /** Earliest and latest event, ns; Infinity and 0 before the first. */
  firstNs = Infinity;
  lastNs = 0;
  events = 0;
  /** Events that tell of an error or an abort. */
  errors = 0;

  /** Takes a batch of 48-byte events. */
  add(batch: ArrayBuffer): void {
    const count = Math.floor(batch.byteLength / eventBytes);
    const words = new Uint32Array(batch, 0, count * wordsPerEvent);
    let { firstNs, lastNs } = this;
    for (let at = 0; at < words.length; at += wordsPerEvent) {
      const timeNs = (words[at] ?? 0) + (words[at + 1] ?? 0) * 4_294_967_296;
      if (timeNs < firstNs) firstNs = timeNs;
      if (timeNs > lastNs) lastNs = timeNs;
      this.#addEvent(words, at, timeNs);
    }
    this.events += count;
    this.firstNs = firstNs;
    this.lastNs = lastNs;
  }

  /** ns between two stages, null when one was not seen. */
  span(slot: number, from: number, to: number): number | null {
    const start = this.times[slot * kindsOfCommand + from - 1] ?? 0;
    const end = this.times[slot * kindsOfCommand + to - 1] ?? 0;
    return start > 0 && end >= start ? end - start : null;
  }

  /** When the primary received it, else when the server issued it, since the first event, ns; 0 of neither. */
  startOf(slot: number): number {
    const receivedNs = this.times[slot * kindsOfCommand + received - 1] ?? 0;
    const ns = receivedNs === 0 ? (this.times[slot * kindsOfCommand] ?? 0) : receivedNs;
    return ns === 0 ? 0 : ns - this.firstNs;
  }

  #addEvent(words: Uint32Array, at: number, timeNs: number): void {
    const kind = wordAt(words, at + 10) & 0xff;
    const device = (wordAt(words, at + 10) >>> 8) & 0xff;
    if (kind < issued || kind > kindsOfCommand || device === noDevice) {
      this.errors += kind === error || kind === eventKind.abort ? 1 : 0;
      return;
    }
    const slot = this.index.slot(device, wordAt(words, at + 6));
    if (slot >= this.codes.length) {
      this.#grow();
    }
    this.times[slot * kindsOfCommand + kind - 1] = timeNs;
    if (kind === issued || kind === received) {
      this.codes[slot] = wordAt(words, at + 9);
      this.sizes[slot] = wordAt(words, at + 8);
      this.positions[slot] = wordAt(words, at + 4) + (wordAt(words, at + 5) | 0) * 4_294_967_296;
    } else if (kind === leased) {
      this.handles[slot] = wordAt(words, at + 7);
    } else if (kind === moved) {
      this.codecNs[slot] = wordAt(words, at + 2);
      this.diskNs[slot] = wordAt(words, at + 3);
    } else if (kind === completed) {
      this.completions[slot] = Math.min(wordAt(words, at + 9) + 1, 0xffff_ffff);
    }
  }

  #grow(): void {
    const length = 2 * this.codes.length;
    this.times = grown(this.times, new Float64Array(length * kindsOfCommand));
    this.codes = grown(this.codes, new Uint32Array(length));
    this.sizes = grown(this.sizes, new Uint32Array(length));
    this.handles = grown(this.handles, new Uint32Array(length));
    this.positions = grown(this.positions, new Float64Array(length));
    this.completions = grown(this.completions, new Uint32Array(length));
    this.codecNs = grown(this.codecNs, new Uint32Array(length));
    this.diskNs = grown(this.diskNs, new Uint32Array(length));
  }
}

function wordAt(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
