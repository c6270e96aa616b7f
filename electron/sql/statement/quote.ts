/**
 * Quoting: the one place where text becomes a part of a T-SQL statement.
 */

/** `[name]`, closing brackets doubled. What it may not be is checked by the schemas of spec.ts. */
export function quoteName(name: string): string {
  return `[${name.replaceAll("]", "]]")}]`;
}

/** `N'text'`, quotes doubled. */
export function quoteText(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
