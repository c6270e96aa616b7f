/**
 * What a server is, as it says itself.
 */
import type { ServerFacts } from "../../contract/server-saved.ts";
import type { SqlSession } from "../session/sql-session.ts";
import { flagOf, textOf, timeOf } from "./cells.ts";

export interface KnownServer extends ServerFacts {
  /** Name of its machine. */
  readonly machine: string;
  /** Where it puts files of databases; "" where it does not say (before 2012). */
  readonly dataPath: string;
  readonly logPath: string;
  /** Its local time minus UTC, now. */
  readonly offsetMs: number;
}

/** The embedded server says so in its edition. */
const embeddedEdition = "Handoff embedded server";

const factsQuery = `SELECT @@SERVERNAME AS name, @@VERSION AS text,
  CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version,
  CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
  CAST(SERVERPROPERTY('MachineName') AS nvarchar(128)) AS machine,
  CAST(SERVERPROPERTY('InstanceDefaultDataPath') AS nvarchar(512)) AS data_path,
  CAST(SERVERPROPERTY('InstanceDefaultLogPath') AS nvarchar(512)) AS log_path,
  IS_SRVROLEMEMBER('sysadmin') AS is_sysadmin, SUSER_SNAME() AS login,
  GETDATE() AS local_time, GETUTCDATE() AS utc_time`;

const minuteMs = 60_000;

/** @throws FaultError SQL_STATEMENT_FAILED, SQL_GONE */
export async function serverFacts(session: SqlSession): Promise<KnownServer> {
  const [row = {}] = await session.query(factsQuery);
  const edition = textOf(row, "edition");
  const aheadMs = timeOf(row, "local_time", 0) - timeOf(row, "utc_time", 0);
  return {
    name: textOf(row, "name"),
    version: textOf(row, "version"),
    edition,
    platform: /\bon Linux\b/.test(textOf(row, "text")) ? "Linux" : "Windows",
    isSysadmin: flagOf(row, "is_sysadmin"),
    login: textOf(row, "login"),
    isEmbedded: edition.startsWith(embeddedEdition),
    machine: textOf(row, "machine"),
    dataPath: textOf(row, "data_path"),
    logPath: textOf(row, "log_path"),
    offsetMs: Math.round(aheadMs / minuteMs) * minuteMs,
  };
}
