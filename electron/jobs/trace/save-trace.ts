/**
 * Copies a trace file up to its last whole block: also while it is still written. Copies of buffers' bytes in it are left
 * out unless they are asked for: their records stay, so that the blocks keep their numbers, without bytes.
 */
import { createReadStream } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { FaultError } from "../../contract/fault.ts";
import { errnoOf } from "../../media/manifest.ts";
import type { Addon } from "../../vdi/addon.ts";
import type { TraceReader } from "./trace-reader.ts";

export type TextPacker = Pick<Addon, "packTraceText">;

/**
 * Under a temporary name first: what has the target's name is whole.
 *
 * @throws FaultError TARGET_NOT_WRITABLE, TRACE_UNREADABLE, TRACE_DAMAGED
 */
export async function saveTrace(
  reader: TraceReader,
  target: string,
  { withPeeks, packer }: { readonly withPeeks: boolean; readonly packer: TextPacker },
): Promise<void> {
  const mode = withPeeks && reader.hasPeeks ? 0o600 : 0o644;
  const partial = `${target}.partial`;
  try {
    // What an earlier attempt left would keep its own rights.
    await rm(partial, { force: true });
    const handle = await open(partial, "wx", mode);
    try {
      await copyTo(handle, reader, withPeeks ? null : packer);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof FaultError) throw error;
    const reason = errnoOf(error);
    throw new FaultError(
      "TARGET_NOT_WRITABLE",
      { file: target, folder: path.dirname(target), reason },
      { cause: error },
    );
  }
}

/** @param packer makes the records that stand for recorded bytes; null: they are copied as they are */
async function copyTo(
  target: FileHandle,
  reader: TraceReader,
  packer: TextPacker | null,
): Promise<void> {
  const { damage, bytes, path: source } = reader.info;
  const until = damage?.at ?? bytes;
  let from = 0;
  const copyUpTo = async (to: number): Promise<void> => {
    if (to <= from) return;
    for await (const piece of createReadStream(source, { start: from, end: to - 1 })) {
      await target.writeFile(piece as Buffer);
    }
    from = to;
  };
  if (packer !== null) {
    for await (const { record, index, at, end } of reader.barePeeks()) {
      if (end > until) break;
      await copyUpTo(at);
      const text = new Uint8Array(Buffer.from(JSON.stringify(record))).buffer;
      await target.writeFile(Buffer.from(await packer.packTraceText(text, index)));
      from = end;
    }
  }
  await copyUpTo(until);
}
