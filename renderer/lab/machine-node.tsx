/** A node of a state machine, and where the rows of nodes lie. */
export const nodeHeight = 28;
/** Above the path there is room for the names of its edges. */
export const topOf = (hasNames: boolean): number => (hasNames ? 22 : 2);
export const abortBelow = 52;

export interface NodeProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly look: "current" | "passed" | "open";
}

export function Node({ x, y, width, text, look }: NodeProps): React.JSX.Element {
  return (
    <g className={`machine-node ${look}`}>
      <rect x={x + 0.5} y={y + 0.5} width={width - 1} height={nodeHeight - 1} rx={6} />
      <text x={x + width / 2} y={y + 18.5} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}
