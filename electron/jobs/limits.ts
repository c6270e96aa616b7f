/**
 * Every limit of a job in one place, with the reason for each number.
 */
export const jobLimits = {
  /** Replacements of one secondary in one run: a fault that kills five in a row is not bad luck. */
  restartsMax: 5,
  /** A lease older than this means that its secondary hangs. Longer than a slow disk's longest pause. */
  leaseDeadlineMs: 10_000,
  /** How often leases are looked at. */
  superviseMs: 250,
  /** One wait in GetConfiguration; between two waits the statement is looked at. */
  configureWaitMs: 250,
  /** The server has this long to attach. */
  attachMsMax: 30_000,
  /** A secondary has this long to open set and media. */
  openMsMax: 15_000,
  /** After a device failed the server has this long to close the set in order before it is aborted. */
  orderlyEndMsMax: 10_000,
  /** After an abort: device threads, statement and processes have this long before they are killed. */
  abortMsMax: 5_000,
  /** After its channel or session broke a server's process has this long to be gone. */
  goneMsMax: 2_000,
  /** A child that was asked to leave has this long before it is killed. */
  leaveMsMax: 2_000,
  /** Looks at the trace: 50 a second. */
  drainMs: 20,
  /** Progress is measured this often ... */
  sampleMs: 100,
  /** ... and rates are means over this long. */
  rateWindowMs: 2_000,
  historyStepMs: 250,
  historyPointsMax: 1_200,
  messagesMax: 200,
  notesMax: 50,
  /** A device that waited this long while another one moved shows that it waits. */
  idleShownMs: 1_000,
} as const;

/** The hang deadline; tests shorten it with HANDOFF_LEASE_DEADLINE_MS. */
export function leaseDeadlineMs(env: NodeJS.ProcessEnv = process.env): number {
  const given = Number(env["HANDOFF_LEASE_DEADLINE_MS"] ?? "");
  return Number.isFinite(given) && given >= 50 ? given : jobLimits.leaseDeadlineMs;
}
