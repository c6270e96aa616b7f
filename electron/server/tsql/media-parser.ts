/**
 * BACKUP and RESTORE as SQL Server's grammar has them, VIRTUAL_DEVICE included. Ranges are not checked here: the server does
 * that when the statement runs, with messages of its own (3217, 3250, 3253).
 */
import {
  plainBackupOptions,
  plainRestoreOptions,
  type BackupStatement,
  type Device,
  type RestoreStatement,
} from "../../sql/statement/spec.ts";
import type { Cursor } from "./cursor.ts";
import { backupOptions, restoreOptions, type MediaReader } from "./media-options.ts";
import { SqlError, type Value } from "./values.ts";

/** What a variable holds now. @throws SqlError 137 when it is not declared */
export type ValueOf = (name: string, line: number) => Value;

const readOnlyKinds = {
  HEADERONLY: "headerOnly",
  FILELISTONLY: "fileListOnly",
  LABELONLY: "labelOnly",
  VERIFYONLY: "verifyOnly",
} as const;

export class MediaParser implements MediaReader {
  readonly cursor: Cursor;
  readonly #valueOf: ValueOf;

  constructor(cursor: Cursor, valueOf: ValueOf) {
    this.cursor = cursor;
    this.#valueOf = valueOf;
  }

  /** From BACKUP on. */
  backup(): BackupStatement {
    const { cursor } = this;
    cursor.expectWord("BACKUP");
    const what = cursor.acceptWords("LOG") ? "log" : "database";
    if (what === "database") {
      cursor.expectWord("DATABASE");
    }
    const database = this.#nameOrVariable();
    const { files, filegroups } = this.#parts();
    cursor.expectWord("TO");
    const devices = this.#devices();
    const options = { ...plainBackupOptions };
    this.#options("BACKUP", (word) => {
      const read = backupOptions[word];
      Object.assign(options, read?.(this, options));
      return read !== undefined;
    });
    return { kind: "backup", what, database, files, filegroups, devices, options };
  }

  /** From RESTORE on. */
  restore(): RestoreStatement {
    const { cursor } = this;
    cursor.expectWord("RESTORE");
    const what = this.#restoreKind();
    const database = what === "database" || what === "log" ? this.#nameOrVariable() : null;
    const { files, filegroups } = database === null ? { files: [], filegroups: [] } : this.#parts();
    cursor.expectWord("FROM");
    const devices = this.#devices();
    const options: RestoreStatement["options"] = { ...plainRestoreOptions, moves: [] };
    this.#options("RESTORE", (word) => {
      const read = restoreOptions[word];
      Object.assign(options, read?.(this, options));
      return read !== undefined;
    });
    return { kind: "restore", what, database, files, filegroups, devices, options };
  }

  #restoreKind(): RestoreStatement["what"] {
    const { cursor } = this;
    const word = cursor.isKind("word") ? cursor.token.value.toUpperCase() : "";
    if (word === "DATABASE" || word === "LOG") {
      cursor.take();
      return word === "LOG" ? "log" : "database";
    }
    const entry = Object.entries(readOnlyKinds).find(([name]) => name === word);
    if (entry === undefined) {
      throw cursor.unexpected();
    }
    cursor.take();
    return entry[1];
  }

  #parts(): { files: string[]; filegroups: string[] } {
    const { cursor } = this;
    const [files, filegroups]: [string[], string[]] = [[], []];
    while (cursor.isWord("FILE") || cursor.isWord("FILEGROUP")) {
      const list = cursor.word() === "FILE" ? files : filegroups;
      cursor.expectSymbol("=");
      list.push(this.text());
      if (!cursor.acceptSymbol(",")) {
        break;
      }
    }
    return { files, filegroups };
  }

  #devices(): Device[] {
    const { cursor } = this;
    const devices: Device[] = [];
    do {
      const isVirtual = cursor.acceptWords("VIRTUAL_DEVICE");
      if (!isVirtual) {
        cursor.expectWord("DISK");
      }
      cursor.expectSymbol("=");
      devices.push({ kind: isVirtual ? "virtual" : "disk", name: this.text() });
    } while (cursor.acceptSymbol(","));
    return devices;
  }

  #options(verb: string, take: (word: string) => boolean): void {
    const { cursor } = this;
    if (!cursor.acceptWords("WITH")) {
      return;
    }
    do {
      const { line } = cursor;
      const word = cursor.word();
      if (!take(word)) {
        const text = `'${word}' is not an option of ${verb}.`;
        throw new SqlError({ number: 155, severity: 15, state: 1, text }, line);
      }
    } while (cursor.acceptSymbol(","));
  }

  /** A text, a quoted text, or a variable that holds one. */
  text(): string {
    const { cursor } = this;
    if (cursor.isKind("text")) {
      return cursor.take().value;
    }
    return this.#variable();
  }

  /** A whole number or a variable that holds one. */
  number(): number {
    return this.cursor.isKind("variable") ? Number(this.#variable()) : this.cursor.integer();
  }

  #nameOrVariable(): string {
    return this.cursor.isKind("variable") ? this.#variable() : this.cursor.name();
  }

  #variable(): string {
    const { cursor } = this;
    if (!cursor.isKind("variable")) {
      throw cursor.unexpected();
    }
    const { line } = cursor;
    const value = this.#valueOf(cursor.take().value.toLowerCase(), line);
    return value === null ? "" : String(value);
  }
}
