/**
 * The lines of a trace event document: one JSON object each, with what the format wants of it. Pure.
 */
import { actorPrimary, actorSecondaryFirst, noDevice } from "../../contract/trace-event.ts";
import type { Slice } from "./thread-slices.ts";
import type { TracedRun, TracedThread } from "./traced-run.ts";

export type Json = Record<string, unknown>;

/** Process and thread of a line. */
export interface Place {
  readonly pid: number;
  readonly tid: number;
}

export class PerfettoLines {
  #separator = "";
  #primaryPid = 0;

  /** The document's beginning with the names of processes and threads, before anything refers to them. */
  head(run: TracedRun): string {
    this.#primaryPid = run.pidOf(actorPrimary, 0);
    const named = run.processes.map(({ pid, name, actor, generation }) => {
      const sort_index = actor * 64 + generation;
      return (
        this.#line({ ph: "M", name: "process_name", pid, args: { name } }) +
        this.#line({ ph: "M", name: "process_sort_index", pid, args: { sort_index } })
      );
    });
    const threads = run.threads.map((thread) => {
      const pid = run.pidOf(thread.actor, thread.generation);
      const args = { name: nameOf(thread) };
      return this.#line({ ph: "M", name: "thread_name", pid, tid: thread.tid, args });
    });
    return `{"displayTimeUnit":"ns","traceEvents":[\n${named.join("")}${threads.join("")}`;
  }

  tail(): string {
    return "\n]}\n";
  }

  slice(place: Place, { name, startNs, endNs, inner, args }: Slice): string {
    const complete = (named: string, fromNs: number, untilNs: number): Json => ({
      ph: "X",
      name: named,
      cat: "handoff",
      ...place,
      ts: fromNs / 1000,
      dur: (untilNs - fromNs) / 1000,
    });
    let text = this.#line({ ...complete(name, startNs, endNs), args });
    let fromNs = startNs;
    for (const part of inner) {
      if (part.endNs > fromNs) {
        text += this.#line({ ...complete(part.name, fromNs, part.endNs), args: {} });
        fromNs = part.endNs;
      }
    }
    return text;
  }

  flow(ph: "s" | "t" | "f", id: number, { place, ns }: { place: Place; ns: number }): string {
    const line = { ph, name: "handle", cat: "handle", id, ...place, ts: ns / 1000 };
    return this.#line(ph === "f" ? { ...line, bp: "e" } : line);
  }

  /** @param of of one command, which an asynchronous slice is made for */
  async(
    ph: "b" | "e",
    of: { id: number; device: number; place: Place; ns: number; args: Json },
  ): string {
    return this.#line({
      ph,
      name: `Device ${of.device}`,
      cat: "command",
      id: `0x${of.id.toString(16)}`,
      ...of.place,
      ts: of.ns / 1000,
      args: of.args,
    });
  }

  /** Perfetto makes one counter of each value. */
  counter(ns: number, device: number, args: Readonly<Record<string, number>>): string {
    const name = `Device ${device}`;
    return this.#line({ ph: "C", name, pid: this.#primaryPid, ts: ns / 1000, args });
  }

  instant(place: Place, of: { name: string; ns: number; isGlobal: boolean; args: Json }): string {
    const { name, ns, isGlobal, args } = of;
    const s = isGlobal ? "g" : "t";
    return this.#line({ ph: "i", s, name, cat: "run", ...place, ts: ns / 1000, args });
  }

  #line(event: Json): string {
    const text = this.#separator + JSON.stringify(event);
    this.#separator = ",\n";
    return text;
  }
}

function nameOf({ actor, device, lane }: TracedThread): string {
  const what = actor >= actorSecondaryFirst ? "mover" : "thread";
  return device === noDevice ? `${what} ${lane}` : `${what} of device ${device + 1}`;
}
