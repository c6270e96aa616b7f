/**
 * Expressions of T-SQL, by precedence: OR, AND, NOT, comparison, + -, * / %, unary, primary.
 */
import type { BinaryOperator, Expression, Select } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseType } from "./types.ts";
import { bigint, float, int, nvarchar, syntaxError, SqlError, type Value } from "./values.ts";

/** Nested parentheses, subqueries and operators: deeper ones are refused (191) before the stack is at risk. */
const depthMax = 100;
/** Functions that are written without parentheses. */
const bareCalls = new Set([
  "CURRENT_TIMESTAMP",
  "CURRENT_USER",
  "SESSION_USER",
  "SYSTEM_USER",
  "USER",
]);
const comparisons = new Map<string, BinaryOperator>([
  ["=", "="],
  ["<>", "<>"],
  ["!=", "<>"],
  ["<", "<"],
  ["<=", "<="],
  ["!>", "<="],
  [">", ">"],
  [">=", ">="],
  ["!<", ">="],
]);

/** Words that cannot be a column's name without quotes. */
export const reserved: ReadonlySet<string> = new Set(
  (
    "ADD ALL ALTER AND ANY AS ASC BACKUP BEGIN BETWEEN BREAK BY CASE CHECK CLOSE COMMIT CREATE CROSS DECLARE DEFAULT DELETE " +
    "DESC DISTINCT DROP ELSE END EXEC EXECUTE EXISTS FETCH FOR FROM FULL FUNCTION GRANT GROUP HAVING IF IN INNER INSERT INTO IS " +
    "JOIN KILL LEFT LIKE MERGE NOT NULL OF ON OPTION OR ORDER OUTER PRINT PROCEDURE RESTORE RETURN RIGHT ROLLBACK SELECT SET " +
    "TABLE THEN TOP TRAN TRANSACTION UNION UPDATE USE VALUES WAITFOR WHEN WHERE WHILE WITH"
  ).split(" "),
);

export abstract class ExpressionParser {
  protected readonly cursor: Cursor;
  #depth = 0;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  /** `SELECT ...` up to where it ends. */
  abstract select(): Select;

  expression(): Expression {
    this.#depth += 1;
    if (this.#depth > depthMax) {
      const text = "The statement is nested too deeply.";
      throw new SqlError({ number: 191, severity: 15, state: 1, text }, this.cursor.line);
    }
    let left = this.#and();
    while (this.cursor.acceptWords("OR")) {
      left = { kind: "binary", operator: "or", left, right: this.#and() };
    }
    this.#depth -= 1;
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.cursor.acceptWords("AND")) {
      left = { kind: "binary", operator: "and", left, right: this.#not() };
    }
    return left;
  }

  #not(): Expression {
    let isNegated = false;
    while (this.cursor.acceptWords("NOT")) {
      isNegated = !isNegated;
    }
    const operand = this.#predicate();
    return isNegated ? { kind: "not", operand } : operand;
  }

