import type { TraceInfo } from "../../electron/contract/trace-file.ts";
import { vdFeature } from "../../electron/contract/vdi.ts";
import { useFormat, useWords } from "../app-context.ts";
import { commandPartsOf } from "../new-job/command-line.ts";

/** What the run was asked to do, and what its set was configured to. */
export function TraceConfiguration({ info }: { readonly info: TraceInfo }): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const { header, set } = info;
  const rows: readonly (readonly [name: string, value: string])[] =
    set === null
      ? []
      : [
          ["name", set.name],
          ["deviceCount", format.count(header.deviceNames.length)],
          ["features", featureNames(set.features)],
          ["prefixZoneSize", format.count(set.prefixZone)],
          ["alignment", format.count(set.alignment)],
          ["blockSize", format.count(set.blockSize)],
          ["maxTransferSize", format.count(set.transferSize)],
          ["buffers", format.count(set.bufferCount)],
          ["segments", format.count(set.segments.length)],
        ];
  return (
    <div className="trace-scroll" tabIndex={0}>
      <section className="trace-section" aria-label={w.jobSection}>
        <h2>{w.jobSection}</h2>
        <div>
          <p className="mono selectable trace-wrap">{commandPartsOf(header.spec).join(" ")}</p>
          <p className="caption selectable">
            {header.program}, {header.runId}
          </p>
          <ol className="trace-files">
            {header.files
              .filter((file) => file !== "")
              .map((file) => (
                <li key={file} className="mono selectable">
                  {file}
                </li>
              ))}
          </ol>
        </div>
      </section>
      <section className="trace-section" aria-label={w.set}>
        <h2>{w.set}</h2>
        {set === null ? (
          <p className="quiet">{w.noSet}</p>
        ) : (
          <dl className="trace-facts">
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt className="mono">{name}</dt>
                <dd className="selectable">{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    </div>
  );
}

/** "VDF_RequestComplete (0x2000)". */
function featureNames(features: number): string {
  const names = Object.entries(vdFeature)
    .filter(([, bit]) => (features & bit) !== 0)
    .map(([name]) => name);
  return `${names.length === 0 ? "0" : names.join(", ")} (0x${features.toString(16)})`;
}
