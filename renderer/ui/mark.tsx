/** Two outlined squares whose overlap is orange: two address spaces, the same bytes. */
export function Mark({
  size = 20,
  isEmpty = false,
}: {
  readonly size?: number;
  readonly isEmpty?: boolean;
}): React.JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden>
      <rect x="8" y="8" width="5" height="5" fill={isEmpty ? "var(--bg-3)" : "var(--pri)"} />
      <rect
        x="2"
        y="2"
        width="11"
        height="11"
        rx="2.5"
        stroke="currentColor"
        strokeWidth={isEmpty ? 1 : 1.75}
      />
      <rect
        x="8"
        y="8"
        width="10"
        height="10"
        rx="2.5"
        stroke="currentColor"
        strokeWidth={isEmpty ? 1 : 1.75}
      />
    </svg>
  );
}
