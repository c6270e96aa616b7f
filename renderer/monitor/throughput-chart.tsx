import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ThroughputModel } from "./throughput-model.ts";
import { useSize, useThemeVersion } from "../ui/use-size.ts";

/** Something that happened, as a dashed line: seconds before now and its words. */
export interface ChartNote {
  readonly atSeconds: number;
  readonly text: string;
}

interface ThroughputChartProps {
  readonly model: ThroughputModel;
  readonly notes: readonly ChartNote[];
  readonly summary: string;
  readonly formatValue: (value: number, step: number) => string;
  readonly nowText: string;
}

interface Drawn {
  readonly model: ThroughputModel;
  readonly notes: readonly ChartNote[];
  readonly formatValue: (value: number, step: number) => string;
  readonly nowText: string;
}

const seconds = 60;
const shades = 4;

/** Stacked areas of the last minute. Redrawn when its model changes, never in between. */
export function ThroughputChart({
  model,
  notes,
  summary,
  formatValue,
  nowText,
}: ThroughputChartProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef<Drawn>({ model, notes, formatValue, nowText });
  const { width, height } = useSize(box);
  const theme = useThemeVersion();
  const bands = model.data.length - 1;
  const isSized = width > 0 && height > 0;

  useEffect(() => {
    latest.current = { model, notes, formatValue, nowText };
    chart.current?.setData(model.data, true);
  }, [model, notes, formatValue, nowText]);

  useEffect(() => {
    const element = box.current;
    if (element === null || !isSized) return undefined;
    const made = new uPlot(optionsOf(element, bands, latest), latest.current.model.data, element);
    chart.current = made;
    return () => {
      made.destroy();
      chart.current = null;
    };
  }, [bands, theme, isSized]);

  useEffect(() => {
    if (isSized) chart.current?.setSize({ width, height });
  }, [width, height, isSized]);

  return <div className="chart-box" ref={box} role="img" aria-label={summary} />;
}

function optionsOf(
  element: HTMLElement,
  bands: number,
  latest: { readonly current: Drawn },
): uPlot.Options {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: token("--ink-3"),
    font: `11px ${token("--font-sans")}`,
    ticks: { show: false },
    gap: 6,
  };
  const share = parseFloat(token("--area-share")) / 100;
  const areaOf = (band: number): string => withAlpha(token(`--sec-${(band % shades) + 1}`), share);
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 14, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [-seconds, 0] },
      y: { range: () => [0, latest.current.model.top] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        grid: { show: false },
        splits: (plot) => (plot.width < 320 ? [-60, -30, 0] : [-60, -45, -30, -15, 0]),
        values: (_, splits) => splits.map((split) => tickText(split, latest.current.nowText)),
      },
      {
        ...axis,
        size: 34,
        grid: { stroke: token("--line-1"), width: 1 },
        splits: () => ticksOf(latest.current.model),
        values: (_, splits) =>
          splits.map((split) => latest.current.formatValue(split, latest.current.model.step)),
      },
    ],
    series: [
      {},
      ...Array.from({ length: bands }, (_, band) => ({
        stroke: token("--sec-ink"),
        width: band === bands - 1 ? 1.5 : 1,
        points: { show: false },
        spanGaps: false,
        ...(band === 0 ? { fill: areaOf(0) } : {}),
      })),
    ],
    bands: Array.from({ length: Math.max(0, bands - 1) }, (_, band) => ({
      series: [band + 2, band + 1] as [number, number],
      fill: areaOf(band + 1),
    })),
    hooks: { draw: [(plot) => drawNotes(plot, latest.current, style)] },
  };
}

function tickText(split: number, nowText: string): string {
  if (split === 0) return nowText;
  const text = `−${-split}`;
  return split === -seconds ? `${text} s` : text;
}

function ticksOf({ top, step }: ThroughputModel): number[] {
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}

/** Dashed lines with their words in a box beside them. */
function drawNotes(plot: uPlot, { notes }: Drawn, style: CSSStyleDeclaration): void {
  const { ctx, bbox } = plot;
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const scale = window.devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px ${token("--font-sans")}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { atSeconds, text } of notes) {
    if (atSeconds < -seconds || atSeconds > 0) continue;
    const x = Math.round(plot.valToPos(atSeconds, "x", true)) + 0.5;
    ctx.strokeStyle = token("--ink-2");
    ctx.lineWidth = scale;
    ctx.setLineDash([2 * scale, 2 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    const width = ctx.measureText(text).width + 12 * scale;
    const left =
      x + 4 * scale + width > bbox.left + bbox.width ? x - 4 * scale - width : x + 4 * scale;
    const [top, height] = [bbox.top + bbox.height - 26 * scale, 18 * scale];
    ctx.fillStyle = token("--bg-1");
    ctx.strokeStyle = token("--line-2");
    ctx.beginPath();
    ctx.roundRect(left, top, width, height, 3 * scale);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = token("--ink-1");
    ctx.fillText(text, left + 6 * scale, top + height / 2);
  }
  ctx.restore();
}

/** "#rrggbb" with an alpha of 0..1. */
function withAlpha(colour: string, alpha: number): string {
  return `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
