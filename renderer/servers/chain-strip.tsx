import { useFormat, useWords } from "../app-context.ts";
import { stripDays, stripStart, weekday, type ChainStrip } from "./chain-model.ts";

const width = 292;
const height = 20;
const dayMs = 86_400_000;
const shape = {
  full: { width: 7, height: 16 },
  differential: { width: 4, height: 9 },
  log: { width: 1, height: 6 },
} as const;

/** Seven days of backups: full ones tall, differential ones half as tall, logs as ticks; gaps hatched. */
export function ChainStripPicture({ strip }: { readonly strip: ChainStrip }): React.JSX.Element {
  const { databases: w } = useWords();
  const { marks, gap } = strip;
  const count = (kind: "full" | "differential" | "log"): number =>
    marks.filter((mark) => mark.kind === kind).length;
  const foreign = marks.filter(({ isForeign }) => isForeign).length;
  return (
    <span
      className="chain-picture"
      role="img"
      aria-label={w.strip(count("full"), count("differential"), count("log"), foreign)}
    >
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width="100%"
        height={height}
        preserveAspectRatio="none"
        aria-hidden
      >
        {Array.from({ length: stripDays }, (_, day) => {
          const x = (day * width) / stripDays;
          return <line key={day} className="day" x1={x} x2={x} y1={0} y2={height} />;
        })}
        <line className="base" x1={0} x2={width} y1={height - 1} y2={height - 1} />
        {marks.map((mark, index) => (
          <Mark key={index} mark={mark} />
        ))}
      </svg>
      {gap !== null && (
        <span
          className="gap"
          style={{ left: `${gap.from * 100}%`, width: `${(gap.to - gap.from) * 100}%` }}
        />
      )}
    </span>
  );
}

function Mark({ mark }: { readonly mark: ChainStrip["marks"][number] }): React.JSX.Element {
  const size = shape[mark.kind];
  const x = Math.min(width - size.width, Math.max(0, mark.at * width - size.width / 2));
  const y = height - 1 - size.height;
  if (!mark.isForeign) return <rect className={mark.kind} x={x} y={y} {...size} />;
  const [w, h] = [Math.max(4, size.width) - 1.5, size.height - 1.5];
  return <rect className="foreign" x={x + 0.75} y={y + 0.75} width={w} height={h} />;
}

/** The names of the days over the strips. */
export function StripDays({ nowMs }: { readonly nowMs: number }): React.JSX.Element {
  const { locale } = useFormat();
  const { databases: w } = useWords();
  const start = stripStart(nowMs);
  return (
    <>
      <span className="visually-hidden">{w.week}</span>
      <span className="strip-days" aria-hidden>
        {Array.from({ length: stripDays }, (_, day) => (
          <span key={day}>{weekday(start + (day + 0.5) * dayMs, locale)}</span>
        ))}
      </span>
    </>
  );
}

/** What the marks mean. */
export function StripLegend(): React.JSX.Element {
  const { databases: w } = useWords();
  return (
    <span className="strip-legend" aria-hidden>
      {(["full", "differential", "log"] as const).map((kind) => (
        <span key={kind}>
          <svg width={8} height={16}>
            <rect className={kind} x={0} y={16 - shape[kind].height} {...shape[kind]} />
          </svg>
          {w.marks[kind]}
        </span>
      ))}
      <span>
        <svg width={8} height={16}>
          <rect className="foreign" x={0.75} y={1} width={5.5} height={14.25} />
        </svg>
        {w.marks.foreign}
      </span>
      <span>
        <span className="gap" />
        {w.marks.gap}
      </span>
    </span>
  );
}
