/** Limits of the protocol lab. */
export const labLimits = {
  /** A step that should have ended has this long; then it is marked and the script goes on. */
  stepMsMax: 10_000,
  /** A thread that goes into ExecuteCompletionAgent has this long to be seen there. */
  enterMsMax: 2_000,
  /** Between two looks at it. */
  enterLookMs: 5,
  /** After a change the processes are looked at this much later: others notice it with a delay. */
  looksMs: [0, 150, 1_000],
  /** Processes of a set: primary, server and a few secondaries side by side on a screen. */
  secondariesMax: 6,
  /** A saved transcript. */
  fileBytesMax: 4 * 1024 * 1024,
} as const;
