import { useRef } from "react";
import { useFormat } from "../app-context.ts";
import { duration } from "../format.ts";
import { useSize } from "../ui/use-size.ts";
import "./area-chart.css";
import { scaleTo, timeTicks } from "./scale.ts";

/** Something that happened, as a dashed line with its words. */
export interface ChartNote {
  readonly atSeconds: number;
  readonly text: string;
}

interface AreaChartProps {
  /** Upper edges of the bands in the chart's unit, lowest band first. */
  readonly bands: readonly (readonly number[])[];
  readonly stepSeconds: number;
  readonly notes: readonly ChartNote[];
  /** What the picture says, in words. */
  readonly summary: string;
}

const left = 34;
const right = 8;
const bottom = 22;
const noteHeight = 22;
/** Text of a note is placed to its left near the right edge. */
const noteRoom = 180;

/** Stacked areas over the time of a whole run; y from 0. */
export function AreaChart({
  bands,
  stepSeconds,
  notes,
  summary,
}: AreaChartProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  return (
    <div className="area-chart" ref={box} role="img" aria-label={summary}>
      {width > left + right && height > bottom && (
        <Drawing
          bands={bands}
          stepSeconds={stepSeconds}
          notes={notes}
          width={width}
          height={height}
        />
      )}
    </div>
  );
}

type DrawingProps = Omit<AreaChartProps, "summary"> & {
  readonly width: number;
  readonly height: number;
};

function Drawing({ bands, stepSeconds, notes, width, height }: DrawingProps): React.JSX.Element {
  const format = useFormat();
  const top = bands.at(-1) ?? [];
  const top0 = notes.length > 0 ? noteHeight : 8;
  const scale = scaleTo(Math.max(0, ...top));
  const seconds = Math.max(stepSeconds, (top.length - 1) * stepSeconds);
  const x = (at: number): number => left + (at / seconds) * (width - left - right);
  const y = (value: number): number =>
    height - bottom - (value / scale.top) * (height - bottom - top0);
  const decimals = scale.ticks.some((tick) => !Number.isInteger(tick));
  const line = (edge: readonly number[]): string =>
    edge
      .map(
        (value, index) =>
          `${index === 0 ? "M" : "L"}${x(index * stepSeconds).toFixed(1)} ${y(value).toFixed(1)}`,
      )
      .join("");
  return (
    <svg width={width} height={height} aria-hidden>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} className="grid-line" />
          <text x={left - 7} y={y(tick) + 4} textAnchor="end">
            {decimals ? format.decimal(tick) : format.count(tick)}
          </text>
        </g>
      ))}
      {bands.map((edge, index) => (
        <path
          key={index}
          d={areaOf(line, edge, bands[index - 1])}
          className={`band own-sec-${(index % 4) + 1}`}
        />
      ))}
      {bands.map((edge, index) => (
        <path
          key={index}
          d={line(edge)}
          className={`edge${index === bands.length - 1 ? " top" : ""}`}
        />
      ))}
      {timeTicks(seconds, Math.max(2, Math.floor(width / 120))).map((tick) => (
        <text key={tick} x={x(tick)} y={height - 5} textAnchor={anchorOf(x(tick), width)}>
          {tick % 1 === 0 ? duration(tick) : `${format.twoDecimals(tick)} s`}
        </text>
      ))}
      {notes.map((note) => (
        <Note
          key={`${note.atSeconds} ${note.text}`}
          x={x(note.atSeconds)}
          text={note.text}
          width={width}
          bottomY={height - bottom}
        />
      ))}
    </svg>
  );
}

/** Room that half a label takes. */
const labelRoom = 16;

/** Labels at the ends stay inside. */
function anchorOf(x: number, width: number): "start" | "middle" | "end" {
  if (x < left + labelRoom) return "start";
  return x > width - right - labelRoom ? "end" : "middle";
}

/** Area between an edge and the one below it, or the floor. */
function areaOf(
  line: (edge: readonly number[]) => string,
  edge: readonly number[],
  below: readonly number[] | undefined,
): string {
  const floor = below ?? edge.map(() => 0);
  const back = line(floor).slice(1).split("L").toReversed().join("L");
  return `${line(edge)}L${back}Z`;
}

interface NoteProps {
  readonly x: number;
  readonly text: string;
  readonly width: number;
  readonly bottomY: number;
}

function Note({ x, text, width, bottomY }: NoteProps): React.JSX.Element {
  const isNearEnd = x > width - noteRoom;
  return (
    <g>
      <line x1={x} x2={x} y1={4} y2={bottomY} className="note-line" />
      <text
        x={isNearEnd ? x - 5 : x + 5}
        y={13}
        textAnchor={isNearEnd ? "end" : "start"}
        className="note-text"
      >
        {text}
      </text>
    </g>
  );
}
