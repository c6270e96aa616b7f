/** Faults of the protocol lab. */
import { exitCode, row } from "./fault-text.ts";

export const labFaults = {
  LAB_FULL: row(
    exitCode.failed,
    "The lab is full: its limit is {limit}.",
    "Save the transcript if you need it, then start over.",
  ),
  LAB_NO_PROCESS: row(
    exitCode.failed,
    "The lab has no process {process}.",
    "Add it, or start over.",
  ),
  LAB_NO_SCRIPT: row(exitCode.failed, "No script is loaded.", "Choose one first."),
  LAB_FILE: row(
    exitCode.failed,
    "{file} is no transcript of the lab: {reason}.",
    "Choose a file that the lab saved.",
  ),
} as const;
