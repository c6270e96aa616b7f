/**
 * The fault table, by area. Messages say what and where, remedies what to do.
 */
import { exitCode, row } from "./fault-text.ts";

const { failed, usage, media, interrupted } = exitCode;

export const fileFaults = {
  SOURCE_MISSING: row(
    usage,
    "{file} does not exist, so there is nothing to replay.",
    "Check the path; --replay takes recorded backup streams, one for each device.",
  ),
  SOURCE_UNREADABLE: row(
    failed,
    "{file} cannot be read: {reason}.",
    "Check its rights and that it is a regular file.",
  ),
  SOURCE_ODD_SIZE: row(
    usage,
    "{file} has {bytes} bytes, not a whole number of {blockSize}-byte blocks.",
    "A recorded stream consists of whole blocks: the file is cut short or no backup. Copy it again.",
  ),
  SOURCE_BLOCK_SIZE: row(
    usage,
    "{file} was written with blocks of {actual} bytes, asked for are {wanted}.",
    "Leave --block-size out, or give {actual}; streams of one set share one block size.",
  ),
  SOURCE_INCOMPLETE: row(
    media,
    "{file} is stripe {index} of {count}, stripe {missing} is not among the sources.",
    "Replay all {count} stripes of the set together: a part of a striped backup cannot be restored.",
  ),
  SOURCE_FOREIGN: row(
    media,
    "{file} belongs to another striped set than {other}.",
    "Replay the stripes of one set together.",
  ),
  SOURCE_TWICE: row(
    usage,
    "{file} is named twice.",
    "Each virtual device needs a stream of its own.",
  ),
  SOURCE_COUNT: row(
    usage,
    "{sources} stream(s) and {targets} target(s) are named.",
    "Name as many targets as streams: one of each for each virtual device, in order.",
  ),
  SOURCE_SIZE: row(
    usage,
    "{bytes} bytes are too few for {devices} device(s).",
    "Generate at least {bytesMin} bytes for that many devices.",
  ),
  TARGET_EXISTS: row(
    usage,
    "{file} exists already.",
    "Choose another name, or add --force to replace it once the backup is confirmed.",
  ),
  TARGET_NO_FOLDER: row(
    usage,
    "The folder {folder} does not exist, so {file} cannot be written there.",
    "Make the folder first, or choose another one.",
  ),
  TARGET_IS_FOLDER: row(
    usage,
    "{file} is not a file that can be written.",
    "Name a file, not a folder or a device.",
  ),
  TARGET_NOT_WRITABLE: row(
    failed,
    "{file} cannot be written: {reason}.",
    "Check the rights on the folder {folder}, or choose another one.",
  ),
  TARGET_TWICE: row(
    usage,
    "{file} is named twice.",
    "Each virtual device needs a medium of its own.",
  ),
  TARGET_IS_SOURCE: row(
    usage,
    "{file} is read and written by the same job.",
    "Choose another file to write to.",
  ),
  TARGET_IN_USE: row(
    failed,
    "Another job is writing {file}.",
    "Wait until it has ended, or choose another name.",
  ),
  TARGET_NO_SPACE: row(
    failed,
    "The volume of {folder} has {free} free, {needed} are needed.",
    "Free space on it or choose another volume; --compress zstd usually needs less.",
  ),
  TARGET_FULL: row(
    failed,
    "The volume of {file} is full; device {device} stopped after {position} bytes.",
    "Free space on that volume or choose another one, then start again.",
  ),
  TARGET_WRITE_FAILED: row(
    failed,
    "Writing {file} failed on device {device} at byte {position}: {reason}.",
    "Check the volume and its rights (dmesg names disk faults), then start again.",
  ),
  TARGET_PUBLISH_FAILED: row(
    failed,
    "The backup is complete, but {file} could not get its final name: {reason}.",
    "Check the folder's rights; the data stays in {file}.partial until the next start takes it up.",
  ),
  TARGET_NO_NAME: row(
    usage,
    "Device {device} has no target file.",
    "Name a file for each device; only the null codec does without.",
  ),
  INTO_EXISTS: row(
    usage,
    "{file} exists already.",
    "Choose another name, or add --force to replace it.",
  ),
} as const;

