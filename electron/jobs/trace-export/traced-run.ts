/**
 * The run behind a trace as exporters see it: which process an event came from, and which threads there are.
 *
 * Events bear an actor, not a process: a secondary that was replaced has the actor of its predecessor. Which of them it
 * was is told by the events of its replacement. Pure.
 */
import type { TracedRunProcess, TraceInfo } from "../../contract/trace-file.ts";
import {
  actorPrimary,
  actorSecondaryFirst,
  actorServer,
  eventBytes,
  eventKind,
} from "../../contract/trace-event.ts";

const wordsPerEvent = eventBytes / 4;
/** Processes that the file does not name get a number above every pid. */
const unnamedPids = 0x400000;
/** Threads are numbered above every pid too: Perfetto takes a thread with its process's number for its main one. */
const threadsFrom = 0x500000;

/** One process of the run, `generation` 0 the first with its actor number. */
export interface TracedProcess {
  readonly actor: number;
  readonly generation: number;
  readonly name: string;
  readonly pid: number;
}

/** A lane of the trace, or of a lane that serves several devices the part of one. */
export interface TracedThread {
  readonly actor: number;
  readonly generation: number;
  readonly lane: number;
  readonly device: number;
  readonly tid: number;
}

export class TracedRun {
  readonly processes: readonly TracedProcess[];
  readonly #threads = new Map<string, TracedThread>();
  /** Times at which an actor was replaced, ns. */
  readonly #replacedNs = new Map<number, number[]>();
  readonly #pids = new Map<string, number>();

  constructor(processes: readonly TracedProcess[]) {
    this.processes = processes;
    for (const { actor, generation, pid } of processes) {
      this.#pids.set(`${actor}:${generation}`, pid);
    }
  }

  /** Looks through all events, before anything else is asked. */
  static async survey(
    processes: readonly TracedProcess[],
    batches: AsyncIterable<ArrayBuffer>,
  ): Promise<TracedRun> {
    const run = new TracedRun(processes);
    for await (const batch of batches) {
      const words = new Uint32Array(batch, 0, Math.floor(batch.byteLength / 4));
      for (let at = 0; at + wordsPerEvent <= words.length; at += wordsPerEvent) {
        run.#noteReplacement(words, at);
      }
      run.#noteThreads(words);
    }
    return run;
  }

  /** All threads, in the order of processes and lanes. */
  get threads(): TracedThread[] {
    return [...this.#threads.values()].sort(
      (a, b) => a.actor - b.actor || a.generation - b.generation || a.tid - b.tid,
    );
  }

  /** @param timeNs when the event happened */
  generationOf(actor: number, timeNs: number): number {
    const times = this.#replacedNs.get(actor);
    return times === undefined ? 0 : times.filter((atNs) => atNs <= timeNs).length;
  }

  pidOf(actor: number, generation: number): number {
    return this.#pids.get(`${actor}:${generation}`) ?? unnamedPids + actor * 64 + generation;
  }

  /** The thread that an event was written on; made known with its first event. */
  threadOf(actor: number, timeNs: number, place: { lane: number; device: number }): TracedThread {
    const generation = this.generationOf(actor, timeNs);
    const { lane, device } = place;
    const key = `${actor}:${generation}:${lane}:${device}`;
    let thread = this.#threads.get(key);
    if (thread === undefined) {
      thread = { actor, generation, lane, device, tid: threadsFrom + this.#threads.size };
      this.#threads.set(key, thread);
    }
    return thread;
  }

  #noteReplacement(words: Uint32Array, at: number): void {
    if (((words[at + 10] ?? 0) & 0xff) !== eventKind.secondaryReplaced) {
      return;
    }
    const actor = actorSecondaryFirst + (words[at + 9] ?? 0);
    const times = this.#replacedNs.get(actor) ?? [];
    times.push(timeOf(words, at));
    this.#replacedNs.set(actor, times);
  }

  /** Runs of events of one lane are looked at once. */
  #noteThreads(words: Uint32Array): void {
    let before = -1;
    let beforeLane = -1;
    for (let at = 0; at + wordsPerEvent <= words.length; at += wordsPerEvent) {
      const place = (words[at + 10] ?? 0) >>> 8;
      const lane = words[at + 11] ?? 0;
      if (place !== before || lane !== beforeLane || this.#replacedNs.size > 0) {
        const actor = place >>> 8;
        this.threadOf(actor, timeOf(words, at), { lane, device: place & 0xff });
        before = place;
        beforeLane = lane;
      }
    }
  }
}

function timeOf(words: Uint32Array, at: number): number {
  return (words[at] ?? 0) + (words[at + 1] ?? 0) * 4_294_967_296;
}

/** The processes of a trace file in the order in which they came. */
export function processesOf({ processes }: Pick<TraceInfo, "processes">): TracedProcess[] {
  const generations = new Map<number, number>();
  return [...processes]
    .sort((a, b) => a.fromMs - b.fromMs)
    .map((process) => {
      const actor = actorOf(process);
      const generation = generations.get(actor) ?? 0;
      generations.set(actor, generation + 1);
      return { actor, generation, name: nameOf(process, generation), pid: process.pid };
    });
}

function actorOf({ role, index }: TracedRunProcess): number {
  if (role === "secondary") {
    return actorSecondaryFirst + index;
  }
  return role === "server" ? actorServer : actorPrimary;
}

function nameOf({ role, index }: TracedRunProcess, generation: number): string {
  if (role !== "secondary") {
    return role === "server" ? "Server (embedded)" : "Primary";
  }
  return `Secondary ${index + 1}${generation === 0 ? "" : `, replacement ${generation}`}`;
}
