import { useRef } from "react";
import { useFormat } from "../app-context.ts";
import { scaleTo } from "../charts/scale.ts";
import { useSize } from "../ui/use-size.ts";

interface LastRatesProps {
  readonly points: readonly number[];
  readonly seconds: number;
  /** Clock of the last point. */
  readonly endMs: number;
}

const height = 148;
const left = 34;
const bottom = 20;
const top = 8;

/** The last minute's rate, in red up to where it ended. */
export function LastRates({ points, seconds, endMs }: LastRatesProps): React.JSX.Element {
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const scale = scaleTo(Math.max(...points), 2);
  const x = (index: number): number => left + (index / (points.length - 1)) * (width - left - 8);
  const y = (value: number): number =>
    height - bottom - (value / scale.top) * (height - bottom - top);
  const isWhole = scale.ticks.every((tick) => Number.isInteger(tick));
  const edge = points
    .map(
      (value, index) => `${index === 0 ? "M" : "L"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join("");
  const last = points.at(-1) ?? 0;
  return (
    <div ref={box} className="area-chart" style={{ height }} aria-hidden>
      {width > 60 && (
        <svg width={width} height={height}>
          {scale.ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width - 8} y1={y(tick)} y2={y(tick)} className="grid-line" />
              <text x={left - 6} y={y(tick) + 4} textAnchor="end">
                {isWhole ? format.count(tick) : format.twoDecimals(tick)}
              </text>
            </g>
          ))}
          <path
            d={`${edge}L${x(points.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z`}
            className="rate-area"
          />
          <path d={edge} className="rate-edge" />
          <circle cx={x(points.length - 1)} cy={y(last)} r={3.5} className="rate-end" />
          <text x={left} y={height - 4}>
            {format.clock(endMs - seconds * 1000)}
          </text>
          <text x={width - 8} y={height - 4} textAnchor="end">
            {format.clock(endMs)}
          </text>
        </svg>
      )}
    </div>
  );
}
