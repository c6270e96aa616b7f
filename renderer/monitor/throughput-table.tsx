import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { pointsMax, stepMs, type ThroughputSeries } from "../trace/throughput-series.ts";
import "./monitor-tables.css";
import { bandsMax } from "./throughput-model.ts";

/** One row each five seconds. */
const everySeconds = 5;

/** The throughput as a table: newest first, one column for each device while they have room. */
export function ThroughputTable({
  series,
  run,
}: {
  readonly series: ThroughputSeries;
  readonly run: Run;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { chart, tables } = words.monitor;
  const columns = run.devices.length > bandsMax ? [] : run.devices.map((device) => device.index);
  const points = run.devices.map((device) => {
    const values = new Float64Array(pointsMax);
    series.read(device.index, values);
    return values;
  });
  const stride = (everySeconds * 1000) / stepMs;
  const rows = Array.from(
    { length: Math.ceil(pointsMax / stride) },
    (_, index) => pointsMax - 1 - index * stride,
  ).filter((at) => at >= 0 && !Number.isNaN(points[0]?.[at] ?? Number.NaN));
  const text = (value: number): string => format.text(format.rate(value));
  return (
    <div className="table-scroll" role="group" aria-label={chart.title} tabIndex={0}>
      <table className="monitor-table" aria-label={chart.title}>
        <thead>
          <tr>
            <th scope="col">{tables.time}</th>
            {columns.map((device) => (
              <th key={device} scope="col" className="number">
                {words.common.deviceN(device + 1)}
              </th>
            ))}
            <th scope="col" className="number">
              {chart.sum}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((at) => {
            const ago = ((pointsMax - 1 - at) * stepMs) / 1000;
            return (
              <tr key={at}>
                <th scope="row">{ago === 0 ? chart.now : `−${ago} s`}</th>
                {columns.map((device) => (
                  <td key={device} className="number">
                    {text(points[device]?.[at] ?? 0)}
                  </td>
                ))}
                <td className="number">
                  {text(points.reduce((sum, values) => sum + (values[at] ?? 0), 0))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
