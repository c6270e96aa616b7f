import { useMemo } from "react";
import type { Run, RunResult } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { AreaChart, type ChartNote } from "../charts/area-chart.tsx";
import { rateUnit, stacked } from "../charts/scale.ts";
import { Empty } from "../ui/empty.tsx";
import { DeviceSign } from "../ui/owner-sign.tsx";
import { noteText } from "../words/step-words.ts";

/** Devices that are drawn one by one; above that only their sum is. */
const bandsMax = 8;
const notesMax = 4;
/** Notes worth a line in the chart. */
const shownNotes: ReadonlySet<string> = new Set(["note.secondaryReplaced", "note.aborting"]);

/** The whole run's throughput, stacked by device. */
export function ThroughputPane({
  run,
  result,
}: {
  readonly run: Run;
  readonly result: RunResult;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.ended;
  const { perDevice, stepMs } = run.history;
  const bySum = perDevice.length > bandsMax;
  const { bands, unit } = useMemo(() => bandsOf(perDevice), [perDevice]);
  const notes: ChartNote[] = run.notes
    .filter((note) => shownNotes.has(note.key))
    .slice(-notesMax)
    .map((note) => ({
      atSeconds: note.atMs / 1000,
      text: noteText(words.language, note).split(":")[0] ?? "",
    }));
  const summary = w.throughputSummary(
    format.text(format.rate(result.meanRate)),
    format.text(format.rate(result.peakRate)),
    format.duration(result.seconds),
  );
  return (
    <section className="pane throughput-pane" aria-label={w.throughput}>
      <div className="pane-head">
        <h2>{w.throughput}</h2>
        <span className="caption">{bySum ? w.throughputSum(unit) : w.throughputCaption(unit)}</span>
        <span className="spring" />
        {!bySum && (
          <span className="signs">
            {run.devices.map((device) => (
              <DeviceSign
                key={device.index}
                index={device.index}
                label={words.common.deviceN(device.index + 1)}
              />
            ))}
          </span>
        )}
      </div>
      {(bands[0]?.length ?? 0) < 2 ? (
        <Empty title={w.noThroughput} text={w.noThroughputText} />
      ) : (
        <div className="chart-space">
          <AreaChart bands={bands} stepSeconds={stepMs / 1000} notes={notes} summary={summary} />
        </div>
      )}
    </section>
  );
}

function bandsOf(perDevice: readonly (readonly number[])[]): { bands: number[][]; unit: string } {
  const edges = stacked(perDevice);
  const { unit, bytes } = rateUnit(Math.max(0, ...(edges.at(-1) ?? [])));
  const shown = edges.length > bandsMax ? edges.slice(-1) : edges;
  return { bands: shown.map((edge) => edge.map((value) => value / bytes)), unit };
}
