/**
 * The addon's trace: the segment that a run's events are drained from, and the file that they are recorded into.
 */
/** `addon.Trace`: the trace segment as the primary sees it. */
export interface NativeTrace {
  /** From now on its events go into a file too. */
  record(file: NativeTraceFile): void;
  /** Whether events are sampled for `sample`. */
  watch(isWatched: boolean): void;
  /** Events that were sampled since the last call (48 bytes each, native/trace/event.h), 1 in `sampleEvery` commands. */
  sample(): { readonly sampleEvery: number; readonly events: ArrayBuffer };
  /** Newest events that tell what followed from a fault (native/trace/recent.h), by number: `from` to `until`, exclusive. */
  recent(from: number, until: number): { readonly next: number; readonly events: ArrayBuffer };
  /** What says that something went wrong, and the events around the first of it (native/trace/failing.h), 48 bytes each. */
  failure(): { readonly failed: ArrayBuffer; readonly near: ArrayBuffer };
  /** The slowest commands, slowest first, at most 12. */
  slowest(): NativeSlowCommand[];
  /** Times without a secondary; `replacedNs` 0 where nobody came. */
  gaps(): { readonly lostNs: number; readonly replacedNs: number }[];
  /** Code of the newest command that each device received, 0 before its first. */
  newestCommands(): number[];
  dropped(): number;
  /** Port mode: records an event on the JavaScript thread's own lane. */
  write(event: {
    kind: number;
    device: number;
    sequence: number;
    handle: number;
    size: number;
    code: number;
    position: bigint;
    address: bigint;
  }): void;
  /** Takes what is left and removes the segment; what was gathered can still be asked for. */
  close(): void;
}

/** Times of a command's stages, ns; 0 where one was not seen. */
export interface NativeSlowCommand {
  readonly device: number;
  readonly sequence: number;
  readonly command: number;
  readonly receivedNs: number;
  readonly leasedNs: number;
  readonly mappedNs: number;
  readonly movedNs: number;
  readonly completedNs: number;
  /** What MapBufferHandle itself took. */
  readonly mapNs: number;
}

/** `addon.TraceFile`: a trace file that is being written (native/trace/file_writer.h). */
export interface NativeTraceFile {
  /** Takes 1..65,536 events of 48 bytes. */
  events(batch: ArrayBuffer): void;
  /** Takes a text in UTF-8 of 1 byte to 4 MiB; it comes before events that were gathered lately. */
  text(text: ArrayBuffer): void;
  /** Of an open file. */
  figures(): NativeTraceFileFigures;
  /** Settles when all is with the kernel or was given up, within 10 s, with the figures of then. */
  flush(): Promise<NativeTraceFileFigures>;
  /** The same, and ends the file. */
  close(): Promise<NativeTraceFileFigures>;
}

export interface NativeTraceFileFigures {
  readonly bytes: number;
  /** Events that did not get into the file. */
  readonly droppedEvents: number;
  /** Whether the file reached its greatest size. */
  readonly isFull: boolean;
  /** Errno of the first failed write; ETIMEDOUT when the disk did not answer. */
  readonly problem: string | null;
}

export type NativeTraceClass = new (options: {
  name: string;
  lanes: number;
  eventsPerLane: number;
  deviceCount: number;
}) => NativeTrace;

export type NativeTraceFileClass = new (options: {
  /** A file that is there. */
  path: string;
  /** Bytes that are in it; what comes is appended to them. */
  bytes: number;
  /** Events beyond this size are only counted; null: no limit. */
  bytesMax: number | null;
}) => NativeTraceFile;
