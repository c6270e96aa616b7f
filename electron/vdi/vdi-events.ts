/** An entry of Windows' application event log, source SQLVDI, as native/sqlserver/windows_events.h reads it. */
export interface LoggedVdiEvent {
  /** Since 1970, UTC. */
  readonly atSeconds: number;
  readonly id: number;
  readonly isError: boolean;
  readonly text: string;
}