export const mediaFaults = {
  MEDIA_MISSING: row(
    media,
    "The medium {file} does not exist.",
    "Check the path; all stripes of the set must be there.",
  ),
  MEDIA_UNREADABLE: row(
    failed,
    "The medium {file} cannot be read: {reason}.",
    "Check its rights and its volume.",
  ),
  MEDIA_NO_MANIFEST: row(
    media,
    "{file} has no manifest ({manifest} is missing).",
    "Put the manifest back beside the medium; without it nothing proves that the file is whole.",
  ),
  MEDIA_MANIFEST_DAMAGED: row(
    media,
    "The manifest {manifest} is damaged: {reason}.",
    "Take the manifest from another copy of the backup, or use that copy.",
  ),
  MEDIA_VERSION: row(
    media,
    "{manifest} has version {version}, this program reads up to {known}.",
    "Use the version of Handoff that wrote it, or a newer one.",
  ),
  MEDIA_UNFINISHED: row(
    media,
    "{file} is the unfinished medium of a backup that never ended.",
    "Use another backup: this one was not confirmed by its server.",
  ),
  MEDIA_SET_INCOMPLETE: row(
    media,
    "Stripe {missing} of {count} is missing; named are {named}.",
    "Name all {count} media of the set, in order.",
  ),
  MEDIA_TWICE: row(
    media,
    "{file} and {other} are both stripe {index} of {count}.",
    "Name each stripe once, in order.",
  ),
  MEDIA_SWAPPED: row(
    media,
    "{file} is stripe {index} of {count} but was named as number {named}.",
    "Name the media in the order of their stripes.",
  ),
  MEDIA_CONTENT_SWAPPED: row(
    media,
    "{file} holds the bytes of stripe {index}; its manifest describes stripe {named}.",
    "Two media were exchanged: rename them back, each beside its own manifest.",
  ),
  MEDIA_FOREIGN: row(
    media,
    "{file} belongs to backup {set}, {other} to backup {otherSet}.",
    "Name only media of one backup.",
  ),
  MEDIA_CODEC: row(
    media,
    "{file} is written with {codec}, {other} with {otherCodec}.",
    "Name only media of one backup.",
  ),
  MEDIA_SIZE: row(
    media,
    "{file} has {actual} bytes, its manifest says {expected}: it was {how}.",
    "Copy the medium again from where it is whole.",
  ),
  MEDIA_ALTERED: row(
    media,
    "{file} was altered: its bytes {from} to {to} do not have the checksum of its manifest.",
    "Copy the medium again from where it is whole; do not restore from this one.",
  ),
  MEDIA_SEEK_TABLE: row(
    media,
    "{file} has no valid seek table at its end.",
    "Copy the medium again from where it is whole.",
  ),
  MEDIA_DAMAGED: row(
    media,
    "{file} is damaged at byte {offset}: {what}",
    "Use another copy of it; `handoff inspect --verify` lists all places.",
  ),
  MEDIA_STRIPES_MISSING: row(
    media,
    "{file} is incomplete: it is stripe {index} of {count}, without stripe {missing}.",
    "Name all {count} files of the set together; a part of a striped backup cannot be restored.",
  ),
  MEDIA_READ_FAILED: row(
    failed,
    "Reading {file} failed on device {device} at byte {position}: {reason}.",
    "Check the volume (dmesg names disk faults) and start again.",
  ),
  RESTORE_DIFFERS: row(
    failed,
    "What came back differs from {file} on device {device}: {reason}.",
    "Compare with the file that was backed up; if it has not changed since, report this.",
  ),
} as const;

