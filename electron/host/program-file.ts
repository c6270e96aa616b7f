import path from "node:path";
import { FaultError } from "../contract/fault.ts";
import { findUpwards } from "../vdi/find-upwards.ts";
import type { ProcessEntry } from "./process-host.ts";

/**
 * The bundled program of a child.
 *
 * @throws FaultError PROCESS_NOT_STARTED when it is not there
 */
export function programFile(entry: ProcessEntry): string {
  const { file } = findUpwards(path.join("dist", `${entry}.cjs`));
  if (file !== null) return file;
  throw new FaultError("PROCESS_NOT_STARTED", { entry, reason: `dist/${entry}.cjs is missing` });
}
