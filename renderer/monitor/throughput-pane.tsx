import { memo, useMemo } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { ThroughputSeries } from "../trace/throughput-series.ts";
import { Empty } from "../ui/empty.tsx";
import { DeviceSign } from "../ui/owner-sign.tsx";
import { noteText } from "../words/step-words.ts";
import type { Words } from "../words/words.ts";
import { ThroughputChart, type ChartNote } from "./throughput-chart.tsx";
import { bandsMax, modelOf, type ThroughputModel } from "./throughput-model.ts";
import { ThroughputTable } from "./throughput-table.tsx";

interface ThroughputPaneProps {
  /** The run as it is shown; its newest note is drawn, its clock is the chart's. */
  readonly run: Run;
  readonly series: ThroughputSeries;
  readonly isTable: boolean;
  readonly isFrozen: boolean;
  readonly isCompact: boolean;
}

/** Bytes per second of the last minute, stacked by device. */
export const ThroughputPane = memo(function ThroughputPane(
  props: ThroughputPaneProps,
): React.JSX.Element {
  const { run, series, isTable, isFrozen, isCompact } = props;
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.chart;
  // `run` is shown at 4 Hz and stands still while frozen: so does the chart.
  const model = useMemo(
    () => ({ ...modelOf(series), atMs: run.elapsedMs }),
    [series, run.elapsedMs],
  );
  const notes = useMemo(() => notesOf(run, words), [run, words]);
  const rate = (value: number): string => format.text(format.rate(value));
  const isEmpty = series.count === 0;
  return (
    <section
      className="throughput"
      aria-label={w.title}
      data-region
      tabIndex={-1}
      data-frozen={isFrozen}
    >
      <div className="pane-head">
        <h2>{w.title}</h2>
        <span className="caption ellipsis">
          {isCompact ? model.unit : captionOf(run, model, words)}
        </span>
        <span className="spring" />
        <Legend deviceCount={run.devices.length} words={words} />
      </div>
      {isEmpty ? (
        <Empty title={w.empty} text={w.emptyText} />
      ) : isTable ? (
        <ThroughputTable series={series} run={run} />
      ) : (
        <ThroughputChart
          model={model}
          notes={notes}
          nowText={w.now}
          formatValue={(value, step) => axisText(value, step, format.locale)}
          summary={w.summary(rate(model.now), rate(model.low), rate(model.high))}
        />
      )}
    </section>
  );
});

function Legend({
  deviceCount,
  words,
}: {
  readonly deviceCount: number;
  readonly words: Words;
}): React.JSX.Element | null {
  if (deviceCount > bandsMax) return null;
  return (
    <span className="signs">
      {Array.from({ length: deviceCount }, (_, index) => (
        <DeviceSign key={index} index={index} label={words.common.deviceN(index + 1)} />
      ))}
    </span>
  );
}

function captionOf(run: Run, { unit }: ThroughputModel, words: Words): string {
  const w = words.monitor.chart;
  const isRestore = run.spec.kind === "restore";
  if (run.devices.length > bandsMax)
    return isRestore ? w.captionTotalRead(unit) : w.captionTotal(unit);
  return isRestore ? w.captionRead(unit) : w.caption(unit);
}

/** Notes that are worth a line in the chart. */
const shownNotes: ReadonlySet<string> = new Set(["note.secondaryReplaced", "note.aborting"]);

/** Notes of the run in seconds before now; what comes after a colon is detail that the status line has. */
function notesOf(run: Run, words: Words): ChartNote[] {
  return run.notes
    .filter((note) => shownNotes.has(note.key))
    .map((note) => ({
      atSeconds: (note.atMs - run.elapsedMs) / 1000,
      text: noteText(words.language, note).split(":")[0] ?? "",
    }));
}

/** As many decimals as the step needs: one for 0.5, two for 0.25 and so on. */
function axisText(value: number, step: number, locale: string): string {
  let digits = 0;
  while (digits < 3 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-9)
    digits++;
  return value.toLocaleString(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
