import type { SlowTraceCommand } from "../../electron/contract/trace-figures.ts";
import { useFormat, useWords } from "../app-context.ts";
import { commandName } from "../trace/command-row.ts";
import { TablePane } from "../ui/table-pane.tsx";

/** The commands that took longest in the client. */
export function SlowestCommands({
  slowest,
}: {
  readonly slowest: readonly SlowTraceCommand[];
}): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const time = (ns: number): string => format.text(format.latency(ns / 1000));
  return (
    <TablePane
      title={w.slowest}
      empty={slowest.length === 0 ? { title: w.nothingSlow, text: w.nothingSlowText } : null}
    >
      <thead>
        <tr>
          <th className="number">{w.sequence}</th>
          <th className="number">{w.device}</th>
          <th>{w.command}</th>
          <th className="number">{w.at}</th>
          <th className="number">{w.took}</th>
          <th>{w.mostly}</th>
        </tr>
      </thead>
      <tbody>
        {slowest.map((slow) => (
          <tr key={`${slow.device} ${slow.sequence}`}>
            <td className="number quiet">{format.count(slow.sequence)}</td>
            <td className="number">{slow.device + 1}</td>
            <td>{commandName(slow.commandCode)}</td>
            <td className="number quiet">{format.moment(slow.atNs / 1e6)}</td>
            <td className="number">
              <b>{time(slow.clientNs)}</b>
            </td>
            <td className="quiet">
              {w.stageWords[slow.mostly]}, {time(slow.mostlyNs)}
            </td>
          </tr>
        ))}
      </tbody>
    </TablePane>
  );
}
