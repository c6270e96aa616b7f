/**
 * Functions and @@variables of the embedded server's T-SQL.
 */
import { version } from "../../../package.json";
import { sameType, type ServerFunction } from "../tsql/evaluator.ts";
import { convert, textOf, toDate, toNumber } from "../tsql/types.ts";
import {
  datetime,
  failure,
  int,
  nvarchar,
  sysname,
  type SqlType,
  type Value,
} from "../tsql/values.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./sessions.ts";

/** What clients compare to find out what the server can: SQL Server 2022's major version. */
export const productVersion = "16.0.1000.6";
export const serverVersionText = `Handoff embedded server ${version}. It answers like Microsoft SQL Server 2022 (${productVersion}) as far as backup and restore go, and is none. It runs on ${process.platform === "win32" ? "Windows" : "Linux"}.`;
export const collationName = "Latin1_General_CI_AS";

const text = nvarchar(null);

/** @@variables: name without @@, lower case. */
export function serverVariable(
  name: string,
  { serverName }: ServerState,
  session: Session,
): { readonly value: Value; readonly type: SqlType } | null {
  switch (name) {
    case "version":
      return { value: serverVersionText, type: text };
    case "servername":
      return { value: serverName, type: sysname };
    case "servicename":
      return { value: "MSSQLSERVER", type: sysname };
    case "spid":
      return { value: session.id, type: int };
    case "trancount":
      return { value: session.transactionCount, type: int };
    case "error":
      return { value: session.lastError, type: int };
    case "rowcount":
      return { value: session.rowCount, type: int };
    case "language":
      return { value: "us_english", type: sysname };
    case "microsoftversion":
      return { value: 0x1000_03e8, type: int };
    case "max_connections":
      return { value: 32_767, type: int };
    default:
      return null;
  }
}

type Row = readonly [
  arity: readonly [number, number],
  type: ServerFunction["type"],
  call: ServerFunction["call"],
];

/** A function that is NULL for a NULL argument. */
function strict(call: (args: readonly Exclude<Value, null>[]) => Value): ServerFunction["call"] {
  return (args) => {
    const given = args.filter((value) => value !== null);
    return given.length < args.length ? null : call(given);
  };
}

function textAt(args: readonly Value[], index: number): string {
  return textOf(args[index] ?? null) ?? "";
}

function numberAt(args: readonly Value[], index: number): number {
  return Number(toNumber(args[index] ?? 0));
}

const now = (): Value => new Date();

const millisecondsOf: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  ss: 1_000,
  s: 1_000,
  second: 1_000,
  mi: 60_000,
  n: 60_000,
  minute: 60_000,
  hh: 3_600_000,
  hour: 3_600_000,
  dd: 86_400_000,
  d: 86_400_000,
  day: 86_400_000,
};

/** Boundaries crossed, as T-SQL counts them. */
function dateDifference(args: readonly Value[]): Value {
  const unit = millisecondsOf[textAt(args, 0)];
  if (unit === undefined) {
    throw failure(155, `'${textAt(args, 0)}' is not a part of a date that is known here.`);
  }
  const [from, to] = [toDate(args[1] ?? null), toDate(args[2] ?? null)];
  return Math.floor(to.getTime() / unit) - Math.floor(from.getTime() / unit);
}

const firstOfAll: ServerFunction["call"] = (args) => args.find((value) => value !== null) ?? null;

/** Those that need neither server nor session. */
const pure: Readonly<Record<string, Row>> = {
  ISNULL: [[2, 2], sameType, firstOfAll],
  COALESCE: [[1, 64], sameType, firstOfAll],
  NULLIF: [
    [2, 2],
    sameType,
    ([a, b]) => (textOf(a ?? null) === textOf(b ?? null) ? null : (a ?? null)),
  ],
  IIF: [
    [3, 3],
    (types) => types[1] ?? int,
    ([test, yes, no]) => (test === true ? yes : no) ?? null,
  ],
  LEN: [[1, 1], int, strict((args) => textAt(args, 0).trimEnd().length)],
  DATALENGTH: [[1, 1], int, strict((args) => textAt(args, 0).length * 2)],
  UPPER: [[1, 1], sameType, strict((args) => textAt(args, 0).toUpperCase())],
  LOWER: [[1, 1], sameType, strict((args) => textAt(args, 0).toLowerCase())],
  LTRIM: [[1, 1], sameType, strict((args) => textAt(args, 0).trimStart())],
  RTRIM: [[1, 1], sameType, strict((args) => textAt(args, 0).trimEnd())],
  LEFT: [
    [2, 2],
    sameType,
    strict((args) => textAt(args, 0).slice(0, Math.max(0, numberAt(args, 1)))),
  ],
  RIGHT: [
    [2, 2],
    sameType,
    strict((args) => {
      const count = Math.max(0, numberAt(args, 1));
      return count === 0 ? "" : textAt(args, 0).slice(-count);
    }),
  ],
  SUBSTRING: [
    [3, 3],
    sameType,
    strict((args) => {
      const start = numberAt(args, 1) - 1;
      return textAt(args, 0).slice(Math.max(0, start), Math.max(0, start + numberAt(args, 2)));
    }),
  ],
  REPLACE: [
    [3, 3],
    text,
    strict((args) =>
      textAt(args, 1) === ""
        ? textAt(args, 0)
        : textAt(args, 0).replaceAll(textAt(args, 1), textAt(args, 2)),
    ),
  ],
  CHARINDEX: [
    [2, 2],
    int,
    strict((args) => textAt(args, 1).toLowerCase().indexOf(textAt(args, 0).toLowerCase()) + 1),
  ],
  CONCAT: [[2, 64], text, (args) => args.map((value) => textOf(value) ?? "").join("")],
  QUOTENAME: [
    [1, 1],
    nvarchar(258),
    strict((args) => `[${textAt(args, 0).replaceAll("]", "]]")}]`),
  ],
  ABS: [[1, 1], sameType, strict((args) => Math.abs(numberAt(args, 0)))],
  FLOOR: [[1, 1], sameType, strict((args) => Math.floor(numberAt(args, 0)))],
  ROUND: [
    [2, 2],
    sameType,
    strict((args) => {
      const factor = 10 ** numberAt(args, 1);
      return Math.round(numberAt(args, 0) * factor) / factor;
    }),
  ],
  DATEDIFF: [[3, 3], int, strict(dateDifference)],
  GETDATE: [[0, 0], datetime, now],
  SYSDATETIME: [[0, 0], datetime, now],
  GETUTCDATE: [[0, 0], datetime, now],
  CURRENT_TIMESTAMP: [[0, 0], datetime, now],
};

