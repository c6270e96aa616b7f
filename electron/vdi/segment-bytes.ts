/**
 * Sizes of the parts of our shared memory segments, in bytes. A test compares them with the addon's.
 */
export const segmentBytes = {
  /** The set's own table: native/embedded/control_block.h. */
  set: 569_344,
  /** The broker's segment, but for its devices: native/broker/segment.h. */
  broker: 4_096,
  /** Of each device in it: rings and the table of chunks. */
  brokerDevice: 1_073_216,
  /** A lane of the trace without its events: native/trace/trace.h. */
  traceLane: 192,
} as const;
