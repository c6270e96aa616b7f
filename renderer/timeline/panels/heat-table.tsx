import { useFormat, useWords } from "../../app-context.ts";
import { countAt, type HeatMap, sliceFrom } from "./heat.ts";
import { bucketText, cellText, type HeatCell } from "./heat-words.ts";

interface HeatTableProps {
  readonly map: HeatMap;
  readonly onChoose: (cell: HeatCell) => void;
}

/** The heat map as figures: a row for each slice in which something began, a column for each bucket. */
export function HeatTable({ map, onChoose }: HeatTableProps): React.JSX.Element {
  const { panels: w } = useWords();
  const format = useFormat();
  const buckets = Array.from({ length: map.buckets }, (_, at) => map.firstBucket + at);
  const slices = Array.from({ length: map.slices }, (_, slice) => slice).filter(
    (slice) => map.inSlice[slice] !== 0,
  );
  return (
    <div className="heat-table" tabIndex={0} role="group" aria-label={w.tabs.heat}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {w.slice}
            </th>
            {buckets.map((bucket) => (
              <th key={bucket} scope="col" className="number">
                {bucketText(format, w, bucket)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => (
            <tr key={slice}>
              <th scope="row" className="number">
                {format.twoDecimals(sliceFrom(map, slice) / 1e6)}
              </th>
              {buckets.map((bucket) => {
                const count = countAt(map, slice, bucket);
                return (
                  <td key={bucket} className="number">
                    {count > 0 && (
                      <button
                        type="button"
                        aria-label={cellText(map, { slice, bucket }, w, format)}
                        onClick={() => onChoose({ slice, bucket })}
                      >
                        {format.count(count)}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
