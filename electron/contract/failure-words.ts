/**
 * The sentences of a failure's steps and of a run's notes, by key: English here, Portuguese under the same keys in
 * renderer/words. `{name}` stands for a parameter.
 */
import { fillIn, type FaultParameters } from "./fault.ts";

export const failureWords = {
  // What can be a first cause.
  "step.check": "{what}",
  "step.media": "{what}",
  "step.device.full": "The volume of {file} is full.",
  "step.device.writeFailed": "Writing {file} failed: {reason}.",
  "step.device.readFailed": "Reading {file} failed: {reason}.",
  "step.device.endOfMedia": "{file} ended before the server had read what it asked for.",
  "step.device.handleRefused": "MapBufferHandle refused handle {handle} in secondary {secondary}.",
  "step.device.failed": "A command of device {device} was completed with an error.",
  "step.secondary.lost": "Secondary {secondary} (pid {pid}) ended: {reason}.",
  "step.secondary.hung": "Secondary {secondary} (pid {pid}) answered no lease for {seconds} s.",
  "step.secondary.budget": "Secondary {secondary} was replaced {restarts} times already.",
  "step.secondary.notOpened": "Secondary {secondary} could not open the set.",
  "step.secondary.medium": "Secondary {secondary} could not open {file}: {reason}.",
  "step.server.lost": "The embedded server (pid {pid}) ended: {reason}.",
  "step.server.aborted": "The server aborted the set.",
  "step.server.stopped": "The server aborted its statement.",
  "step.server.killed": "Somebody ended the session with KILL: {text}",
  "step.server.message": "{text}",
  "step.server.differs": "{text}",
  "step.set.create": "CreateEx failed.",
  "step.set.configure": "GetConfiguration failed.",
  "step.set.clientLate":
    "No command was completed for two whole intervals of the server's timeout.",
  "step.client.stopped": "The user stopped the run.",
  "step.client.publish": "{file} could not get its final name: {reason}.",
  "step.client.manifest": "The manifest of {file} could not be written: {reason}.",
  "step.client.fault": "{what}",
  // What only follows from something earlier.
  "step.device.swept": "The commands still out on device {device} were completed as aborted.",
  "step.set.aborted": "The set was aborted; every waiting call returned.",
  "step.server.writeFailed": "The server noted that its write failed: {text}",
  "step.server.readFailed": "The server noted that its read failed: {text}",
  "step.server.ioLog": "The server's log repeats the operating system's error: {text}",
  "step.server.terminated": "The statement ended: {text}",
  "step.trace.swept":
    "Commands of device {device} answered without the client seeing them: {count}.",
  "step.trace.abortedOut":
    "Commands of device {device} that were out and ended by the abort: {count}.",
  "step.eventLog.entry": "The event log: {text}",
  "step.eventLog.aborted": "The event log repeats the abort: {text}",
  // Notes beside the chart and in the status line.
  "note.checkingMedia": "Checking {count} media before the first byte is handed over",
  "note.mediaChecked": "All {count} media are whole",
  "note.mediaCheckedWithout": "{count} media recognised",
  "note.secondaryLost": "Secondary {secondary} ended ({reason})",
  "note.secondaryReplaced":
    "Secondary {secondary} replaced: {leases} leases issued again, nothing lost",
  "note.flush": "Flush: the bytes of device {device} are on disk",
  "note.aborting": "Aborting: {reason}",
  "note.dropped": "{count} events dropped; the run is not affected",
  "note.traceUnwritten": "This run is not recorded: {folder} cannot be written ({reason})",
  "note.swept": "{count} segments of ended processes removed",
  "note.takenUp": "{file} got its final name: an earlier run was confirmed but ended before",
  "note.progressUnseen": "The server's own progress cannot be seen: {reason}",
  "note.plan":
    "{secondaries} secondaries, {buffers} buffers of {transferSize} bytes, blocks of {blockSize}",
} as const satisfies Record<string, string>;

export type WordKey = keyof typeof failureWords;

/** The English sentence of a key; keys that are none of the table come back as they are. */
export function sayWords(key: string, parameters: FaultParameters): string {
  const text = Object.hasOwn(failureWords, key) ? failureWords[key as WordKey] : key;
  // A parameter that is a sentence itself brings a second full stop.
  return fillIn(text, parameters).replace(/\.\.$/, ".");
}
