/**
 * One trace file in the making. Blocks are packed and written by native threads (native/trace/file_writer.h): the
 * caller never waits. Events that find no room are dropped and counted; so are those that come after a failed write or
 * above `bytesMax`.
 *
 * Runs in: whoever runs the job. Owns the file until `close`.
 */
import { chmodSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { FaultError } from "../../contract/fault.ts";
import type { TraceHeader, TraceRecord } from "../../contract/trace-file.ts";
import { errnoOf } from "../../media/manifest.ts";
import type { Addon } from "../../vdi/addon.ts";
import type { NativeTraceFile, NativeTraceFileFigures } from "../../vdi/native-trace.ts";
import { prefixBytes, tracePrefix } from "./block.ts";

export interface TraceWriterOptions {
  readonly addon: Pick<Addon, "TraceFile">;
  /** Whether an existing file is replaced. */
  readonly force: boolean;
  /** Events beyond this size of the file are only counted; texts still get in. */
  readonly bytesMax: number;
}

export class TraceWriter {
  readonly file: string;
  /** What a pump writes into. */
  readonly native: NativeTraceFile;
  #last: NativeTraceFileFigures | null = null;
  #isPrivate = false;

  private constructor(file: string, native: NativeTraceFile) {
    this.file = file;
    this.native = native;
  }

  /**
   * Makes the file, with its header.
   *
   * @throws FaultError TARGET_EXISTS, TRACE_NOT_WRITTEN
   */
  static async create(
    file: string,
    header: TraceHeader,
    options: TraceWriterOptions,
  ): Promise<TraceWriter> {
    await begin(file, options.force);
    try {
      const { addon, bytesMax } = options;
      const native = new addon.TraceFile({
        path: file,
        bytes: prefixBytes,
        bytesMax: Number.isFinite(bytesMax) ? bytesMax : null,
      });
      const writer = new TraceWriter(file, native);
      writer.record(header);
      const { problem } = await native.flush();
      if (problem !== null) {
        await native.close();
        throw new FaultError("TRACE_NOT_WRITTEN", { file, reason: problem });
      }
      return writer;
    } catch (error) {
      if (error instanceof FaultError) throw error;
      throw new FaultError("TRACE_NOT_WRITTEN", { file, reason: errnoOf(error) }, { cause: error });
    }
  }

  /** Takes events by hand. */
  events(batch: ArrayBuffer): void {
    this.native.events(batch);
  }

  /** Appends a record. */
  record(record: TraceRecord): void {
    this.native.text(new Uint8Array(Buffer.from(JSON.stringify(record))).buffer);
  }

  /**
   * The same for contents of a database: before the first such record the file becomes its owner's alone.
   *
   * @returns whether that could be done; else nothing is written
   */
  recordPrivate(record: TraceRecord): boolean {
    try {
      if (!this.#isPrivate) chmodSync(this.file, 0o600);
      this.#isPrivate = true;
    } catch {
      return false;
    }
    this.record(record);
    return true;
  }

  /** How the file is now; after `close` as it was then. */
  get figures(): NativeTraceFileFigures {
    return this.#last ?? this.native.figures();
  }

  /** Settles when everything given so far is with the kernel (or was given up after a failed write). */
  async written(): Promise<void> {
    await this.native.flush();
  }

  /** Ends the file. Call once. */
  async close(): Promise<void> {
    this.#last = this.native.figures();
    this.#last = await this.native.close();
  }
}

/** Makes the file with the bytes that every trace begins with. */
async function begin(file: string, isForced: boolean): Promise<void> {
  try {
    await writeFile(file, tracePrefix(), { flag: isForced ? "w" : "wx", mode: 0o644 });
  } catch (error) {
    const reason = errnoOf(error);
    throw reason === "EEXIST"
      ? new FaultError("TARGET_EXISTS", { file })
      : new FaultError("TRACE_NOT_WRITTEN", { file, reason }, { cause: error });
  }
}
