import type { Failure } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { baseName } from "../shell/run-figures.ts";

/** Files that remain or were removed, and what a report holds. */
export function LeftBehindPane({ failure }: { readonly failure: Failure }): React.JSX.Element {
  const { failed: w } = useWords();
  const format = useFormat();
  const remaining = failure.leftBehind.filter((file) => file.state === "partial");
  const bytes = remaining.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <section className="pane left-behind" aria-label={w.leftBehind} tabIndex={0}>
      <div className="pane-head">
        <h2>{w.leftBehind}</h2>
        <span className="spring" />
        <span className="caption">
          {remaining.length > 0 ? format.text(format.size(bytes)) : w.nothingLeft}
        </span>
      </div>
      {failure.leftBehind.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>{w.file}</th>
              <th className="number">{w.size}</th>
              <th className="number">{w.state}</th>
            </tr>
          </thead>
          <tbody>
            {failure.leftBehind.map((file) => (
              <tr key={file.file}>
                <td className="file-cell">
                  <span className="mono ellipsis selectable" data-tip={file.file}>
                    {baseName(file.file)}
                  </span>
                </td>
                <td className="number">{format.text(format.size(file.bytes))}</td>
                <td className="number quiet">{w.states[file.state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="report-note">
        <h2>{w.report}</h2>
        <p className="quiet">{w.reportText}</p>
      </div>
    </section>
  );
}
