/**
 * Every limit of trace files in one place, with the reason for each number.
 */
const mebibyte = 1_048_576;

export const traceLimits = {
  /** A trace that was not asked for by name: about 10 million commands. */
  recordedBytesMax: 256 * mebibyte,
  /** All recorded traces together; the oldest go first. */
  storeBytesMax: 1024 * mebibyte,
  storeFilesMax: 200,
  /** Longest text block, and how deep its JSON may be: a run's own is 7 deep. */
  textBytesMax: 4 * mebibyte,
  jsonDepthMax: 32,
  /** Newest messages, notes and processes that are kept of a file. */
  messagesMax: 1_000,
  notesMax: 1_000,
  processesMax: 512,
  /** Blocks that are read and unpacked ahead of who takes their events. */
  readAhead: 3,
  /** Block heads read at once while a file is looked through. */
  headBytesStep: 256 * 1024,
} as const;
