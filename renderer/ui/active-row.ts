interface VirtualRows {
  readonly getVirtualItems: () => readonly { readonly index: number }[];
}

/**
 * For aria-activedescendant of a list that draws only the rows in sight.
 *
 * @returns the id of row `at`; undefined while the row is not in the document
 */
export function activeRowId(
  rows: VirtualRows,
  at: number,
  idOf: (index: number) => string,
): string | undefined {
  return rows.getVirtualItems().some(({ index }) => index === at) ? idOf(at) : undefined;
}
