import { useRef, useState } from "react";
import type { TraceComparison } from "../../electron/contract/trace-figures.ts";
import { useFormat, useWords } from "../app-context.ts";
import { rateUnit, scaleTo } from "../charts/scale.ts";
import { useSingleKeys } from "../shell/use-keys.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { useSize } from "../ui/use-size.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import "./traces.css";

type Axis = "time" | "command";

interface Curves {
  readonly title: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** What stands under a point of the axis. */
  readonly labelOf: (index: number) => string;
}

const height = 128;
const left = 44;
const right = 8;
const top = 8;
const bottom = 20;
/** Rows of the table; more points are grouped. */
const rowsMax = 60;

/** Both traces on one axis: throughput over the same time, or latency command by command. T shows the table. */
export function CompareCurves({
  comparison,
}: {
  readonly comparison: TraceComparison;
}): React.JSX.Element {
  const { traces: w } = useWords();
  const [axis, setAxis] = useState<Axis>("time");
  const [isTable, setIsTable] = useState(false);
  const curves = useCurves(comparison, axis);
  const toggle = (): void => setIsTable((before) => !before);
  useSingleKeys({ t: toggle });
  useViewAction("table", toggle);
  return (
    <section className="compare-curves" aria-label={curves.title}>
      <div className="pane-head">
        <h2>{curves.title}</h2>
        <span className="curve-key">
          <svg width={22} height={8} aria-hidden>
            <path d="M0 4H22" className="curve-a" />
          </svg>
          {w.a}
        </span>
        <span className="curve-key">
          <svg width={22} height={8} aria-hidden>
            <path d="M0 4H22" className="curve-b" />
          </svg>
          {w.b}
        </span>
        <span className="spring" />
        <SegmentedControl
          label={w.axis}
          value={axis}
          options={[
            { value: "time", text: w.axes.time },
            { value: "command", text: w.axes.command },
          ]}
          onChange={setAxis}
        />
        <SegmentedControl
          label={w.pictureOrTable}
          value={isTable ? "table" : "picture"}
          options={[
            { value: "picture", text: w.asPicture },
            { value: "table", text: w.asTable, hint: "T" },
          ]}
          onChange={(value) => setIsTable(value === "table")}
        />
      </div>
      {isTable ? <CurveTable curves={curves} /> : <Drawing curves={curves} />}
    </section>
  );
}

function useCurves({ throughput, byCommand }: TraceComparison, axis: Axis): Curves {
  const { traces: w } = useWords();
  const format = useFormat();
  if (axis === "command")
    return {
      title: w.latencyOver,
      a: byCommand.a.map((ns) => ns / 1e6),
      b: byCommand.b.map((ns) => ns / 1e6),
      labelOf: (index) => format.count(index * byCommand.step + 1),
    };
  const { unit, bytes } = rateUnit(Math.max(0, ...throughput.a, ...throughput.b));
  return {
    title: w.throughputOver(unit),
    a: throughput.a.map((rate) => rate / bytes),
    b: throughput.b.map((rate) => rate / bytes),
    labelOf: (index) => format.moment((index * throughput.stepNs) / 1e6),
  };
}

function Drawing({ curves }: { readonly curves: Curves }): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const { a, b, labelOf } = curves;
  const most = (values: readonly number[]): number => Math.max(0, ...values);
  const count = Math.max(a.length, b.length, 2);
  const scale = scaleTo(Math.max(most(a), most(b)), 3);
  const x = (index: number): number => left + (index / (count - 1)) * (width - left - right);
  const y = (value: number): number =>
    height - bottom - (value / scale.top) * (height - bottom - top);
  // A single value is drawn across its step: a point alone would not be seen.
  const pathOf = (values: readonly number[]): string =>
    (values.length === 1 ? [...values, ...values] : values)
      .map((value, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`)
      .join("");
  const decimals = scale.ticks.some((tick) => !Number.isInteger(tick));
  const marks = [
    ...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (count - 1)))),
  ];
  return (
    <div
      ref={box}
      className="curves"
      role="img"
      aria-label={`${curves.title}. ${w.curves(format.twoDecimals(most(a)), format.twoDecimals(most(b)))}`}
    >
      {width > left + right && (
        <svg width={width} height={height} aria-hidden>
          {scale.ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} className="grid-line" />
              <text x={left - 7} y={y(tick) + 4} textAnchor="end">
                {decimals ? format.twoDecimals(tick) : format.count(tick)}
              </text>
            </g>
          ))}
          <path d={pathOf(a)} className="curve-a" />
          <path d={pathOf(b)} className="curve-b" />
          {marks.map((index, nth) => (
            <text
              key={nth}
              x={x(index)}
              y={height - 5}
              textAnchor={nth === 0 ? "start" : nth === marks.length - 1 ? "end" : "middle"}
            >
              {labelOf(index)}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function CurveTable({ curves }: { readonly curves: Curves }): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const { a, b, labelOf } = curves;
  const count = Math.max(a.length, b.length);
  const group = Math.max(1, Math.ceil(count / rowsMax));
  const rows = Array.from({ length: Math.ceil(count / group) }, (_, row) => row * group);
  const most = (values: readonly number[], from: number): string => {
    const part = values.slice(from, from + group);
    return part.length === 0 ? "" : format.twoDecimals(Math.max(...part));
  };
  return (
    <div className="curves-table" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th className="number">{w.from}</th>
            <th className="number">{w.a}</th>
            <th className="number">{w.b}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((from) => (
            <tr key={from}>
              <td className="number">{labelOf(from)}</td>
              <td className="number">{most(a, from)}</td>
              <td className="number">{most(b, from)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
