/**
 * BACKUP and RESTORE statements that a server runs now.
 */
import type { ActivityRow } from "../../contract/server-views.ts";
import type { SqlSession } from "../session/sql-session.ts";
import { numberOf, numberOrNull, textOf, textOrNull, timeOf, type Row } from "./cells.ts";

const activityQuery = `SELECT r.session_id, r.command, DB_NAME(r.database_id) AS database_name, r.percent_complete,
  r.estimated_completion_time, r.start_time, r.wait_type, r.wait_time,
  s.login_name, s.host_name, s.program_name, s.host_process_id
FROM sys.dm_exec_requests AS r JOIN sys.dm_exec_sessions AS s ON s.session_id = r.session_id
WHERE r.command LIKE 'BACKUP%' OR r.command LIKE 'RESTORE%'
ORDER BY r.session_id`;

const programPrefix = "Handoff ";

/** What the session of a run calls itself, so that whoever looks at the server finds the run. */
export function programOf(runId: string): string {
  return `${programPrefix}${runId}`;
}

/** @param offsetMs the server's local time minus UTC @throws FaultError SQL_* */
export async function readActivity(session: SqlSession, offsetMs: number): Promise<ActivityRow[]> {
  return (await session.query(activityQuery)).map((row) => activityOf(row, offsetMs));
}

function activityOf(row: Row, offsetMs: number): ActivityRow {
  const leftMs = numberOf(row, "estimated_completion_time");
  const program = textOf(row, "program_name");
  return {
    sessionId: numberOf(row, "session_id"),
    command: textOf(row, "command"),
    database: textOf(row, "database_name"),
    percent: Math.max(0, Math.min(100, numberOf(row, "percent_complete"))),
    secondsLeft: leftMs > 0 ? leftMs / 1_000 : null,
    endsAtMs: leftMs > 0 ? Date.now() + leftMs : null,
    startedAtMs: timeOf(row, "start_time", offsetMs),
    waitType: textOrNull(row, "wait_type"),
    waitMs: numberOf(row, "wait_time"),
    login: textOf(row, "login_name"),
    host: textOf(row, "host_name"),
    program,
    processId: numberOrNull(row, "host_process_id"),
    runId: program.startsWith(programPrefix) ? program.slice(programPrefix.length) : null,
  };
}
