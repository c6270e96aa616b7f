/**
 * Puts into a run's trace file what changes of the run; its events get there by the pump.
 *
 * Looks at snapshots of the run, which come a few times a second, and writes what is new in them.
 */
import {
  recordedPeekBytesMax,
  recordedPeeksMax,
  type PeekRecord,
} from "../../contract/recorded-peek.ts";
import type { Run, ServerMessage } from "../../contract/run.ts";
import type { TraceEnd } from "../../contract/trace-file.ts";
import type { TraceWriter } from "./trace-writer.ts";

/** A copy of a buffer's bytes, as it was taken. */
export type TakenPeek = Omit<PeekRecord, "type" | "bytes"> & { readonly bytes: Uint8Array };

export class RunRecorder {
  readonly #writer: TraceWriter;
  #set = "";
  #processes = "";
  #lastMessage: ServerMessage | undefined;
  #lastNote: Run["notes"][number] | undefined;
  #isLimitNoted = false;
  #peekBytes = 0;
  #peeks = 0;
  #isClosed = false;

  constructor(writer: TraceWriter) {
    this.#writer = writer;
  }

  /** Events that did not get into the file. */
  get dropped(): number {
    return this.#writer.figures.droppedEvents;
  }

  /** Takes a snapshot of the run. */
  see(run: Run): void {
    const atMs = run.elapsedMs;
    this.#seeSet(run.set, atMs);
    const processes = run.processes.filter(({ pid }) => pid > 0);
    const text = JSON.stringify(processes);
    if (text !== this.#processes && processes.length > 0) {
      this.#processes = text;
      this.#writer.record({ type: "processes", atMs, processes });
    }
    for (const message of after(run.messages, this.#lastMessage)) {
      this.#writer.record({ type: "message", message });
    }
    this.#lastMessage = run.messages.at(-1);
    for (const note of after(run.notes, this.#lastNote)) {
      this.#writer.record({ type: "note", note });
    }
    this.#lastNote = run.notes.at(-1);
    const { isFull, bytes } = this.#writer.figures;
    if (isFull && !this.#isLimitNoted) {
      this.#isLimitNoted = true;
      this.#writer.record({ type: "limit", atMs, bytes });
    }
  }

  /**
   * Puts a copy of a buffer's bytes into the file. To be called only when the user has switched that on.
   *
   * @returns whether it is in the file: above the limits of contract/recorded-peek.ts and of the file, and after `close`, it
   *   is not
   */
  peek({ bytes, ...about }: TakenPeek): boolean {
    const isRoom =
      this.#peeks < recordedPeeksMax && this.#peekBytes + bytes.length <= recordedPeekBytesMax;
    const { isFull, problem } = this.#writer.figures;
    if (this.#isClosed || !isRoom || isFull || problem !== null) return false;
    this.#peeks += 1;
    this.#peekBytes += bytes.length;
    const text = Buffer.from(bytes).toString("base64");
    this.#writer.record({ type: "peek", ...about, bytes: text });
    return true;
  }

  /** The last record; then the file is closed. */
  async close(end: Omit<TraceEnd, "type">): Promise<void> {
    this.#isClosed = true;
    this.#writer.record({ type: "end", ...end });
    await this.#writer.close();
  }

  #seeSet(set: Run["set"], atMs: number): void {
    const text = set === null ? "" : JSON.stringify(set);
    if (set !== null && text !== this.#set) {
      this.#set = text;
      this.#writer.record({ type: "set", atMs, set });
    }
  }
}

/** What stands behind `last` in a list whose oldest entries may have gone. */
function after<T>(list: readonly T[], last: T | undefined): readonly T[] {
  return last === undefined ? list : list.slice(list.lastIndexOf(last) + 1);
}