/** Answers of SERVERPROPERTY, by name in lower case. */
function serverProperty(name: string, { serverName }: ServerState): Value {
  const properties: Readonly<Record<string, Value>> = {
    servername: serverName,
    machinename: serverName,
    computernamephysicalnetbios: serverName,
    instancename: null,
    productversion: productVersion,
    productlevel: "RTM",
    productmajorversion: "16",
    productminorversion: "0",
    productbuild: "1000",
    edition: "Handoff embedded server (64-bit)",
    editionid: 0n,
    engineedition: 3,
    collation: collationName,
    processid: process.pid,
    isclustered: 0,
    ishadrenabled: 0,
    isintegratedsecurityonly: 0,
    issingleuser: 0,
    isfulltextinstalled: 0,
    instancedefaultbackuppath: "/var/handoff/backup",
    instancedefaultdatapath: "/var/handoff/data",
    instancedefaultlogpath: "/var/handoff/data",
  };
  return Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
}

function databaseProperty(database: string, property: string, { catalog }: ServerState): Value {
  const found = catalog.find(database);
  if (found === null) {
    return null;
  }
  const properties: Readonly<Record<string, Value>> = {
    status: found.state === "RESTORING" ? "RESTORING" : "ONLINE",
    recovery: found.streams.log === undefined ? "SIMPLE" : "FULL",
    updateability: found.state === "STANDBY" ? "READ_ONLY" : "READ_WRITE",
    useraccess: "MULTI_USER",
    collation: collationName,
    isinstandby: found.state === "STANDBY" ? 1 : 0,
  };
  const name = property.toLowerCase();
  return Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
}

/** Roles of the server: the sysadmin has all of them, nobody else has any but public. */
function isMember(role: string, session: Session): Value {
  const roles = [
    "sysadmin",
    "serveradmin",
    "securityadmin",
    "dbcreator",
    "diskadmin",
    "processadmin",
  ];
  const wanted = role.toLowerCase();
  if (wanted === "public") {
    return 1;
  }
  return roles.includes(wanted) ? Number(session.login.isSysadmin) : null;
}

/** What `name` (upper case) does in this session. */
export function serverFunction(
  name: string,
  state: ServerState,
  session: Session,
): ServerFunction | undefined {
  const { catalog } = state;
  const idOf = (args: readonly Value[]): Value =>
    catalog.find(args.length === 0 ? session.database : textAt(args, 0))?.id ?? null;
  const nameOf = (args: readonly Value[]): Value =>
    args.length === 0
      ? session.database
      : (catalog.list().find(({ id }) => id === numberAt(args, 0))?.name ?? null);
  const user = (): Value => (session.login.isSysadmin ? "dbo" : session.login.name);
  const login = (): Value => session.login.name;
  const own: Readonly<Record<string, Row>> = {
    SERVERPROPERTY: [
      [1, 1],
      text,
      strict((args) => asText(serverProperty(textAt(args, 0).toLowerCase(), state))),
    ],
    DATABASEPROPERTYEX: [
      [2, 2],
      text,
      strict((args) => asText(databaseProperty(textAt(args, 0), textAt(args, 1), state))),
    ],
    DB_ID: [[0, 1], int, idOf],
    DB_NAME: [[0, 1], sysname, nameOf],
    IS_SRVROLEMEMBER: [[1, 2], int, strict((args) => isMember(textAt(args, 0), session))],
    IS_MEMBER: [
      [1, 1],
      int,
      strict((args) =>
        textAt(args, 0) === "db_backupoperator" ? 1 : Number(session.login.isSysadmin),
      ),
    ],
    HAS_PERMS_BY_NAME: [[3, 5], int, () => Number(session.login.isSysadmin)],
    HAS_DBACCESS: [[1, 1], int, strict((args) => Number(catalog.find(textAt(args, 0)) !== null))],
    SUSER_SNAME: [[0, 1], sysname, login],
    SUSER_NAME: [[0, 1], sysname, login],
    ORIGINAL_LOGIN: [[0, 0], sysname, login],
    SYSTEM_USER: [[0, 0], sysname, login],
    USER_NAME: [[0, 1], sysname, user],
    CURRENT_USER: [[0, 0], sysname, user],
    SESSION_USER: [[0, 0], sysname, user],
    USER: [[0, 0], sysname, user],
    HOST_NAME: [[0, 0], sysname, () => session.client.host],
    APP_NAME: [[0, 0], sysname, () => session.client.program],
    ERROR_NUMBER: [[0, 0], int, () => null],
  };
  const row = Object.hasOwn(own, name)
    ? own[name]
    : Object.hasOwn(pure, name)
      ? pure[name]
      : undefined;
  return row === undefined ? undefined : { arity: row[0], type: row[1], call: row[2] };
}

/** sql_variant answers are given as text, which every client can read and convert. */
function asText(value: Value): Value {
  return value === null ? null : convert(value, text);
}
