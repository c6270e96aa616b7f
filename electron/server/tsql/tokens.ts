/**
 * T-SQL text as tokens. Pure; one pass; never looks further ahead than one character.
 */
import { identifierCharsMax } from "../../contract/sql-text.ts";
import { SqlError, syntaxError } from "./values.ts";

export type TokenKind = "word" | "name" | "text" | "number" | "variable" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** Unquoted; of a number its digits as written. */
  readonly value: string;
  /** As written, shortened: for error texts. */
  readonly near: string;
  /** From 1. */
  readonly line: number;
}

const wordStart = /[\p{L}_#]/u;
const wordPart = /[\p{L}\p{N}_#$@]/u;
const digit = /[0-9]/;
const twoCharSymbols = new Set(["<=", ">=", "<>", "!=", "!<", "!>", "+=", "-=", "::"]);

/**
 * All tokens of a batch, the last one of kind "end".
 *
 * @param isQuotedIdentifier what "..." is: a name (SET QUOTED_IDENTIFIER ON) or text
 * @throws SqlError 105 for an open quote, 113 for an open comment, 103 for a name that is too long
 */
export function tokenize(sql: string, isQuotedIdentifier = true): Token[] {
  return new Tokenizer(sql, isQuotedIdentifier).all();
}

class Tokenizer {
  readonly #sql: string;
  readonly #isQuotedIdentifier: boolean;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;

  constructor(sql: string, isQuotedIdentifier: boolean) {
    this.#sql = sql;
    this.#isQuotedIdentifier = isQuotedIdentifier;
  }

  all(): Token[] {
    this.#skipBlank();
    while (this.#at < this.#sql.length) {
      this.#next();
      this.#skipBlank();
    }
    this.#push("end", "", "end of batch", this.#line);
    return this.#tokens;
  }

  #next(): void {
    const char = this.#char();
    if (this.#quotation(char)) {
      return;
    }
    if (char === "@") {
      this.#run("variable", wordPart);
    } else if (wordStart.test(char)) {
      this.#run("word", wordPart);
    } else if (digit.test(char) || (char === "." && digit.test(this.#char(1)))) {
      this.#number();
    } else {
      this.#symbol();
    }
  }

  /** 'text', N'text', [name], "either". */
  #quotation(char: string): boolean {
    const isNational = (char === "N" || char === "n") && this.#char(1) === "'";
    if (char === "'" || isNational) {
      this.#at += isNational ? 1 : 0;
      this.#quoted("text", "'");
    } else if (char === "[") {
      this.#quoted("name", "]");
    } else if (char === '"') {
      this.#quoted(this.#isQuotedIdentifier ? "name" : "text", '"');
    } else {
      return false;
    }
    return true;
  }

  #char(offset = 0): string {
    const code = this.#sql.codePointAt(this.#at + offset);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  /** Blanks, line comments, nested block comments. */
  #skipBlank(): void {
    for (;;) {
      const char = this.#char();
      if (char === "\n") {
        this.#line += 1;
        this.#at += 1;
      } else if (char !== "" && (/\s/.test(char) || char === "\uFEFF")) {
        this.#at += 1;
      } else if (char === "-" && this.#char(1) === "-") {
        const end = this.#sql.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#sql.length : end;
      } else if (char === "/" && this.#char(1) === "*") {
        this.#skipComment();
      } else {
        return;
      }
    }
  }

  #skipComment(): void {
    const line = this.#line;
    let depth = 0;
    do {
      const pair = this.#sql.slice(this.#at, this.#at + 2);
      if (pair === "") {
        const text = "A comment that begins with '/*' has no end.";
        throw new SqlError({ number: 113, severity: 15, state: 1, text }, line);
      }
      const isMark = pair === "/*" || pair === "*/";
      depth += pair === "/*" ? 1 : pair === "*/" ? -1 : 0;
      this.#line += pair.startsWith("\n") ? 1 : 0;
      this.#at += isMark ? 2 : 1;
    } while (depth > 0);
  }

  #quoted(kind: "text" | "name", close: string): void {
    const line = this.#line;
    const start = this.#at;
    let value = "";
    for (;;) {
      const end = this.#sql.indexOf(close, this.#at + 1);
      if (end < 0) {
        const near = this.#sql.slice(start + 1, start + 31);
        const text = `The quotation that begins with '${near}' has no end.`;
        throw new SqlError({ number: 105, severity: 15, state: 1, text }, line);
      }
      value += this.#sql.slice(this.#at + 1, end);
      this.#at = end + 1;
      if (this.#sql[this.#at] !== close) {
        break;
      }
      value += close;
    }
    this.#line += value.split("\n").length - 1;
    if (kind === "name") {
      checkLength(value, line);
    }
    this.#push(kind, value, value, line);
  }

  #run(kind: "word" | "variable", part: RegExp): void {
    const start = this.#at;
    this.#at += this.#char().length;
    while (this.#char() !== "" && part.test(this.#char())) {
      this.#at += this.#char().length;
    }
    const value = this.#sql.slice(start, this.#at);
    checkLength(value, this.#line);
    this.#push(kind, value, value, this.#line);
  }

  #number(): void {
    const match = /^(?:0x[0-9a-f]*|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(
      this.#sql.slice(this.#at, this.#at + 64),
    );
    const value = match?.[0] ?? this.#char();
    this.#at += value.length;
    this.#push("number", value, value, this.#line);
  }

  #symbol(): void {
    const pair = this.#sql.slice(this.#at, this.#at + 2);
    const value = twoCharSymbols.has(pair) ? pair : this.#char();
    if (!/^[!-/:-@[-`{-~]+$/.test(value)) {
      throw syntaxError(value, this.#line);
    }
    this.#at += value.length;
    this.#push("symbol", value, value, this.#line);
  }

  #push(kind: TokenKind, value: string, near: string, line: number): void {
    this.#tokens.push({ kind, value, near: near.slice(0, 128), line });
  }
}

function checkLength(name: string, line: number): void {
  if (name.length > identifierCharsMax) {
    const text = `The identifier that begins with '${name.slice(0, identifierCharsMax)}' is too long; at most ${identifierCharsMax} characters are allowed.`;
    throw new SqlError({ number: 103, severity: 15, state: 4, text }, line);
  }
}
