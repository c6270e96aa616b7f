/**
 * Bounded copies of the bytes of a run's buffers, and their geometry, for whoever looks at them.
 *
 * Runs in: the primary. Nothing is copied unless asked for, nothing is kept, and nothing is recorded unless the asker may
 * record (the user's switch) and the run has a trace file with room for it.
 * Limits: one question waits at a time (a later one takes its place), for `peekMsMax` at most; `peekSpacingMs` between two copies.
 */
import { peekBytesMax, type PeekCopy } from "../contract/buffer-calls.ts";
import { vdError } from "../contract/vdi.ts";
import type { NativeBroker } from "../vdi/addon.ts";
import { jobLimits } from "./limits.ts";
import type { RunSet } from "./run-set.ts";
import type { TakenPeek } from "./trace/run-recorder.ts";

export interface PeekWish {
  /** null: any. */
  readonly device: number | null;
  readonly buffer: number | null;
  readonly offset: number;
  /** Whether the user wants copies in the run's trace file. */
  readonly mayRecord: boolean;
}

/** What a run has open: its set once it was made, and its trace. */
export interface PeekedRun {
  readonly set: RunSet | null;
  recordPeek(peek: TakenPeek): boolean;
}

export interface HeldWish extends Pick<PeekWish, "offset" | "mayRecord"> {
  readonly handle: number;
}

export interface HeldAnswer {
  readonly hr: number;
  readonly bytes: Uint8Array | null;
  readonly isRecorded: boolean;
}

export interface Geometry {
  readonly stride: number;
  readonly dataOffset: number;
}

/** Nobody waits for a command that may not come for longer than this. */
const peekMsMax = 2_000;
/** At most twenty copies a second: more nobody can look at. */
const peekSpacingMs = 50;
/** Filter of native/broker/peek_hook.h that lets all pass. */
export const peekAny = 0xffffffff;

export class BufferPeek {
  readonly #run: () => PeekedRun | null;
  #asked = 0;
  #nextAtMs = 0;

  /** @param run null before it has opened anything */
  constructor(run: () => PeekedRun | null) {
    this.#run = run;
  }

  geometry(): Geometry | null {
    return this.#set?.geometry ?? null;
  }

  /** The bytes of the next transfer that fits; see `peekNext` of contract/buffer-calls.ts. */
  async next({ device, buffer, offset, mayRecord }: PeekWish): Promise<PeekCopy | null> {
    const ask = ++this.#asked;
    await this.#turn();
    if (ask !== this.#asked) return null;
    this.#broker?.armPeek({
      device: device ?? peekAny,
      command: peekAny,
      buffer: buffer ?? peekAny,
      offset,
    });
    const copy = await this.#await(ask);
    if (copy === null && ask === this.#asked) this.#broker?.armPeek(null);
    if (copy === null) return null;
    const { takenNs, handle, bytes, command, sequence, size, position, address } = copy;
    const about = { device: copy.device, command, sequence, size, position, address };
    const isRecorded =
      mayRecord && this.#record({ takenNs, handle, offset: copy.offset, command: about, bytes });
    return { ...copy, isRecorded };
  }

  get #set(): RunSet | null {
    return this.#run()?.set ?? null;
  }

  #record(peek: TakenPeek): boolean {
    return this.#run()?.recordPeek(peek) ?? false;
  }

  get #broker(): NativeBroker | null {
    return this.#set?.broker ?? null;
  }

  /** Looks for the copy as often as the trace is drained, until it is there or nobody wants it any more. */
  async #await(ask: number): Promise<Omit<PeekCopy, "isRecorded"> | null> {
    const endMs = performance.now() + peekMsMax;
    for (;;) {
      const isWanted = ask === this.#asked && performance.now() < endMs;
      const broker = this.#broker;
      if (!isWanted || broker === null) return null;
      const copy = broker.takePeek();
      if (copy !== null) {
        const ageMs = (Number(process.hrtime.bigint()) - copy.takenNs) / 1e6;
        return { ...copy, ageMs };
      }
      await delay(jobLimits.drainMs);
    }
  }

  /** Bytes of a buffer that is out now. */
  async held({ handle, offset, mayRecord }: HeldWish): Promise<HeldAnswer> {
    await this.#turn();
    const answer = this.#set?.peek(handle, offset, peekBytesMax);
    const bytes = answer?.bytes ?? null;
    const takenNs = Number(process.hrtime.bigint());
    const isRecorded =
      mayRecord &&
      bytes !== null &&
      this.#record({ takenNs, handle, offset, command: null, bytes });
    return { hr: answer?.hr ?? vdError.VD_E_PROTOCOL, bytes, isRecorded };
  }

  /** Waits until another copy may be taken. */
  async #turn(): Promise<void> {
    const nowMs = performance.now();
    const atMs = Math.max(nowMs, this.#nextAtMs);
    this.#nextAtMs = atMs + peekSpacingMs;
    if (atMs > nowMs) await delay(atMs - nowMs);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
