/**
 * The traces that are open in the window: their readers, and the streams of their commands to the page.
 *
 * Runs in: main; knows no Electron. A trace is open until it is closed. Limits: `openMax` at once, one more is refused.
 * A stream sends as many batches as it was asked for and then waits; a new one of the same trace ends the one before.
 */
import { asFault, FaultError } from "../contract/fault.ts";
import type { OpenTrace } from "../contract/trace-calls.ts";
import type { TraceComparison, TraceFigures } from "../contract/trace-figures.ts";
import type { TraceDamage } from "../contract/trace-file.ts";
import { readTimes } from "../jobs/trace/read-times.ts";
import { compareTraces } from "../jobs/trace/trace-compare.ts";
import { figuresOf } from "../jobs/trace/trace-figures.ts";
import { TraceReader, type BlockUnpacker } from "../jobs/trace/trace-reader.ts";

const openMax = 16;

export interface TraceListener {
  onBatch(traceId: string, batch: ArrayBuffer): void;
  onEnd(end: { traceId: string; damage: TraceDamage | null; problem: string | null }): void;
}

interface Desk {
  readonly reader: TraceReader;
  stream: Stream | null;
  figures: TraceFigures | null;
}

export class TraceDesk {
  readonly #unpacker: BlockUnpacker;
  readonly #open = new Map<string, Desk>();
  readonly #listener: TraceListener;
  #count = 0;

  constructor(unpacker: BlockUnpacker, listener: TraceListener) {
    this.#unpacker = unpacker;
    this.#listener = listener;
  }

  /**
   * Opens a file; one that is open already is opened again when it has grown.
   *
   * @throws FaultError of TraceReader.open, or USAGE when too many are open
   */
  async open(file: string): Promise<OpenTrace> {
    const reader = await TraceReader.open(file, this.#unpacker);
    for (const [traceId, { reader: other }] of this.#open) {
      if (other.info.path === file && other.info.bytes === reader.info.bytes) {
        await reader.close();
        return { traceId, info: other.info };
      }
    }
    if (this.#open.size >= openMax) {
      await reader.close();
      const what = `${openMax} traces are open.`;
      throw new FaultError("USAGE", { what, remedy: "Close one first." });
    }
    this.#count += 1;
    const traceId = `trace-${this.#count}`;
    this.#open.set(traceId, { reader, stream: null, figures: null });
    return { traceId, info: reader.info };
  }

  list(): OpenTrace[] {
    return [...this.#open].map(([traceId, { reader }]) => ({ traceId, info: reader.info }));
  }

  /** @throws FaultError USAGE when it is not open (any more) */
  reader(traceId: string): TraceReader {
    return this.#get(traceId).reader;
  }

  async close(traceId: string): Promise<void> {
    const desk = this.#open.get(traceId);
    this.#open.delete(traceId);
    await desk?.stream?.stop();
    await desk?.reader.close();
  }

  /** The page is gone: nobody takes batches any more. The traces stay open for the next one. */
  async stopStreams(): Promise<void> {
    for (const desk of this.#open.values()) {
      await desk.stream?.stop();
      desk.stream = null;
    }
  }

  /** Begins (anew) with the first events. */
  async read(traceId: string, batches: number): Promise<void> {
    const desk = this.#get(traceId);
    const before = desk.stream;
    const stream = new Stream(desk.reader, {
      onBatch: (batch) => this.#listener.onBatch(traceId, batch),
      onEnd: (problem) => this.#listener.onEnd({ traceId, damage: desk.reader.damage, problem }),
    });
    desk.stream = stream;
    await before?.stop();
    stream.start(batches);
  }

  more(traceId: string, batches: number): void {
    this.#open.get(traceId)?.stream?.more(batches);
  }

  async figures(traceId: string): Promise<TraceFigures> {
    const desk = this.#get(traceId);
    desk.figures ??= await figuresOf(await readTimes(desk.reader));
    return desk.figures;
  }

  async compare(a: string, b: string): Promise<TraceComparison> {
    const [times, others] = [this.#get(a).reader, this.#get(b).reader];
    return compareTraces(await readTimes(times), await readTimes(others));
  }

  #get(traceId: string): Desk {
    const desk = this.#open.get(traceId);
    if (desk === undefined) {
      const what = "This trace is not open any more.";
      throw new FaultError("USAGE", { what, remedy: "Open its file again." });
    }
    return desk;
  }
}

interface StreamEnd {
  onBatch(batch: ArrayBuffer): void;
  onEnd(problem: string | null): void;
}

/** One way through a trace, at the pace of who takes it. */
class Stream {
  readonly #reader: TraceReader;
  readonly #to: StreamEnd;
  #credit = 0;
  #wake: () => void = () => undefined;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(reader: TraceReader, to: StreamEnd) {
    this.#reader = reader;
    this.#to = to;
  }

  start(batches: number): void {
    this.#credit += batches;
    if (!this.#isStopped) {
      this.#running = this.#run();
    }
  }

  more(batches: number): void {
    this.#credit += batches;
    this.#wake();
  }

  /** Settles when nothing more will be sent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    let problem: string | null = null;
    try {
      for await (const batch of this.#reader.commands()) {
        await this.#turn();
        if (this.#isStopped) return;
        this.#credit -= 1;
        this.#to.onBatch(batch);
      }
    } catch (error) {
      problem = asFault(error).message;
    }
    if (!this.#isStopped) {
      this.#to.onEnd(problem);
    }
  }

  async #turn(): Promise<void> {
    while (this.#credit === 0 && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
