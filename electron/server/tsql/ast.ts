/**
 * What the parser makes of a batch.
 */
import type { MediaStatement } from "../../sql/statement/spec.ts";
import type { SqlType, Value } from "./values.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | "and" | "or";

export type Expression =
  | { readonly kind: "literal"; readonly value: Value; readonly type: SqlType }
  /** @name or @@name, lower case, with its @. */
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "column"; readonly table: string | null; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "countAll" }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "negate"; readonly operand: Expression }
  | { readonly kind: "isNull"; readonly operand: Expression; readonly isNegated: boolean }
  | { readonly kind: "like"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "in"; readonly left: Expression; readonly list: readonly Expression[] }
  | { readonly kind: "inQuery"; readonly left: Expression; readonly select: Select }
  | { readonly kind: "exists"; readonly select: Select }
  | { readonly kind: "query"; readonly select: Select }
  | {
      readonly kind: "case";
      readonly whens: readonly { readonly test: Expression; readonly value: Expression }[];
      readonly otherwise: Expression | null;
    }
  | { readonly kind: "cast"; readonly operand: Expression; readonly type: SqlType };

export interface SelectItem {
  /** null: every column of `table`, or of all tables where that is null too. */
  readonly expression: Expression | null;
  readonly table: string | null;
  readonly alias: string | null;
  /** `SELECT @x = ...` */
  readonly variable: string | null;
}

export type Source =
  /** Parts of the name, lower case: database, schema, object. */
  | { readonly kind: "table"; readonly name: readonly string[]; readonly alias: string }
  | { readonly kind: "derived"; readonly select: Select; readonly alias: string };

export interface Join {
  readonly kind: "inner" | "left" | "cross" | "crossApply" | "outerApply";
  readonly source: Source;
  readonly on: Expression | null;
}

export interface Select {
  readonly isDistinct: boolean;
  readonly top: Expression | null;
  readonly items: readonly SelectItem[];
  readonly from: Source | null;
  readonly joins: readonly Join[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly orderBy: readonly { readonly by: Expression; readonly isDescending: boolean }[];
}

export interface Argument {
  /** With its @, lower case; null by position. */
  readonly name: string | null;
  readonly value: Expression;
}

export type Statement = { readonly line: number } & (
  | { readonly kind: "media"; readonly spec: MediaStatement }
  | { readonly kind: "select"; readonly select: Select }
  | { readonly kind: "use"; readonly database: string }
  /** A session option; lower case words. */
  | { readonly kind: "setOption"; readonly option: string; readonly value: string }
  | {
      readonly kind: "declare";
      readonly name: string;
      readonly type: SqlType;
      readonly value: Expression | null;
    }
  | { readonly kind: "setVariable"; readonly name: string; readonly value: Expression }
  | { readonly kind: "print"; readonly value: Expression }
  | { readonly kind: "kill"; readonly sessionId: number }
  | { readonly kind: "transaction"; readonly verb: "begin" | "commit" | "rollback" }
  | {
      readonly kind: "execute";
      readonly procedure: string;
      readonly args: readonly Argument[];
    }
);
