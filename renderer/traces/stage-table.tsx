import type { TraceFigures } from "../../electron/contract/trace-figures.ts";
import { useFormat, useWords } from "../app-context.ts";
import { TablePane } from "../ui/table-pane.tsx";

/** How long each stage of the commands took. */
export function StageTable({ figures }: { readonly figures: TraceFigures }): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const time = (ns: number): string => format.text(format.latency(ns / 1000));
  return (
    <TablePane title={w.stages} empty={null}>
      <thead>
        <tr>
          <th>{w.stage}</th>
          <th className="number">{w.commandsSeen}</th>
          <th className="number">{w.median}</th>
          <th className="number">{w.p99}</th>
          <th className="number">{w.p999}</th>
          <th className="number">{w.longest}</th>
        </tr>
      </thead>
      <tbody>
        {figures.stages.map(({ stage, commands, p50Ns, p99Ns, p999Ns, maxNs }) => (
          <tr key={stage} className={stage === "client" || stage === "total" ? "sum" : ""}>
            <th scope="row">{w.stageWords[stage]}</th>
            <td className="number quiet">{format.count(commands)}</td>
            {[p50Ns, p99Ns, p999Ns, maxNs].map((ns, index) => (
              <td key={index} className="number">
                {commands === 0 ? format.text(format.latency(null)) : time(ns)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TablePane>
  );
}
