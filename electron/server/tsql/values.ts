/**
 * Values and types of the embedded server's T-SQL, and errors as the server reports them.
 *
 * Numbers and severities of errors are SQL Server's, texts are our own. Source: VDI reference 10.3, errors.md.
 */

export type Value = null | string | number | bigint | boolean | Date | Uint8Array;

export type TypeName =
  | "bit"
  | "tinyint"
  | "smallint"
  | "int"
  | "bigint"
  | "real"
  | "float"
  | "numeric"
  | "nvarchar"
  | "datetime"
  | "uniqueidentifier"
  | "varbinary";

export interface SqlType {
  readonly name: TypeName;
  /** nvarchar: characters; varbinary: bytes; null for max. */
  readonly length?: number | null;
}

export interface Column {
  readonly name: string;
  readonly type: SqlType;
}

export const int: SqlType = { name: "int" };
export const bit: SqlType = { name: "bit" };
export const bigint: SqlType = { name: "bigint" };
export const float: SqlType = { name: "float" };
export const datetime: SqlType = { name: "datetime" };
export const uniqueidentifier: SqlType = { name: "uniqueidentifier" };
/** Text up to 4,000 characters, else max. */
export function nvarchar(length: number | null): SqlType {
  return { name: "nvarchar", length: length !== null && length <= 4_000 ? length : null };
}
export const sysname = nvarchar(128);

/** An error or message of the server. Severity 10 and below is information. */
export interface ServerMessage {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly text: string;
}

/** Ends the statement that runs. `line` counts from 1 in the batch; 0 where the batch fills it in. */
export class SqlError extends Error {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly line: number;

  constructor(message: ServerMessage, line = 0) {
    super(message.text);
    this.name = "SqlError";
    this.number = message.number;
    this.severity = message.severity;
    this.state = message.state;
    this.line = line;
  }

  toMessage(): ServerMessage {
    return {
      number: this.number,
      severity: this.severity,
      state: this.state,
      text: this.message,
    };
  }
}

/** 102: what the parser met instead of what the grammar has there. */
export function syntaxError(near: string, line: number): SqlError {
  return new SqlError(
    { number: 102, severity: 15, state: 1, text: `Incorrect syntax near '${near}'.` },
    line,
  );
}

/** A run-time error of severity 16, state 1. */
export function failure(number: number, text: string, state = 1): SqlError {
  return new SqlError({ number, severity: 16, state, text });
}
