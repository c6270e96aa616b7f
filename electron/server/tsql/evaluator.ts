/**
 * Expressions evaluated: T-SQL's three-valued logic, comparisons without regard to case, aggregates over a group.
 */
import type { Expression, Select } from "./ast.ts";
import { arithmetic, isArithmetic } from "./arithmetic.ts";
import { aggregates, compare, matches } from "./operators.ts";
import { resolve, type Scope, type Table } from "./scope.ts";
import { convert, textOf } from "./types.ts";
import { bit, failure, int, nvarchar, type Column, type SqlType, type Value } from "./values.ts";

export interface ServerFunction {
  readonly type: SqlType | ((args: readonly SqlType[]) => SqlType);
  /** Arguments, fewest and most. */
  readonly arity: readonly [number, number];
  /** Gets its arguments evaluated. @throws SqlError */
  readonly call: (args: readonly Value[]) => Value;
}

/** What a query sees of its session and server. */
export interface QueryContext {
  /** Name with its @, lower case. @throws SqlError 137 */
  variable(name: string): { readonly value: Value; readonly type: SqlType };
  /** Name upper case, with its schema where one was written. */
  serverFunction(name: string): ServerFunction | undefined;
  /** Parts of the name, lower case. @throws SqlError 208 when there is none */
  table(name: readonly string[]): Table;
}

/** Where an expression is evaluated: its rows, and the group that aggregates go over. */
interface Place {
  readonly scope: Scope | null;
  readonly group: readonly Scope[] | null;
}

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;
type Rules<R> = {
  readonly [K in Expression["kind"]]: (self: Evaluator, expression: Of<K>, place: Place) => R;
};
type Rule<R> = (self: Evaluator, expression: Expression, place: Place) => R;

export abstract class Evaluator {
  readonly context: QueryContext;

  constructor(context: QueryContext) {
    this.context = context;
  }

  abstract rowsOf(select: Select, outer: Scope | null): Value[][];
  abstract columnsOf(select: Select, outer: Scope | null): Column[];

  /**
   * The value of an expression; truth values are true, false and null (unknown).
   *
   * @param group rows that aggregates go over; null where there are none
   */
  value(expression: Expression, scope: Scope | null, group: readonly Scope[] | null): Value {
    const rule = valueRules[expression.kind] as Rule<Value>;
    return rule(this, expression, { scope, group });
  }

  /** The type that COLMETADATA gives a result column. */
  typeOf(expression: Expression, scope: Scope | null): SqlType {
    const rule = typeRules[expression.kind] as Rule<SqlType>;
    return rule(this, expression, { scope, group: null });
  }

  /** @throws SqlError 195, 174 */
  functionOf(name: string, count: number): ServerFunction {
    const called = this.context.serverFunction(name);
    if (called === undefined) {
      throw failure(195, `'${name.toLowerCase()}' is not a function that is known here.`, 10);
    }
    const [fewest, most] = called.arity;
    if (count < fewest || count > most) {
      const wanted = fewest === most ? String(fewest) : `${fewest} to ${most}`;
      throw failure(174, `The function ${name.toLowerCase()} takes ${wanted} argument(s).`);
    }
    return called;
  }
}

function at(self: Evaluator, expression: Expression, { scope, group }: Place): Value {
  return self.value(expression, scope, group);
}

const valueRules: Rules<Value> = {
  literal: (_, { value }) => value,
  variable: (self, { name }) => self.context.variable(name).value,
  column: (_, { table, name }, { scope }) => resolve(scope, table, name).value,
  countAll: (_self, _expression, { group }) => grouped(group).length,
  call: callValue,
  binary: binaryValue,
  negate: (self, { operand }, place) => arithmetic("-", 0, at(self, operand, place)),
  cast: (self, { operand, type }, place) => convert(at(self, operand, place), type),
  case: (self, { whens, otherwise }, place) => {
    const hit = whens.find(({ test }) => at(self, test, place) === true);
    const chosen = hit === undefined ? otherwise : hit.value;
    return chosen === null ? null : at(self, chosen, place);
  },
  query: (self, { select }, { scope }) => self.rowsOf(select, scope)[0]?.[0] ?? null,
  not: (self, { operand }, place) => {
    const truth = at(self, operand, place);
    return truth === null ? null : truth !== true;
  },
  isNull: (self, { operand, isNegated }, place) =>
    (at(self, operand, place) === null) !== isNegated,
  like: (self, { left, right }, place) =>
    matches(textOf(at(self, left, place)), textOf(at(self, right, place))),
  in: (self, { left, list }, place) =>
    isIn(
      at(self, left, place),
      list.map((item) => at(self, item, place)),
    ),
  inQuery: (self, { left, select }, place) => {
    const list = self.rowsOf(select, place.scope).map(([first]) => first ?? null);
    return isIn(at(self, left, place), list);
  },
  exists: (self, { select }, { scope }) => self.rowsOf(select, scope).length > 0,
};