export const processFaults = {
  VDI_FAILED: row(
    failed,
    "{call} answered {name} ({number}).",
    "Start again; if it happens twice, look at the run's messages.",
  ),
  VDI_CREATE_FAILED: row(
    failed,
    "The virtual device set could not be made: CreateEx answered {name} ({number}).",
    "Check /dev/shm: it must be writable and have room.",
  ),
  VDI_CONFIGURE_FAILED: row(
    failed,
    "The set was not configured: GetConfiguration answered {name} ({number}).",
    "Look at the server's message: it says why the statement did not start.",
  ),
  VDI_NO_ATTACH: row(
    failed,
    "The server did not attach within {seconds} s.",
    "Look at the server's messages; start again when it answers.",
  ),
  VDI_HANDLE_REFUSED: row(
    failed,
    "Secondary {secondary} got a buffer handle that the set refused: " +
      "MapBufferHandle({handle}) answered VD_E_INVALID for command {sequence} of device {device}.",
    "A stale or foreign handle was leased. Start again; report it with the trace if no fault was injected.",
  ),
  VDI_ABORTED: row(
    failed,
    "The virtual device set was aborted by the other side.",
    "Look at the server's messages for the reason, then start again.",
  ),
  VDI_BUFFERS: row(
    failed,
    "{needed} of shared memory are needed, {free} are free in {where}.",
    "Lower --buffers or --transfer-size: their product is most of it; the rest are trace and rings.",
  ),
  VDI_DEVICES: row(
    usage,
    "{devices} devices are asked for, a set has 1 to {devicesMax}.",
    "Name fewer files.",
  ),
  VDI_LIBRARY: row(
    usage,
    "{reason}",
    "Or leave --vdi-library out: the embedded server needs none.",
  ),
  VDI_NO_SESSION: row(
    usage,
    "{library} belongs to a SQL Server, and the job does not say which one gets the statement.",
    "Name it with --server and --database, or leave --vdi-library out.",
  ),
  VDI_CLIENT_LATE: row(
    failed,
    "A command was not completed within twice the server's timeout of {timeout} ms.",
    "Raise --server-timeout or use a faster medium.",
  ),
  SECONDARY_NOT_OPENED: row(
    failed,
    "Secondary {secondary} could not open the set: {name} ({number}).",
    "Start again; the set may have been aborted meanwhile.",
  ),
  SECONDARY_LOST: row(
    failed,
    "Secondary {secondary} ended {restarts} times more than it may be replaced ({reason}).",
    "Look at what the last one did: the trace shows its last command. Check memory (dmesg names the OOM killer).",
  ),
  SERVER_LOST: row(
    failed,
    "The embedded server (pid {pid}) ended before its verdict ({reason}).",
    "Start again; if nobody killed it, check memory (dmesg names the OOM killer).",
  ),
  SERVER_ABORTED: row(
    failed,
    "The server aborted the statement: {text}",
    "Look at its messages for the reason.",
  ),
  SERVER_REFUSED: row(
    failed,
    "The server's statement failed: {text}",
    "Look at its messages for the reason.",
  ),
  PROCESS_NOT_STARTED: row(
    failed,
    "The {entry} process did not start: {reason}.",
    "Build again (npm run setup) and check the memory that is free.",
  ),
  NATIVE_NOT_LOADED: row(
    failed,
    "The native part could not be loaded: {reason}.",
    "Build it with npm run setup.",
  ),
  CHANNEL_CLOSED: row(failed, "The process that was asked ({call}) has ended.", "Start again."),
  CALL_LATE: row(
    failed,
    "The process that was asked ({call}) did not answer within {seconds} s.",
    "Start again.",
  ),
  CALL_CANCELLED: row(
    interrupted,
    "The request ({call}) was withdrawn.",
    "Ask again when you want it.",
  ),
  CONTRACT_MISMATCH: row(
    failed,
    "Two processes of different versions met: {reason}.",
    "Build again (npm run setup).",
  ),
  CONTRACT_INVALID: row(
    failed,
    "A message did not have the agreed form: {call}, {path}.",
    "Build again (npm run setup); report it if it stays.",
  ),
  RUN_STOPPED: row(
    interrupted,
    "The run was stopped by the user.",
    "Start again when you want it.",
  ),
  RUN_NOT_FINISHED: row(
    failed,
    "The run could not be brought to its end: {reason}.",
    "Start again; report it with the run's messages if it stays.",
  ),
  TRACE_MISSING: row(
    usage,
    "The trace {file} does not exist.",
    "Check the path; --trace writes one during a run.",
  ),
  TRACE_DAMAGED: row(
    media,
    "{file} is no trace of Handoff: {reason}.",
    "Name a file that --trace or the window recorded.",
  ),
  TRACE_OF_RUN_MISSING: row(
    usage,
    "There is no trace of this run in {folder}.",
    "Only the newest runs are kept there, and only while recording is on in the settings.",
  ),
  TRACE_UNREADABLE: row(
    failed,
    "The trace {file} cannot be read: {reason}.",
    "Check its rights and that it is a regular file.",
  ),
  TRACE_VERSION: row(
    media,
    "The trace {file} has version {version}; version {known} can be read here.",
    "Open it with the version of Handoff that recorded it.",
  ),
  TRACE_NOT_WRITTEN: row(
    failed,
    "The trace {file} cannot be written: {reason}.",
    "Check the folder's rights and space, or leave --trace out.",
  ),
  JOURNAL_NOT_WRITTEN: row(
    failed,
    "The journal {file} cannot be written: {reason}.",
    "Check the rights of its folder, or name another one in HANDOFF_STATE_DIR.",
  ),
  UNEXPECTED: row(failed, "{reason}", "This is a fault of Handoff: report it with this line."),
} as const;
