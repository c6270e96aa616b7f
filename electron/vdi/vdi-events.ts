/** An entry of Windows' application event log, source SQLVDI, as native/sqlserver/windows_events.h reads it. */
export interface LoggedVdiEvent {
  /** Since 1970, UTC. */
  readonly atSeconds: number;
  readonly id: number;
  readonly isError: boolean;
  readonly text: string;
}

/** An answer of the log. */
export interface LoggedVdiEvents {
  /** Oldest first. */
  readonly events: readonly LoggedVdiEvent[];
  /** Why it cannot be read, "" when it could. */
  readonly problem: string;
}
