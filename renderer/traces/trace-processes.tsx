import type { TraceInfo, TracedRunProcess } from "../../electron/contract/trace-file.ts";
import { useFormat, useWords } from "../app-context.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import type { Words } from "../words/words.ts";
import type { Owner } from "../ui/owner.ts";

/** Every process that took part, replacements as processes of their own. */
export function TraceProcesses({ info }: { readonly info: TraceInfo }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.traces;
  return (
    <div className="trace-scroll" tabIndex={0}>
      <table className="table ruled">
        <thead>
          <tr>
            <th>{w.process}</th>
            <th className="number">{w.pid}</th>
            <th>{w.devices}</th>
            <th className="number">{w.from}</th>
            <th className="number">{w.until}</th>
            <th>{w.state}</th>
          </tr>
        </thead>
        <tbody>
          {info.processes.map((process, index) => (
            <tr key={`${process.role} ${process.index} ${process.pid}`}>
              <th scope="row">
                <span className="trace-process">
                  <OwnerSign owner={ownerOf(process)} />
                  {nameOf(process, words)}
                </span>
              </th>
              <td className="number mono">{process.pid === 0 ? "" : process.pid}</td>
              <td className="quiet">{process.devices.map((device) => device + 1).join(", ")}</td>
              <td className="number">{format.moment(process.fromMs)}</td>
              <td className="number">{format.moment(process.untilMs)}</td>
              <td>
                {w.states[process.state]}
                {replacementOf(info.processes, process, index) > 0 &&
                  `, ${w.replacement(replacementOf(info.processes, process, index))}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ownerOf({ role, index }: TracedRunProcess): Owner {
  return role === "secondary" ? { kind: "secondary", index } : { kind: role };
}

function nameOf({ role, index }: TracedRunProcess, { parts }: Words): string {
  return role === "secondary" ? parts.secondaryN(index + 1) : parts[role];
}

/** 0 the first of its role and index, 1 the one that replaced it. */
function replacementOf(
  processes: readonly TracedRunProcess[],
  process: TracedRunProcess,
  at: number,
): number {
  return processes
    .slice(0, at)
    .filter((other) => other.role === process.role && other.index === process.index).length;
}
