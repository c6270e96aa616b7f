/**
 * SELECT with joins, APPLY, derived tables, grouping and order: what clients ask system views with.
 */
import type { Expression, Join, Select, SelectItem, Source } from "./ast.ts";
import { ExpressionParser, reserved } from "./expression-parser.ts";

export class SelectParser extends ExpressionParser {
  override select(): Select {
    const { cursor } = this;
    cursor.expectWord("SELECT");
    const isDistinct = cursor.acceptWords("DISTINCT");
    cursor.acceptWords("ALL");
    const top = this.#top();
    const items = this.#list(() => this.#item());
    const from = cursor.acceptWords("FROM") ? this.#source() : null;
    const joins = from === null ? [] : this.#joins();
    const where = cursor.acceptWords("WHERE") ? this.expression() : null;
    const groupBy = cursor.acceptWords("GROUP", "BY") ? this.#list(() => this.expression()) : [];
    const having = cursor.acceptWords("HAVING") ? this.expression() : null;
    const orderBy = cursor.acceptWords("ORDER", "BY") ? this.#list(() => this.#order()) : [];
    this.#option();
    return { isDistinct, top, items, from, joins, where, groupBy, having, orderBy };
  }

  /** OPTION (...) advises an optimiser, which is not here. */
  #option(): void {
    const { cursor } = this;
    if (!cursor.acceptWords("OPTION")) {
      return;
    }
    cursor.expectSymbol("(");
    while (!cursor.isSymbol(")")) {
      if (cursor.isAtEnd) {
        throw cursor.unexpected();
      }
      cursor.take();
    }
    cursor.expectSymbol(")");
  }

  #top(): Expression | null {
    const { cursor } = this;
    if (!cursor.acceptWords("TOP")) {
      return null;
    }
    if (cursor.acceptSymbol("(")) {
      const count = this.expression();
      cursor.expectSymbol(")");
      return count;
    }
    return { kind: "literal", value: cursor.integer(), type: { name: "int" } };
  }

  #list<T>(one: () => T): T[] {
    const list = [one()];
    while (this.cursor.acceptSymbol(",")) {
      list.push(one());
    }
    return list;
  }

  #order(): { by: Expression; isDescending: boolean } {
    const by = this.expression();
    const isDescending = this.cursor.acceptWords("DESC");
    if (!isDescending) {
      this.cursor.acceptWords("ASC");
    }
    return { by, isDescending };
  }

  #item(): SelectItem {
    const { cursor } = this;
    const none = { expression: null, table: null, alias: null, variable: null };
    if (cursor.acceptSymbol("*")) {
      return none;
    }
    const isStar = cursor.isSymbol(".", 1) && cursor.isSymbol("*", 2);
    if (isStar) {
      const table = cursor.name().toLowerCase();
      cursor.expectSymbol(".");
      cursor.expectSymbol("*");
      return { ...none, table };
    }
    if (cursor.isKind("variable") && cursor.isSymbol("=", 1)) {
      const variable = cursor.take().value.toLowerCase();
      cursor.expectSymbol("=");
      return { ...none, expression: this.expression(), variable };
    }
    const isAssigned = cursor.isSymbol("=", 1) && (cursor.isKind("word") || cursor.isKind("name"));
    if (isAssigned) {
      const alias = cursor.name();
      cursor.expectSymbol("=");
      return { ...none, expression: this.expression(), alias };
    }
    const expression = this.expression();
    return { ...none, expression, alias: this.#alias() };
  }

  /** `AS name`, `name`, `'name'`; null when there is none. */
  #alias(): string | null {
    const { cursor } = this;
    const isSaid = cursor.acceptWords("AS");
    const isName =
      cursor.isKind("name") ||
      cursor.isKind("text") ||
      (cursor.isKind("word") && !reserved.has(cursor.token.value.toUpperCase()));
    if (isName) {
      return cursor.take().value;
    }
    if (isSaid) {
      throw cursor.unexpected();
    }
    return null;
  }

  #source(): Source {
    const { cursor } = this;
    if (cursor.acceptSymbol("(")) {
      const select = this.select();
      cursor.expectSymbol(")");
      const alias = this.#alias();
      if (alias === null) {
        throw cursor.unexpected();
      }
      return { kind: "derived", select, alias: alias.toLowerCase() };
    }
    const name: string[] = [];
    do {
      // `msdb..backupset` leaves the schema out.
      name.push(cursor.isSymbol(".") ? "dbo" : cursor.name().toLowerCase());
    } while (cursor.acceptSymbol("."));
    const alias = this.#alias()?.toLowerCase() ?? name.at(-1) ?? "";
    this.#tableHint();
    return { kind: "table", name, alias };
  }

  /** WITH (NOLOCK): there are no locks. */
  #tableHint(): void {
    const { cursor } = this;
    if (cursor.isWord("WITH") && cursor.isSymbol("(", 1)) {
      cursor.take();
      cursor.take();
      do {
        cursor.word();
      } while (cursor.acceptSymbol(","));
      cursor.expectSymbol(")");
    }
  }

  #joins(): Join[] {
    const joins: Join[] = [];
    for (;;) {
      const kind = this.#joinKind();
      if (kind === null) {
        return joins;
      }
      const source = this.#source();
      const hasCondition = kind === "inner" || kind === "left";
      if (hasCondition) {
        this.cursor.expectWord("ON");
      }
      joins.push({ kind, source, on: hasCondition ? this.expression() : null });
    }
  }

  #joinKind(): Join["kind"] | null {
    const { cursor } = this;
    if (cursor.acceptSymbol(",") || cursor.acceptWords("CROSS", "JOIN")) {
      return "cross";
    }
    if (cursor.acceptWords("JOIN") || cursor.acceptWords("INNER", "JOIN")) {
      return "inner";
    }
    if (cursor.acceptWords("LEFT", "JOIN") || cursor.acceptWords("LEFT", "OUTER", "JOIN")) {
      return "left";
    }
    if (cursor.acceptWords("CROSS", "APPLY")) {
      return "crossApply";
    }
    return cursor.acceptWords("OUTER", "APPLY") ? "outerApply" : null;
  }
}
