interface Rows {
  readonly at: number;
  readonly count: number;
  /** Of the rows' scroller, without heads, px. */
  readonly height: number;
  readonly rowHeight: number;
}

/** The row that a key leads to from row `at` of a list: arrows, page keys, Home, End. null for another key, or without rows. */
export function rowAfter(key: string, { at, count, height, rowHeight }: Rows): number | null {
  // One row of the page before stays in sight.
  const page = Math.max(1, Math.floor(height / rowHeight) - 1);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to));
}
