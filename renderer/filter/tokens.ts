/** The words, operators and brackets of a filter, each with its place. Pure. */

export type TokenKind =
  "word" | "operator" | "and" | "or" | "not" | "open" | "close" | "unknown" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** First character, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

const signs: Readonly<Record<string, TokenKind>> = {
  "&&": "and",
  "||": "or",
  "!": "not",
  "(": "open",
  ")": "close",
};
const keywords: Readonly<Record<string, TokenKind>> = { and: "and", or: "or", not: "not" };
const pattern = /\s+|==|!=|<=|>=|<|>|=|&&|\|\||[!()]|[\p{L}\p{N}_.·]+|./gu;

/** The tokens of a text, with one of kind "end" behind the last. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: found, index: from } of text.matchAll(pattern)) {
    if (found.trim() !== "")
      tokens.push({ kind: kindOf(found), text: found, from, to: from + found.length });
  }
  return [...tokens, { kind: "end", text: "", from: text.length, to: text.length }];
}

function kindOf(text: string): TokenKind {
  if (Object.hasOwn(signs, text)) return signs[text] ?? "unknown";
  if (/^[=!<>]=?$/.test(text)) return "operator";
  if (!/^[\p{L}\p{N}_.·]+$/u.test(text)) return "unknown";
  const lower = text.toLowerCase();
  return Object.hasOwn(keywords, lower) ? (keywords[lower] ?? "word") : "word";
}