function callValue(self: Evaluator, { name, args }: Of<"call">, place: Place): Value {
  const aggregate = aggregates.get(name);
  if (aggregate === undefined) {
    const called = self.functionOf(name, args.length);
    return called.call(args.map((argument) => at(self, argument, place)));
  }
  const [argument] = args;
  if (argument === undefined || args.length > 1) {
    throw failure(174, `The function ${name.toLowerCase()} takes one argument.`);
  }
  const values = grouped(place.group).map((member) => self.value(argument, member, null));
  return aggregate(values.filter((value) => value !== null));
}

function binaryValue(
  self: Evaluator,
  { operator, left, right }: Of<"binary">,
  place: Place,
): Value {
  const first = at(self, left, place);
  if (operator === "and" || operator === "or") {
    const decisive = operator === "or";
    const second = first === decisive ? decisive : at(self, right, place);
    return second === decisive ? decisive : first === null || second === null ? null : !decisive;
  }
  const second = at(self, right, place);
  if (isArithmetic(operator)) {
    return arithmetic(operator, first, second);
  }
  const order = compare(first, second);
  return order === null ? null : orderMeets[operator](order);
}

const truth = (): SqlType => bit;

const typeRules: Rules<SqlType> = {
  literal: (_, { value, type }) => (value === null ? int : type),
  variable: (self, { name }) => self.context.variable(name).type,
  column: (_, { table, name }, { scope }) => resolve(scope, table, name).type,
  countAll: () => int,
  call: callType,
  binary: (self, { operator, left, right }, { scope }) =>
    isArithmetic(operator) ? widest([self.typeOf(left, scope), self.typeOf(right, scope)]) : bit,
  negate: (self, { operand }, { scope }) => self.typeOf(operand, scope),
  cast: (_, { type }) => type,
  case: (self, { whens, otherwise }, { scope }) =>
    widest(
      [...whens.map(({ value }) => value), otherwise]
        .filter((value) => value !== null)
        .filter((value) => value.kind !== "literal" || value.value !== null)
        .map((value) => self.typeOf(value, scope)),
    ),
  query: (self, { select }, { scope }) => self.columnsOf(select, scope)[0]?.type ?? int,
  not: truth,
  isNull: truth,
  like: truth,
  in: truth,
  inQuery: truth,
  exists: truth,
};

function callType(self: Evaluator, { name, args }: Of<"call">, { scope }: Place): SqlType {
  if (name === "COUNT") {
    return int;
  }
  const types = args.map((argument) => self.typeOf(argument, scope));
  if (aggregates.has(name)) {
    return types[0] ?? int;
  }
  const { type } = self.functionOf(name, args.length);
  return typeof type === "function" ? type(types) : type;
}

const orderMeets = {
  "=": (order: number) => order === 0,
  "<>": (order: number) => order !== 0,
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
} as const;

function grouped(group: readonly Scope[] | null): readonly Scope[] {
  if (group === null) {
    throw failure(147, "An aggregate cannot be used here.");
  }
  return group;
}

function isIn(value: Value, list: readonly Value[]): boolean | null {
  const orders = list.map((other) => compare(value, other));
  return orders.includes(0) ? true : orders.includes(null) ? null : false;
}

const width = ["bit", "tinyint", "smallint", "int", "bigint", "numeric", "real", "float"];

/** Text beats numbers beat bits: the type that carries all of them. */
function widest(types: readonly SqlType[]): SqlType {
  const other = types.find(({ name }) => !width.includes(name) && name !== "nvarchar");
  const texts = types.filter(({ name }) => name === "nvarchar");
  if (other !== undefined || texts.length > 0) {
    return other ?? textSum(texts);
  }
  const index = Math.max(-1, ...types.map(({ name }) => width.indexOf(name)));
  return types.find(({ name }) => name === width[index]) ?? int;
}

function textSum(texts: readonly SqlType[]): SqlType {
  const lengths = texts.map(({ length }) => length ?? 4_001);
  return nvarchar(lengths.reduce((sum, length) => sum + length, 0));
}

/** The type of a function that gives its first argument back, changed or not. */
export function sameType(args: readonly SqlType[]): SqlType {
  return args[0] ?? nvarchar(null);
}
