/**
 * Loads the native addon once a process, or says in one sentence where it was looked for and how it is
 * built. Nothing replaces it: without it there is no VDI.
 */
import path from "node:path";
import { FaultError } from "../contract/fault.ts";
import type { Addon } from "./addon.ts";
import { findUpwards } from "./find-upwards.ts";

const relative = path.join("build", "Release", "handoff.node");

let loaded: Addon | undefined;

/**
 * The addon: from HANDOFF_ADDON if set, else build/Release of the program, unpacked beside its archive
 * where it is packaged.
 *
 * @throws FaultError NATIVE_NOT_LOADED
 */
export function loadAddon(): Addon {
  loaded ??= load(addonFile());
  return loaded;
}

/**
 * Where the addon is: HANDOFF_ADDON if set, else build/Release of the program.
 *
 * @throws FaultError NATIVE_NOT_LOADED
 */
export function addonFile(): string {
  const given = process.env["HANDOFF_ADDON"];
  if (given !== undefined && given !== "") return path.resolve(given);
  const { file, tried } = findUpwards(relative);
  if (file !== null) return file;
  throw new FaultError("NATIVE_NOT_LOADED", {
    reason: `${tried[0]} and the folders above it have none`,
  });
}

function load(file: string): Addon {
  const target: { exports: object } = { exports: {} };
  try {
    process.dlopen(target, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FaultError("NATIVE_NOT_LOADED", { reason: `${file}: ${reason}` }, { cause: error });
  }
  return target.exports as Addon;
}
