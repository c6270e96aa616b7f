/**
 * Looks at what jobs need from this machine: the addon, SQL Server's client library, shared memory, memory, the folder of
 * the journal. Makes that folder and nothing else.
 */
import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { asFault } from "../contract/fault.ts";
import { makeFolder } from "../media/make-folder.ts";
import { errnoOf } from "../media/manifest.ts";
import type { NativeFinding } from "../vdi/addon.ts";
import { addonFile, loadAddon } from "../vdi/load-addon.ts";
import { availableMemory, sizeText } from "./check-files.ts";
import { freeBytes } from "./free-space.ts";
import { stateFolder } from "./journal.ts";

/** `problem` keeps jobs from working; `note` only some, or is worth knowing. */
export type Finding = NativeFinding;

const sharedMemory = "/dev/shm";
/** A set with the largest transfers of a few devices fits. */
const roomBytes = 256 * 1024 * 1024;

/** @param library path of SQL Server's client library, "" where it is installed */
export async function examine(library: string): Promise<Finding[]> {
  const program = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  return [
    { grade: "fine", about: "program", text: `${program}.` },
    ...(await addonFindings(library)),
    ...(process.platform === "linux" ? [await sharedMemoryFinding()] : []),
    await memoryFinding(),
    await stateFinding(),
  ];
}

async function addonFindings(library: string): Promise<Finding[]> {
  try {
    const addon = loadAddon();
    const found = await addon.diagnose(library);
    return [{ grade: "fine", about: "addon", text: `${addonFile()}.` }, ...found];
  } catch (error) {
    const { message, remedy } = asFault(error);
    return [{ grade: "problem", about: "addon", text: `${message} ${remedy}` }];
  }
}

async function sharedMemoryFinding(): Promise<Finding> {
  const about = "shared memory";
  try {
    await access(sharedMemory, constants.W_OK);
    const free = await freeBytes(sharedMemory);
    const names = await readdir(sharedMemory);
    const ours = names.filter((name) => name.startsWith("handoff-")).length;
    const text = `${sharedMemory} has ${sizeText(free)} free and ${ours} segments of Handoff; what dead processes left is removed by the next job.`;
    const more = free < roomBytes ? " A large set may not fit: remount it larger." : "";
    return { grade: free < roomBytes ? "note" : "fine", about, text: `${text}${more}` };
  } catch (error) {
    const text = `${sharedMemory} cannot be used (${errnoOf(error)}): no set can be made. Mount it writable.`;
    return { grade: "problem", about, text };
  }
}

async function memoryFinding(): Promise<Finding> {
  const free = await availableMemory();
  const isLittle = free < roomBytes;
  const text = `${sizeText(free)} available.${isLittle ? " A large set may not fit." : ""}`;
  return { grade: isLittle ? "note" : "fine", about: "memory", text };
}

async function stateFinding(): Promise<Finding> {
  const folder = stateFolder();
  const about = "journal";
  try {
    makeFolder(folder, 0o700);
    await access(folder, constants.W_OK);
    return { grade: "fine", about, text: `${folder} is writable.` };
  } catch (error) {
    const text = `${folder} cannot be written (${errnoOf(error)}): name another folder in HANDOFF_STATE_DIR.`;
    return { grade: "problem", about, text };
  }
}
