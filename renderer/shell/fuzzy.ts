/** Fuzzy search of the palette. Pure. */

export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Indices of the characters that matched, ascending. */
  readonly hits: readonly number[];
}

const startBonus = 8;
const wordBonus = 6;
const runBonus = 5;

/** How well `query` is found in `text`, in order but with gaps; null when it is not. Case and accents are ignored. */
export function fuzzyMatch(query: string, text: string): Match | null {
  const wanted = plain(query).replace(/\s+/g, "");
  if (wanted === "") return { score: 0, hits: [] };
  const among = plain(text);
  const whole = among.indexOf(plain(query.trim()));
  if (whole >= 0) {
    const isWordStart = whole === 0 || among[whole - 1] === " ";
    const hits = Array.from({ length: query.trim().length }, (_, index) => whole + index);
    return { score: 100 + (isWordStart ? 50 : 0) - whole * 0.1 - among.length * 0.01, hits };
  }
  const hits: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of wanted) {
    const at = among.indexOf(letter, from);
    if (at < 0) return null;
    if (at === 0) score += startBonus;
    else if (among[at - 1] === " ") score += wordBonus;
    if (hits.at(-1) === at - 1) score += runBonus;
    hits.push(at);
    from = at + 1;
  }
  return { score: score - among.length * 0.01, hits };
}

/** Lower case without accents, same length as the text in all languages of the window. */
function plain(text: string): string {
  return Array.from(text, (letter) => letter.normalize("NFD").charAt(0).toLowerCase()).join("");
}
