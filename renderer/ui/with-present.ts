/** The values that a field offers, and its present one where it is none of them: a job may come from the command line. */
export function withPresent(offered: readonly number[], present: number | null): number[] {
  if (present === null || offered.includes(present)) return [...offered];
  return [...offered, present].toSorted((a, b) => a - b);
}
