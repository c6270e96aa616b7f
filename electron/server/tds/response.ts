/**
 * The tokens of an answer. A DONE waits until it is known whether something follows it, because its status says so.
 */
import type { ResultSet } from "../tsql/query.ts";
import type { ServerMessage } from "../tsql/values.ts";
import { ByteWriter } from "./byte-writer.ts";
import { collation, doneStatus, environmentChange, token } from "./protocol.ts";
import { versionBytes } from "./prelogin.ts";
import { fit, writeType, writeValue } from "./value-writer.ts";

/** Severity above which a message is an error. */
const informationMax = 10;
const nullable = 0x0001;
const currentCommand = { none: 0x00, select: 0xc1 } as const;

export interface ResponseOptions {
  readonly serverName: string;
  /** Of a procedure call: ends differently. */
  readonly isProcedure: boolean;
  /** Takes what was written; `isLast` ends the message. */
  readonly send: (bytes: Buffer, isLast: boolean) => void;
}

interface Done {
  readonly token: number;
  readonly status: number;
  readonly command: number;
  readonly rowCount: number;
}

export class Response {
  readonly #options: ResponseOptions;
  readonly #writer = new ByteWriter();
  #waiting: Done | null = null;
  #isSilent = false;

  constructor(options: ResponseOptions) {
    this.#options = options;
  }

  /** From now on nothing is said but the end: the client has called for attention. */
  silence(): void {
    this.#isSilent = true;
    this.#waiting = null;
    this.#writer.take();
  }

  #token(kind: number): ByteWriter {
    this.#release(true);
    return this.#writer.uint8(kind);
  }

  /** A token with a length of two bytes. */
  #sized(kind: number, write: (inner: ByteWriter) => void): void {
    const inner = new ByteWriter();
    write(inner);
    const bytes = inner.take();
    this.#token(kind).uint16(bytes.length).bytes(bytes);
  }

  message({ number, severity, state, text }: ServerMessage, line: number): void {
    if (this.#isSilent) {
      return;
    }
    const kind = severity > informationMax ? token.error : token.information;
    this.#sized(kind, (inner) =>
      inner
        .int32(number)
        .uint8(state)
        .uint8(severity)
        .longText(text)
        .shortText(this.#options.serverName)
        .shortText("")
        .int32(line),
    );
    this.flush();
  }

  environment(kind: "database" | "language" | "packetSize", to: string, from: string): void {
    if (!this.#isSilent) {
      this.#sized(token.environmentChange, (inner) =>
        inner.uint8(environmentChange[kind]).shortText(to).shortText(from),
      );
    }
  }

  collation(): void {
    this.#sized(token.environmentChange, (inner) =>
      inner.uint8(environmentChange.collation).uint8(collation.length).bytes(collation).uint8(0),
    );
  }

  loginAck(tdsVersion: number, program: string): void {
    this.#sized(token.loginAck, (inner) =>
      inner.uint8(1).uint32BigEndian(tdsVersion).shortText(program).bytes(versionBytes),
    );
  }

  /** @throws SqlError when a value does not fit its type: nothing was written then */
  resultSet(result: ResultSet): void {
    if (this.#isSilent) {
      return;
    }
    const { columns, rows } = fit(result);
    const writer = this.#token(token.columnMetadata).uint16(columns.length);
    for (const { name, type } of columns) {
      writer.uint32(0).uint16(nullable);
      writeType(writer, type);
      writer.shortText(name);
    }
    for (const row of rows) {
      this.#row(columns, row);
    }
  }

  #row(columns: ResultSet["columns"], row: ResultSet["rows"][number]): void {
    const nulls = row.filter((value) => value === null).length;
    const isSparse = nulls * 4 > row.length;
    const writer = this.#writer.uint8(isSparse ? token.nullBitmapRow : token.row);
    if (isSparse) {
      const bitmap = new Uint8Array(Math.ceil(row.length / 8));
      for (const [index, value] of row.entries()) {
        bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (Number(value === null) << (index & 7));
      }
      writer.bytes(bitmap);
    }
    for (const [index, { type }] of columns.entries()) {
      const value = row[index] ?? null;
      if (!isSparse || value !== null) {
        writeValue(writer, value, type);
      }
    }
  }

  done(end: { isSelect: boolean; rowCount: number | null; isError: boolean }): void {
    if (this.#isSilent) {
      return;
    }
    this.#release(true);
    this.#waiting = {
      token: this.#options.isProcedure ? token.doneInProcedure : token.done,
      status: (end.isError ? doneStatus.error : 0) | (end.rowCount === null ? 0 : doneStatus.count),
      command: end.isSelect ? currentCommand.select : currentCommand.none,
      rowCount: end.rowCount ?? 0,
    };
  }

  /** The end of the answer. @param returnStatus of a procedure */
  end(returnStatus: number): void {
    if (this.#isSilent) {
      // The answer ends as it would have, whatever of it was said; the acknowledgement is a message of its own.
      this.#done({ token: token.done, status: doneStatus.error, command: 0, rowCount: 0 });
      this.#options.send(this.#writer.take(), true);
      this.acknowledge();
      return;
    }
    if (this.#options.isProcedure) {
      this.#token(token.returnStatus).int32(returnStatus);
      const status = returnStatus === 0 ? 0 : doneStatus.error;
      this.#done({ token: token.doneProcedure, status, command: 0, rowCount: 0 });
    } else {
      this.#waiting ??= { token: token.done, status: 0, command: 0, rowCount: 0 };
      this.#release(false);
    }
    this.#options.send(this.#writer.take(), true);
  }

  /** Answers an attention. */
  acknowledge(): void {
    this.#done({ token: token.done, status: doneStatus.attention, command: 0, rowCount: 0 });
    this.#options.send(this.#writer.take(), true);
  }

  /** What was said so far goes out now: somebody may be watching progress. */
  flush(): void {
    if (this.#writer.length > 0) {
      this.#options.send(this.#writer.take(), false);
    }
  }

  #release(hasMore: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) {
      this.#done({ ...waiting, status: waiting.status | (hasMore ? doneStatus.more : 0) });
    }
  }

  #done({ token: kind, status, command, rowCount }: Done): void {
    this.#writer.uint8(kind).uint16(status).uint16(command).uint64(BigInt(rowCount));
  }
}
