/**
 * + - * / % as T-SQL has them: whole numbers stay whole, 64-bit numbers are bigint.
 */
import type { ArithmeticOperator, BinaryOperator } from "./ast.ts";
import { toNumber } from "./types.ts";
import { failure, type Value } from "./values.ts";

export function isArithmetic(operator: BinaryOperator): operator is ArithmeticOperator {
  return ["+", "-", "*", "/", "%"].includes(operator);
}

/** NULL makes NULL; + joins texts. @throws SqlError 8134, 245 */
export function arithmetic(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (left === null || right === null) {
    return null;
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") {
    return left + right;
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  if (Number(b) === 0 && (operator === "/" || operator === "%")) {
    throw failure(8134, "Something is divided by zero.");
  }
  return typeof a === "bigint" || typeof b === "bigint"
    ? largeArithmetic(operator, a, b)
    : smallArithmetic(operator, a, b);
}

function smallArithmetic(operator: string, a: number, b: number): number {
  const isWhole = Number.isInteger(a) && Number.isInteger(b);
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return isWhole ? Math.trunc(a / b) : a / b;
    default:
      return a % b;
  }
}

function largeArithmetic(
  operator: string,
  left: number | bigint,
  right: number | bigint,
): number | bigint {
  const isBroken = [left, right].some(
    (side) => typeof side === "number" && !Number.isInteger(side),
  );
  if (isBroken) {
    return smallArithmetic(operator, Number(left), Number(right));
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    default:
      return a % b;
  }
}
