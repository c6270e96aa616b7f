/**
 * A batch of T-SQL as statements, one after the other. `BACKUP DATABASE @name` takes the variable's value at the moment
 * when the statement is read, so a batch is read as it runs; `checkSyntax` reads it once beforehand, because a batch with
 * an error in its last line runs not even in part.
 */
import type { Argument, Statement } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { MediaParser, type ValueOf } from "./media-parser.ts";
import { SelectParser } from "./select-parser.ts";
import { tokenize } from "./tokens.ts";
import { parseType } from "./types.ts";
import { SqlError, syntaxError } from "./values.ts";

/** SET options with more than one word, and those with a value instead of ON or OFF. */
const twoWordOptions = new Set(["TRANSACTION", "STATISTICS"]);

export class StatementParser {
  readonly #cursor: Cursor;
  readonly #media: MediaParser;
  readonly #select: SelectParser;

  /** @throws SqlError what the tokenizer says */
  constructor(sql: string, valueOf: ValueOf, isQuotedIdentifier = true) {
    this.#cursor = new Cursor(tokenize(sql, isQuotedIdentifier));
    this.#media = new MediaParser(this.#cursor, valueOf);
    this.#select = new SelectParser(this.#cursor);
  }

  /** The next statements: more than one only where one text says several; null at the end. @throws SqlError */
  next(): readonly Statement[] | null {
    while (this.#cursor.acceptSymbol(";")) {
      // Empty statements.
    }
    if (this.#cursor.isAtEnd) {
      return null;
    }
    const { line } = this.#cursor;
    const word = this.#cursor.isKind("word") ? this.#cursor.token.value.toUpperCase() : "";
    return this.#statement(word, line);
  }

