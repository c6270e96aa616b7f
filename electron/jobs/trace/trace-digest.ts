/**
 * Gathers what the records of a trace file say. Pure; memory bounded by limits.ts.
 */
import {
  base64Bytes,
  recordedPeekBytesMax,
  recordedPeeksMax,
  type PeekRecord,
} from "../../contract/recorded-peek.ts";
import type { RunProcess } from "../../contract/run.ts";
import type { TracedRunProcess, TraceInfo, TraceRecord } from "../../contract/trace-file.ts";
import { traceLimits } from "./limits.ts";

type Gathered = Pick<
  TraceInfo,
  "set" | "processes" | "messages" | "notes" | "peeks" | "limitBytes" | "end"
>;

export class TraceDigest {
  readonly #processes = new Map<string, TracedRunProcess>();
  readonly #messages: TraceInfo["messages"] = [];
  readonly #notes: TraceInfo["notes"] = [];
  readonly #peeks: TraceInfo["peeks"] = [];
  #peekBytes = 0;
  #set: TraceInfo["set"] = null;
  #limitBytes: number | null = null;
  #end: TraceInfo["end"] = null;

  add(record: TraceRecord): void {
    switch (record.type) {
      case "set":
        this.#set = record.set;
        break;
      case "processes":
        for (const process of record.processes) {
          this.#see(process, record.atMs);
        }
        break;
      case "message":
        keepNewest(this.#messages, record.message, traceLimits.messagesMax);
        break;
      case "note":
        keepNewest(this.#notes, record.note, traceLimits.notesMax);
        break;
      case "peek":
        this.#addPeek(record);
        break;
      case "limit":
        this.#limitBytes = record.bytes;
        break;
      case "end":
        this.#end = record;
        break;
      case "header": // the first block, read before
        break;
    }
  }

  get peekCount(): number {
    return this.#peeks.length;
  }

  result(): Gathered {
    return {
      set: this.#set,
      processes: [...this.#processes.values()],
      messages: this.#messages,
      notes: this.#notes,
      peeks: this.#peeks,
      limitBytes: this.#limitBytes,
      end: this.#end,
    };
  }

  /** Those above the limits of a file are not listed: nobody can ask for them. */
  #addPeek({ takenNs, handle, offset, command, bytes }: PeekRecord): void {
    const byteCount = bytes === null ? null : base64Bytes(bytes);
    this.#peekBytes += byteCount ?? 0;
    if (this.#peeks.length < recordedPeeksMax && this.#peekBytes <= recordedPeekBytesMax) {
      this.#peeks.push({ takenNs, handle, offset, command, byteCount });
    }
  }

  /** A replacement has another pid: it is a process of its own, and the one before it has ended. */
  #see(process: RunProcess, atMs: number): void {
    const key = `${process.role}:${process.index}:${process.pid}`;
    const known = this.#processes.get(key);
    if (known === undefined && this.#processes.size >= traceLimits.processesMax) {
      return;
    }
    for (const [otherKey, other] of this.#processes) {
      const isBefore =
        other.role === process.role && other.index === process.index && otherKey !== key;
      if (isBefore && other.state !== "ended") {
        this.#processes.set(otherKey, { ...other, state: "ended", untilMs: atMs });
      }
    }
    this.#processes.set(key, { ...process, fromMs: known?.fromMs ?? atMs, untilMs: atMs });
  }
}

function keepNewest<T>(list: T[], entry: T, max: number): void {
  list.push(entry);
  if (list.length > max) {
    list.shift();
  }
}
