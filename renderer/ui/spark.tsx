interface SparkProps {
  /** Rates, oldest first. */
  readonly points: readonly number[];
  /** Marks the end with a cross in red. */
  readonly isFailed?: boolean;
}

const width = 80;
const height = 16;
/** A run that ended early ends early in the picture as well. */
const pointsFull = 40;

/** A run's throughput in a table row. */
export function Spark({ points, isFailed = false }: SparkProps): React.JSX.Element {
  const top = Math.max(1, ...points);
  const step = (width - 6) / Math.max(1, Math.max(pointsFull, points.length) - 1);
  const at = points.map(
    (value, index) => [1 + index * step, height - 2 - (value / top) * (height - 5)] as const,
  );
  const last = at.at(-1);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path
        d={at
          .map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
          .join("")}
        fill="none"
        stroke="var(--ink-2)"
        strokeWidth={1.1}
      />
      {isFailed && last !== undefined && (
        <path
          d={`M${last[0] - 2.5} ${last[1] - 2.5}l5 5m0-5l-5 5`}
          fill="none"
          stroke="var(--err-ink)"
          strokeWidth={1.5}
        />
      )}
    </svg>
  );
}
