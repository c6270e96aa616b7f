/**
 * Chrome's trace event JSON, which Perfetto opens: processes, threads, slices, flows and counters.
 *
 * Server: one asynchronous slice per command, from issued to acknowledged (they overlap). Primary: the command from
 * received to leased with GetBufferHandle in it, and CompleteCommand. Secondary: MapBufferHandle and the move, in it
 * codec and medium, which are known by their lengths: they are drawn one after the other. The flow follows the handle: primary -> secondary -> primary. Counters per device: MB/s completed and commands out.
 *
 * Source: the Trace Event Format (phases M, X, b/e, s/t/f, C, i; ts and dur in microseconds) and what Perfetto makes of
 * it: flow ids are whole numbers, a flow is bound to the slice that is open at its time, a thread is known by its
 * number alone, slices of a thread nest or do not touch.
 */
import { eventKind, noDevice, type TraceEvent } from "../../contract/trace-event.ts";
import { handleText, nameOfKind, shortCommand } from "./event-words.ts";
import type { Exporter } from "./exporter.ts";
import { PerfettoLines, type Json, type Place } from "./perfetto-lines.ts";
import { ThreadSlices, type Slice } from "./thread-slices.ts";
import type { TracedRun, TracedThread } from "./traced-run.ts";

/** Nanoseconds over which the counters add up. */
const counterStepNs = 10_000_000;
/** What has no length is drawn this long, ns, where there is room. */
const momentNs = 500;
/** Commands whose handle's way is gathered at once: more are never out. */
const waysMax = 8_192;

type Steps = Partial<Record<"s" | "t" | "f", { place: Place; ns: number }>>;

interface Counter {
  stepNs: number;
  bytes: number;
  out: number;
}

const noCount: Counter = { stepNs: 0, bytes: 0, out: 0 };

class PerfettoWriter implements Exporter {
  readonly #lines = new PerfettoLines();
  readonly #slices = new Map<number, ThreadSlices>();
  readonly #places = new Map<number, Place>();
  readonly #codes = new Map<number, { code: number; handleNs: number }>();
  readonly #ways = new Map<number, Steps>();
  readonly #asyncs = new Map<number, { begin?: TraceEvent; end?: TraceEvent }>();
  readonly #counters = new Map<number, Counter>();
  #run!: TracedRun;

  begin(run: TracedRun): string {
    this.#run = run;
    return this.#lines.head(run);
  }

  event(event: TraceEvent): string {
    const { actor, thread: lane, device } = event;
    const thread = this.#run.threadOf(actor, event.timeNs, { lane, device });
    return this.#take(event, thread);
  }

  end(): string {
    let text = "";
    for (const [tid, slices] of this.#slices) {
      const place = this.#places.get(tid) ?? { pid: 0, tid };
      text += this.#draw(slices.rest(), place);
    }
    for (const [id, steps] of this.#ways) {
      text += this.#way(id, steps);
    }
    for (const pair of this.#asyncs.values()) {
      text += pair.begin === undefined ? "" : this.#command(pair.begin, pair.end);
    }
    for (const device of this.#counters.keys()) {
      text += this.#count(device);
    }
    return text + this.#lines.tail();
  }

