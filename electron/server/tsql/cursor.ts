/**
 * Where a parser stands in its tokens.
 */
import { syntaxError, type SqlError } from "./values.ts";
import type { Token } from "./tokens.ts";

export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @param tokens as `tokenize` makes them: the last one is the end */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#peek(0);
  }

  get line(): number {
    return this.token.line;
  }

  get isAtEnd(): boolean {
    return this.token.kind === "end";
  }

  #peek(offset: number): Token {
    const last = this.#tokens.length - 1;
    const token = this.#tokens[Math.min(this.#at + offset, last)];
    if (token === undefined) {
      throw new Error("A token list has an end.");
    }
    return token;
  }

  take(): Token {
    const { token } = this;
    this.#at += 1;
    return token;
  }

  /** The error for what stands here. */
  unexpected(): SqlError {
    return syntaxError(this.token.near, this.line);
  }

  /** Whether a bare word (upper case) stands `offset` tokens on. */
  isWord(word: string, offset = 0): boolean {
    const token = this.#peek(offset);
    return token.kind === "word" && token.value.toUpperCase() === word;
  }

  isSymbol(symbol: string, offset = 0): boolean {
    const token = this.#peek(offset);
    return token.kind === "symbol" && token.value === symbol;
  }

  isKind(kind: Token["kind"], offset = 0): boolean {
    return this.#peek(offset).kind === kind;
  }

  /** Takes these words, upper case, if all of them stand here. */
  acceptWords(...words: readonly string[]): boolean {
    if (!words.every((word, offset) => this.isWord(word, offset))) {
      return false;
    }
    this.#at += words.length;
    return true;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) {
      return false;
    }
    this.#at += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.acceptWords(word)) {
      throw this.unexpected();
    }
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) {
      throw this.unexpected();
    }
  }

  /** A bare word, upper case. */
  word(): string {
    if (!this.isKind("word")) {
      throw this.unexpected();
    }
    return this.take().value.toUpperCase();
  }

  /** An identifier, quoted or not. */
  name(): string {
    if (!this.isKind("word") && !this.isKind("name")) {
      throw this.unexpected();
    }
    return this.take().value;
  }

  /** A whole number with an optional sign. */
  integer(): number {
    const isNegative = this.acceptSymbol("-");
    if (!this.isKind("number") || !/^\d+$/.test(this.token.value)) {
      throw this.unexpected();
    }
    const value = Number(this.take().value);
    return isNegative ? -value : value;
  }
}
