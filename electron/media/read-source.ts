/**
 * Size and first bytes of a file that a job or an inspection reads.
 */
import { open, stat } from "node:fs/promises";
import { FaultError, type FaultCode } from "../contract/fault.ts";
import { errnoOf } from "./manifest.ts";
import { readStreamHead, streamHeadBytes, type StreamHead } from "./stream-head.ts";

/** Size and head of a file that is only read. @throws FaultError missing or unreadable, by the codes given */
export async function readSource(
  file: string,
  codes: { missing: FaultCode; unreadable: FaultCode },
): Promise<{ bytes: number; head: StreamHead }> {
  try {
    const info = await stat(file);
    if (!info.isFile()) {
      throw new FaultError(codes.unreadable, { file, reason: "it is not a file" });
    }
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(
        new Uint8Array(streamHeadBytes),
        0,
        streamHeadBytes,
        0,
      );
      return { bytes: info.size, head: readStreamHead(buffer.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof FaultError) {
      throw error;
    }
    const reason = errnoOf(error);
    const isMissing = reason === "ENOENT" || reason === "ENOTDIR";
    const code = isMissing ? codes.missing : codes.unreadable;
    throw new FaultError(code, { file, reason }, { cause: error });
  }
}