  #take(event: TraceEvent, thread: TracedThread): string {
    switch (event.kind) {
      case eventKind.issued:
      case eventKind.acknowledged:
        return this.#pair(event);
      case eventKind.received:
        this.#of(thread).begin(`received ${idOf(event)}`, event.timeNs);
        this.#codes.set(idOf(event), { code: event.code, handleNs: 0 });
        return this.#counted(event, 0, 1);
      case eventKind.handleTaken:
        this.#noteHandle(event);
        return "";
      case eventKind.leased:
        return this.#leased(event, thread);
      case eventKind.mapped:
        this.#of(thread).begin(`mapped ${idOf(event)}`, event.timeNs);
        return this.#mapped(event, thread);
      case eventKind.moved:
        return this.#moved(event, thread);
      case eventKind.completed:
        this.#codes.delete(idOf(event));
        return this.#completed(event, thread) + this.#counted(event, event.size, -1);
      default:
        return this.#lines.instant(this.#placeOf(thread), {
          name: nameOfKind(event.kind),
          ns: event.timeNs,
          isGlobal: event.device === noDevice,
          args: { code: event.code },
        });
    }
  }

  #noteHandle(event: TraceEvent): void {
    const command = this.#codes.get(idOf(event));
    if (command !== undefined) {
      command.handleNs = event.timeNs;
    }
  }

  #leased(event: TraceEvent, thread: TracedThread): string {
    const startNs = this.#of(thread).end(`received ${idOf(event)}`);
    const command = this.#codes.get(idOf(event));
    if (startNs === undefined || command === undefined) {
      return ""; // leased again, to a replacement: its first lease was drawn
    }
    const inner =
      command.handleNs > startNs ? [{ name: "GetBufferHandle", endNs: command.handleNs }] : [];
    return this.#add(thread, {
      name: shortCommand(command.code),
      startNs,
      endNs: Math.max(event.timeNs, startNs + momentNs),
      inner,
      args: argsOf(event),
      flow: event.handle === 0 ? null : { id: idOf(event), step: "s" },
    });
  }

  #mapped(event: TraceEvent, thread: TracedThread): string {
    if (event.code === 0) {
      return "";
    }
    return this.#add(thread, {
      name: "MapBufferHandle",
      startNs: event.timeNs - Math.min(event.code, event.timeNs),
      endNs: event.timeNs,
      inner: [],
      args: argsOf(event),
      flow: null,
    });
  }

  #moved(event: TraceEvent, thread: TracedThread): string {
    const startNs = this.#of(thread).end(`mapped ${idOf(event)}`);
    const { codecNs, diskNs } = event;
    return startNs === undefined
      ? ""
      : this.#add(thread, {
          name: "move",
          startNs,
          endNs: Math.max(event.timeNs, startNs + momentNs),
          inner: partsOfMove(event, startNs),
          args: { ...argsOf(event), codecNs, diskNs },
          flow: event.handle === 0 ? null : { id: idOf(event), step: "t" },
        });
  }

  #completed(event: TraceEvent, thread: TracedThread): string {
    return this.#add(thread, {
      name: "CompleteCommand",
      startNs: event.timeNs,
      endNs: event.timeNs + momentNs,
      inner: [],
      args: { ...argsOf(event), completionCode: event.code },
      flow: event.handle === 0 ? null : { id: idOf(event), step: "f" },
    });
  }

  // ---- slices and the handle's way ---------------------------------------------------------------------

  #of(thread: TracedThread): ThreadSlices {
    let slices = this.#slices.get(thread.tid);
    if (slices === undefined) {
      slices = new ThreadSlices();
      this.#slices.set(thread.tid, slices);
      this.#places.set(thread.tid, this.#placeOf(thread));
    }
    return slices;
  }

  #placeOf({ actor, generation, tid }: TracedThread): Place {
    return { pid: this.#run.pidOf(actor, generation), tid };
  }

  #add(thread: TracedThread, slice: Slice): string {
    return this.#draw(this.#of(thread).add(slice), this.#placeOf(thread));
  }

  #draw(slices: readonly Slice[], place: Place): string {
    return slices
      .map((slice) => this.#lines.slice(place, slice) + this.#step(slice, place))
      .join("");
  }

  /** A step is inside its slice, not on its edge; where there is no inside there is no flow. */
  #step({ flow, startNs, endNs }: Slice, place: Place): string {
    if (flow === null || endNs - startNs < 2) {
      return "";
    }
    const steps = this.#ways.get(flow.id) ?? {};
    this.#ways.delete(flow.id);
    steps[flow.step] = { place, ns: startNs + Math.floor((endNs - startNs) / 2) };
    if (steps.s !== undefined && steps.t !== undefined && steps.f !== undefined) {
      return this.#way(flow.id, steps);
    }
    this.#ways.set(flow.id, steps);
    const [oldest] = this.#ways;
    if (oldest === undefined || this.#ways.size <= waysMax) {
      return "";
    }
    this.#ways.delete(oldest[0]);
    return this.#way(...oldest);
  }

  /** From its start on; what would go back in time is left out. */
  #way(id: number, { s, t, f }: Steps): string {
    if (s === undefined || (t === undefined && f === undefined)) {
      return "";
    }
    let text = this.#lines.flow("s", id, s);
    let lastNs = s.ns;
    if (t !== undefined && t.ns > lastNs) {
      text += this.#lines.flow("t", id, t);
      lastNs = t.ns;
    }
    return f !== undefined && f.ns > lastNs ? text + this.#lines.flow("f", id, f) : text;
  }

  // ---- the server's side and the counters ----------------------------------------------------------------

  /** Beginning and end of a command may come in either order: they are of different threads. */
  #pair(event: TraceEvent): string {
    const id = idOf(event);
    const pair = this.#asyncs.get(id) ?? {};
    if (event.kind === eventKind.issued) {
      pair.begin = event;
    } else {
      pair.end = event;
    }
    this.#asyncs.set(id, pair);
    if (pair.begin === undefined || pair.end === undefined) {
      return this.#asyncs.size > waysMax ? this.#oldestPair() : "";
    }
    this.#asyncs.delete(id);
    return this.#command(pair.begin, pair.end);
  }

  #oldestPair(): string {
    const [oldest] = this.#asyncs;
    if (oldest === undefined) {
      return "";
    }
    this.#asyncs.delete(oldest[0]);
    const { begin, end } = oldest[1];
    return begin === undefined ? "" : this.#command(begin, end);
  }

  #command(begin: TraceEvent, end: TraceEvent | undefined): string {
    const { actor, thread: lane, device, timeNs } = begin;
    const place = this.#placeOf(this.#run.threadOf(actor, timeNs, { lane, device }));
    const command = { id: idOf(begin), device: device + 1, place };
    const args = { ...argsOf(begin), command: shortCommand(begin.code), position: begin.position };
    const text = this.#lines.async("b", { ...command, ns: timeNs, args });
    if (end === undefined) {
      return text;
    }
    const ns = Math.max(timeNs, end.timeNs);
    return text + this.#lines.async("e", { ...command, ns, args: { completionCode: end.code } });
  }

  #counted(event: TraceEvent, bytes: number, out: 1 | -1): string {
    const stepNs = Math.floor(event.timeNs / counterStepNs) * counterStepNs;
    const counter = this.#counters.get(event.device) ?? { stepNs, bytes: 0, out: 0 };
    this.#counters.set(event.device, counter);
    const text = counter.stepNs < stepNs ? this.#count(event.device) : "";
    if (counter.stepNs < stepNs) {
      counter.stepNs = stepNs;
      counter.bytes = 0;
    }
    counter.bytes += bytes;
    counter.out = Math.max(0, counter.out + out);
    return text;
  }

  #count(device: number): string {
    const { stepNs, bytes, out } = this.#counters.get(device) ?? noCount;
    const rate = (bytes * 1e3) / counterStepNs;
    return this.#lines.counter(stepNs, device + 1, { "MB/s": rate, "commands out": out });
  }
}

/** One whole number a command: Perfetto reads no other flow ids. */
function idOf({ device, sequence }: TraceEvent): number {
  return device * 4_294_967_296 + sequence;
}

function argsOf(event: TraceEvent): Json {
  const { device, sequence, handle, size } = event;
  return { device: device + 1, sequence, handle: handleText(handle), size };
}

function partsOfMove({ codecNs, diskNs, timeNs }: TraceEvent, startNs: number): Slice["inner"] {
  const codecEndNs = Math.min(timeNs, startNs + codecNs);
  return [
    { name: "codec", endNs: codecEndNs },
    { name: "medium", endNs: Math.min(timeNs, codecEndNs + diskNs) },
  ];
}

/** A fresh exporter; each writes one file. */
export function perfettoExporter(): Exporter {
  return new PerfettoWriter();
}
