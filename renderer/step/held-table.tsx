import type { ControlState } from "../../electron/contract/step.ts";
import { useFormat, useWords } from "../app-context.ts";
import { dash, handleText } from "../format.ts";
import { commandName } from "../trace/command-row.ts";
import { chosenOf } from "./step-sentences.ts";

/** The tokens that stand still in the diagram, as a table; nothing while none does. */
export function HeldTable({
  control,
}: {
  readonly control: ControlState;
}): React.JSX.Element | null {
  const { step, common, monitor } = useWords();
  const format = useFormat();
  const chosen = chosenOf(control);
  if (control.held.length === 0) return null;
  return (
    <div className="table-scroll" role="group" aria-label={step.heldTable} tabIndex={0}>
      <table className="monitor-table" aria-label={step.heldTable}>
        <thead>
          <tr>
            <th scope="col">{step.command}</th>
            <th scope="col">{common.device}</th>
            <th scope="col">{step.at}</th>
            <th scope="col">{monitor.diagram.handle}</th>
            <th scope="col" className="number">
              {step.size}
            </th>
            <th scope="col" className="number">
              {step.position}
            </th>
          </tr>
        </thead>
        <tbody>
          {control.held.map((held) => (
            <tr
              key={`${held.device}:${held.sequence}:${held.stage}`}
              aria-current={held === chosen ? "true" : undefined}
            >
              <td>{`${commandName(held.command)} ${format.count(held.sequence)}`}</td>
              <td>{common.deviceN(held.device + 1)}</td>
              <td>
                {step.stages[held.stage]}
                {held.breakpoint === null ? "" : `, ${step.stoppedBy(held.breakpoint)}`}
              </td>
              <td>{held.handle === 0 ? dash : handleText(held.handle, true)}</td>
              <td className="number">{held.size === 0 ? dash : format.count(held.size)}</td>
              <td className="number">{held.position < 0 ? dash : format.count(held.position)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
