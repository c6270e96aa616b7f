/**
 * A job that asks for SQL Server's own client library: whether there is one, and whether anybody can give its server a
 * statement.
 */
import { FaultError } from "../contract/fault.ts";
import type { JobSpec } from "../contract/job.ts";
import type { Addon } from "../vdi/addon.ts";

/**
 * @returns path of the library when it is our stand-in, which reaches embedded servers only; else null
 * @throws FaultError VDI_LIBRARY, VDI_NO_SESSION
 */
export function checkLibrary(spec: JobSpec, addon: Pick<Addon, "openLibrary">): string | null {
  const { server } = spec;
  if (server?.kind !== "sqlserver") {
    return null;
  }
  const { path, isStandIn } = openedLibrary(server.library, addon);
  if (!isStandIn && server.session === undefined) {
    throw new FaultError("VDI_NO_SESSION", { library: path });
  }
  return isStandIn ? path : null;
}

/** @throws FaultError VDI_LIBRARY with the reason */
export function openedLibrary(
  library: string,
  addon: Pick<Addon, "openLibrary">,
): ReturnType<Addon["openLibrary"]> {
  try {
    return addon.openLibrary(library);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FaultError("VDI_LIBRARY", { reason }, { cause: error });
  }
}
