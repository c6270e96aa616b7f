/**
 * What a statement's native half is told besides what the statement says.
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { Fault, Pace, Source } from "../../contract/job.ts";
import { readStreamHead, streamHeadBytes } from "../../media/stream-head.ts";
import type { NativeSink, NativeStatement } from "../../vdi/addon.ts";
import { failure } from "../tsql/values.ts";

/** What VDI takes where the statement does not say: VDI reference 6. */
export const defaults = { blockSize: 512, maxTransferSize: 65_536 } as const;

/** How a database behaves when it is told to fail or to be slow: tests and demonstrations. */
export interface Conduct {
  readonly instance: string | null;
  readonly traceName: string | null;
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly pace?: Pace | undefined;
  /** Where a restore goes instead of the data folder. */
  readonly sink?: NativeSink | undefined;
  readonly restoreBytes?: number | undefined;
}

export function conductOf(
  conduct: Conduct | null,
): Pick<NativeStatement, "instance" | "traceName" | "faults" | "seed" | "pace"> {
  if (conduct === null) {
    return { instance: null, traceName: null, faults: [], seed: 1 };
  }
  const { instance, traceName, faults, seed, pace } = conduct;
  return { instance, traceName, faults, seed, ...(pace === undefined ? {} : { pace }) };
}

/** What the recorded stream was written with; 512 for generated ones. */
export function blockSizeOf(source: Source): number {
  const [file] = source.kind === "replay" ? source.files : [];
  if (file === undefined) {
    return defaults.blockSize;
  }
  const head = Buffer.alloc(streamHeadBytes);
  try {
    const descriptor = openSync(file, "r");
    try {
      readSync(descriptor, head);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure(3201, `The recorded stream cannot be opened: ${reason}.`);
  }
  return readStreamHead(head).blockSize ?? defaults.blockSize;
}