  #predicate(): Expression {
    const { cursor } = this;
    if (cursor.acceptWords("EXISTS")) {
      return { kind: "exists", select: this.#subquery() };
    }
    const left = this.#sum();
    const operator = cursor.isKind("symbol") ? comparisons.get(cursor.token.value) : undefined;
    if (operator !== undefined) {
      cursor.take();
      return { kind: "binary", operator, left, right: this.#sum() };
    }
    if (cursor.acceptWords("IS")) {
      const isNegated = cursor.acceptWords("NOT");
      cursor.expectWord("NULL");
      return { kind: "isNull", operand: left, isNegated };
    }
    const isNegated = cursor.isWord("NOT") && cursor.acceptWords("NOT");
    const predicate = this.#wordPredicate(left);
    if (predicate === null) {
      if (isNegated) {
        throw cursor.unexpected();
      }
      return left;
    }
    return isNegated ? { kind: "not", operand: predicate } : predicate;
  }

  /** LIKE, IN, BETWEEN. */
  #wordPredicate(left: Expression): Expression | null {
    const { cursor } = this;
    if (cursor.acceptWords("LIKE")) {
      return { kind: "like", left, right: this.#sum() };
    }
    if (cursor.acceptWords("BETWEEN")) {
      const low = this.#sum();
      cursor.expectWord("AND");
      return {
        kind: "binary",
        operator: "and",
        left: { kind: "binary", operator: ">=", left, right: low },
        right: { kind: "binary", operator: "<=", left, right: this.#sum() },
      };
    }
    if (!cursor.acceptWords("IN")) {
      return null;
    }
    if (cursor.isSymbol("(") && cursor.isWord("SELECT", 1)) {
      return { kind: "inQuery", left, select: this.#subquery() };
    }
    return { kind: "in", left, list: this.#arguments() };
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.cursor.isSymbol("+") || this.cursor.isSymbol("-")) {
      const operator = this.cursor.take().value === "+" ? "+" : "-";
      left = { kind: "binary", operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = (["*", "/", "%"] as const).find((symbol) => this.cursor.isSymbol(symbol));
      if (operator === undefined) {
        return left;
      }
      this.cursor.take();
      left = { kind: "binary", operator, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    let isNegative = false;
    while (this.cursor.isSymbol("-") || this.cursor.isSymbol("+")) {
      isNegative = this.cursor.take().value === "-" ? !isNegative : isNegative;
    }
    const operand = this.#primary();
    return isNegative ? { kind: "negate", operand } : operand;
  }

  #primary(): Expression {
    const { cursor } = this;
    const { kind, value, line } = cursor.token;
    switch (kind) {
      case "text":
        cursor.take();
        return literal(value);
      case "number":
        cursor.take();
        return literal(numberOf(value, line));
      case "variable":
        cursor.take();
        return { kind: "variable", name: value.toLowerCase() };
      case "symbol":
        return this.#parenthesis();
      case "name":
        return this.#column();
      case "word":
        return this.#wordPrimary(value.toUpperCase());
      case "end":
        throw cursor.unexpected();
    }
  }

  #parenthesis(): Expression {
    if (this.cursor.isSymbol("(") && this.cursor.isWord("SELECT", 1)) {
      return { kind: "query", select: this.#subquery() };
    }
    this.cursor.expectSymbol("(");
    const inner = this.expression();
    this.cursor.expectSymbol(")");
    return inner;
  }

  #wordPrimary(word: string): Expression {
    const { cursor } = this;
    if (cursor.acceptWords("NULL")) {
      return literal(null);
    }
    if (cursor.acceptWords("CASE")) {
      return this.#case();
    }
    if (bareCalls.has(word) && !cursor.isSymbol("(", 1)) {
      cursor.take();
      return { kind: "call", name: word, args: [] };
    }
    return cursor.isSymbol("(", 1) ? this.#wordCall(word) : this.#column();
  }

  /** `word(`: those with a syntax of their own, then all other functions. */
  #wordCall(word: string): Expression {
    switch (word) {
      case "CAST":
        return this.#cast();
      case "CONVERT":
        return this.#convert();
      case "DATEDIFF":
        return this.#datePart();
      case "LEFT":
      case "RIGHT":
        break;
      default:
        if (reserved.has(word)) {
          throw this.cursor.unexpected();
        }
    }
    this.cursor.take();
    return this.#call(word);
  }

  #call(name: string): Expression {
    const { cursor } = this;
    if (cursor.isSymbol("*", 1)) {
      cursor.expectSymbol("(");
      cursor.expectSymbol("*");
      cursor.expectSymbol(")");
      return { kind: "countAll" };
    }
    return { kind: "call", name, args: this.#arguments() };
  }

  #arguments(): Expression[] {
    const { cursor } = this;
    const list: Expression[] = [];
    cursor.expectSymbol("(");
    if (cursor.acceptSymbol(")")) {
      return list;
    }
    do {
      list.push(this.expression());
    } while (cursor.acceptSymbol(","));
    cursor.expectSymbol(")");
    return list;
  }

  /** DATEDIFF begins with a bare word. */
  #datePart(): Expression {
    const { cursor } = this;
    const name = cursor.word();
    cursor.expectSymbol("(");
    const args: Expression[] = [literal(cursor.word().toLowerCase())];
    while (cursor.acceptSymbol(",")) {
      args.push(this.expression());
    }
    cursor.expectSymbol(")");
    return { kind: "call", name, args };
  }

  #cast(): Expression {
    const { cursor } = this;
    cursor.take();
    cursor.expectSymbol("(");
    const operand = this.expression();
    cursor.expectWord("AS");
    const type = parseType(cursor);
    cursor.expectSymbol(")");
    return { kind: "cast", operand, type };
  }

  #convert(): Expression {
    const { cursor } = this;
    cursor.take();
    cursor.expectSymbol("(");
    const type = parseType(cursor);
    cursor.expectSymbol(",");
    const operand = this.expression();
    if (cursor.acceptSymbol(",")) {
      // Styles choose how dates are written; here they are always written as style 121.
      this.expression();
    }
    cursor.expectSymbol(")");
    return { kind: "cast", operand, type };
  }

  #case(): Expression {
    const { cursor } = this;
    const operand = cursor.isWord("WHEN") ? null : this.expression();
    const whens: { test: Expression; value: Expression }[] = [];
    while (cursor.acceptWords("WHEN")) {
      const given = this.expression();
      const test: Expression =
        operand === null ? given : { kind: "binary", operator: "=", left: operand, right: given };
      cursor.expectWord("THEN");
      whens.push({ test, value: this.expression() });
    }
    const otherwise = cursor.acceptWords("ELSE") ? this.expression() : null;
    cursor.expectWord("END");
    return { kind: "case", whens, otherwise };
  }

  /** `column`, `alias.column`, `schema.table.column`: the last two parts count; or a call of a named schema. */
  #column(): Expression {
    const { cursor } = this;
    const parts: string[] = [];
    do {
      if (cursor.isKind("word") && reserved.has(cursor.token.value.toUpperCase())) {
        throw cursor.unexpected();
      }
      parts.push(cursor.name());
    } while (cursor.acceptSymbol("."));
    if (cursor.isSymbol("(")) {
      return { kind: "call", name: parts.join(".").toUpperCase(), args: this.#arguments() };
    }
    const name = parts.pop() ?? "";
    return { kind: "column", table: parts.pop()?.toLowerCase() ?? null, name };
  }

  #subquery(): Select {
    this.cursor.expectSymbol("(");
    const select = this.select();
    this.cursor.expectSymbol(")");
    return select;
  }
}

function literal(value: Value): Expression {
  const type =
    typeof value === "number"
      ? Number.isInteger(value)
        ? int
        : float
      : typeof value === "bigint"
        ? bigint
        : nvarchar(typeof value === "string" ? Math.max(1, value.length) : 1);
  return { kind: "literal", value, type };
}

function numberOf(text: string, line: number): number | bigint {
  if (/^0x/i.test(text)) {
    throw syntaxError(text, line);
  }
  if (!/^\d+$/.test(text)) {
    return Number(text);
  }
  const whole = BigInt(text);
  if (whole > 0x7fff_ffff_ffff_ffffn) {
    const message = {
      number: 1007,
      severity: 15,
      state: 1,
      text: `The number '${text}' is too large.`,
    };
    throw new SqlError(message, line);
  }
  return whole <= 0x7fff_ffffn ? Number(whole) : whole;
}