  #statement(word: string, line: number): readonly Statement[] {
    const cursor = this.#cursor;
    switch (word) {
      case "SELECT":
        return [{ kind: "select", line, select: this.#select.select() }];
      case "BACKUP":
        return [{ kind: "media", line, spec: this.#media.backup() }];
      case "RESTORE":
        return [{ kind: "media", line, spec: this.#media.restore() }];
      case "DECLARE":
        return this.#declare(line);
      case "SET":
        return this.#set(line);
      case "USE":
        cursor.take();
        return [{ kind: "use", line, database: cursor.name() }];
      case "PRINT":
        cursor.take();
        return [{ kind: "print", line, value: this.#select.expression() }];
      case "KILL":
        cursor.take();
        return [{ kind: "kill", line, sessionId: cursor.integer() }];
      case "BEGIN":
      case "COMMIT":
      case "ROLLBACK":
        return [{ kind: "transaction", line, verb: this.#transaction() }];
      default:
        return [this.#execute(word, line)];
    }
  }

  #transaction(): "begin" | "commit" | "rollback" {
    const cursor = this.#cursor;
    const verb = cursor.word();
    const hasNoun =
      cursor.acceptWords("TRAN") || cursor.acceptWords("TRANSACTION") || cursor.acceptWords("WORK");
    if (verb === "BEGIN" && !hasNoun) {
      throw cursor.unexpected();
    }
    return verb === "BEGIN" ? "begin" : verb === "COMMIT" ? "commit" : "rollback";
  }

  #declare(line: number): Statement[] {
    const cursor = this.#cursor;
    const declared: Statement[] = [];
    cursor.expectWord("DECLARE");
    do {
      const name = this.#variable();
      cursor.acceptWords("AS");
      const type = parseType(cursor);
      const value = cursor.acceptSymbol("=") ? this.#select.expression() : null;
      declared.push({ kind: "declare", line, name, type, value });
    } while (cursor.acceptSymbol(","));
    return declared;
  }

  #variable(): string {
    if (!this.#cursor.isKind("variable")) {
      throw this.#cursor.unexpected();
    }
    return this.#cursor.take().value.toLowerCase();
  }

  /** `SET @x = ...`, `SET NOCOUNT, XACT_ABORT ON`, `SET TEXTSIZE 4096`, `SET TRANSACTION ISOLATION LEVEL ...`. */
  #set(line: number): Statement[] {
    const cursor = this.#cursor;
    cursor.expectWord("SET");
    if (cursor.isKind("variable")) {
      const name = this.#variable();
      cursor.expectSymbol("=");
      return [{ kind: "setVariable", line, name, value: this.#select.expression() }];
    }
    const options = [cursor.word()];
    while (cursor.acceptSymbol(",")) {
      options.push(cursor.word());
    }
    const value = twoWordOptions.has(options[0] ?? "") ? this.#words() : this.#setValue();
    return options.map((option) => ({
      kind: "setOption" as const,
      line,
      option: option.toLowerCase(),
      value: value.toLowerCase(),
    }));
  }

  #setValue(): string {
    const cursor = this.#cursor;
    if (cursor.isKind("symbol")) {
      return String(cursor.integer());
    }
    if (cursor.isAtEnd) {
      throw cursor.unexpected();
    }
    return cursor.take().value;
  }

  /** ISOLATION LEVEL READ UNCOMMITTED: words up to the last that can belong to it. */
  #words(): string {
    const cursor = this.#cursor;
    const all = ["ISOLATION", "LEVEL", "READ", "REPEATABLE", "UNCOMMITTED", "COMMITTED"];
    const known = new Set([...all, "SNAPSHOT", "SERIALIZABLE", "IO", "TIME", "ON", "OFF"]);
    const words = [cursor.word()];
    while (cursor.isKind("word") && known.has(cursor.token.value.toUpperCase())) {
      words.push(cursor.word());
    }
    return words.join(" ");
  }

  /** `EXEC proc @a = 1, 2`; without EXEC only as the first words of a batch. */
  #execute(word: string, line: number): Statement {
    const cursor = this.#cursor;
    const isSaid = word === "EXEC" || word === "EXECUTE";
    if (isSaid) {
      cursor.take();
    }
    const name = this.#procedureName();
    const startsOne = cursor.isAtEnd || cursor.isSymbol(";") || /^(sp|xp)_/i.test(name);
    if (!isSaid && !startsOne) {
      throw syntaxError(name, line);
    }
    const procedure = name.toLowerCase();
    return { kind: "execute", line, procedure, args: this.#procedureArguments() };
  }

  /** The last part of `master..sp_who`, `sys.sp_executesql`. */
  #procedureName(): string {
    const cursor = this.#cursor;
    let name = cursor.name();
    while (cursor.acceptSymbol(".")) {
      name = cursor.isSymbol(".") ? name : cursor.name();
    }
    return name;
  }

  #procedureArguments(): Argument[] {
    const cursor = this.#cursor;
    const args: Argument[] = [];
    if (cursor.isAtEnd || cursor.isSymbol(";")) {
      return args;
    }
    do {
      const isNamed = cursor.isKind("variable") && cursor.isSymbol("=", 1);
      const name = isNamed ? this.#variable() : null;
      if (isNamed) {
        cursor.expectSymbol("=");
      }
      // A bare word is text here: EXEC sp_helpdb master.
      const isBareWord =
        cursor.isKind("word") && !cursor.isWord("NULL") && !cursor.isSymbol("(", 1);
      const value = isBareWord
        ? ({ kind: "literal", value: cursor.take().value, type: { name: "nvarchar" } } as const)
        : this.#select.expression();
      args.push({ name, value });
    } while (cursor.acceptSymbol(","));
    return args;
  }
}

/**
 * Reads the whole batch once.
 *
 * @param declared variables that exist before it: parameters, with their @, lower case
 * @throws SqlError the first thing that is wrong
 */
export function checkSyntax(
  sql: string,
  declared: Iterable<string>,
  isQuotedIdentifier = true,
): void {
  const known = new Set(declared);
  const valueOf: ValueOf = (name, line) => {
    if (!known.has(name)) {
      throw undeclared(name, line);
    }
    return "0";
  };
  const parser = new StatementParser(sql, valueOf, isQuotedIdentifier);
  for (let batch = parser.next(); batch !== null; batch = parser.next()) {
    for (const statement of batch) {
      if (statement.kind === "declare") {
        known.add(statement.name);
      }
    }
  }
}

/** 137. */
export function undeclared(name: string, line: number): SqlError {
  const text = `The variable '${name}' is not declared.`;
  return new SqlError({ number: 137, severity: 15, state: 2, text }, line);
}
